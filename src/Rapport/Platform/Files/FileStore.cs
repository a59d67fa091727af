using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;

namespace Rapport.Platform.Files;

/// <summary>A piece of a file that people sent, on PostgreSQL: every node that shares the database has it.</summary>
public sealed class StoredPiece
{
    public Guid OrganizationId { get; init; }

    [NotPersonalData]
    public string Name { get; init; } = "";
    public int Number { get; init; }

    [PersonalData]
    public byte[] Content { get; init; } = [];
    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class StoredPieceTable : IEntityTypeConfiguration<StoredPiece>
{
    public void Configure(EntityTypeBuilder<StoredPiece> piece)
    {
        piece.ToTable("stored_pieces");
        piece.HasKey(p => new
        {
            p.OrganizationId,
            p.Name,
            p.Number,
        });
        piece.Property(p => p.Name).HasMaxLength(200).UseBinaryCollation();
        piece.HasIndex(p => p.CreatedAt);
    }
}

/// <summary>
/// Files of the organization at work. On PostgreSQL they lie in the database, in pieces, inside the running change if there is one, since
/// the next request may meet another node; on SQLite they lie in the data folder, beside the database. What a node of an older version left
/// in its folder is found there still.
/// </summary>
public sealed class FileStore(RapportDb db, TimeProvider clock)
{
    private const int PieceSize = 1 << 20;

    private bool IsShared => db.Engine == Engine.Postgres;

    /// <summary>A new file on this machine, to be filled and then kept or dropped.</summary>
    public FileStream Draft()
    {
        var folder = Directory.CreateDirectory(Path.Combine(db.Source.DataFolder, "received"));
        return new FileStream(
            Path.Combine(folder.FullName, $"{Ids.Next():N}.part"),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.ReadWrite | FileShare.Delete,
            1 << 16,
            FileOptions.Asynchronous
        );
    }

    /// <summary>Puts a draft in its place, or in the place of what was there; the draft is gone then.</summary>
    public async Task Keep(string draft, string name, CancellationToken ct)
    {
        if (IsShared)
        {
            await Write(draft, name, ct);
            File.Delete(draft);
            return;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.Move(draft, PathOf(name), overwrite: true);
    }

    /// <summary>The file to read, from its start; null where there is none.</summary>
    public async Task<FileStream?> Open(string name, CancellationToken ct)
    {
        if (File.Exists(PathOf(name)))
            return new FileStream(
                PathOf(name),
                FileMode.Open,
                FileAccess.Read,
                FileShare.Read | FileShare.Delete,
                1 << 16,
                FileOptions.Asynchronous | FileOptions.SequentialScan
            );
        return IsShared && await Exists(name, ct) ? await Fetch(name, ct) : null;
    }

    public async Task<bool> Exists(string name, CancellationToken ct) =>
        File.Exists(PathOf(name))
        || IsShared
            && (
                await db.Rows(
                    $"select 1 from stored_pieces where organization_id = {db.TenantId} and name = {name} and number = 0",
                    row => row.Int(0),
                    ct
                )
            ).Count > 0;

    public async Task Delete(string name, CancellationToken ct)
    {
        if (File.Exists(PathOf(name)))
            File.Delete(PathOf(name));
        if (IsShared)
            await db.Execute($"delete from stored_pieces where organization_id = {db.TenantId} and name = {name}", ct);
    }

    private async Task Write(string draft, string name, CancellationToken ct)
    {
        await using var file = new FileStream(draft, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        await db.Execute($"delete from stored_pieces where organization_id = {db.TenantId} and name = {name}", ct);
        var (buffer, now) = (new byte[PieceSize], clock.Now());
        // From the last piece to the first: a file whose first piece is there is whole.
        for (var number = (int)((file.Length - 1) / PieceSize); number >= 0; number--)
        {
            file.Position = (long)number * PieceSize;
            var length = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
            await db.Execute(
                $"""
                insert into stored_pieces (organization_id, name, number, content, created_at)
                values ({db.TenantId}, {name}, {number}, {buffer[..length]}, {now})
                """,
                ct
            );
        }
    }

    /// <summary>A copy on this machine that goes when it is closed: whoever reads a file jumps about in it.</summary>
    private async Task<FileStream> Fetch(string name, CancellationToken ct)
    {
        var copy = new FileStream(
            Path.Combine(Directory.CreateDirectory(Path.Combine(db.Source.DataFolder, "received")).FullName, $"{Ids.Next():N}.copy"),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.Read,
            1 << 16,
            FileOptions.Asynchronous | FileOptions.DeleteOnClose
        );
        try
        {
            await foreach (
                var piece in db.Stream(
                    $"select content from stored_pieces where organization_id = {db.TenantId} and name = {name} order by number",
                    row => row.Bytes(0),
                    ct
                )
            )
                await copy.WriteAsync(piece, ct);
            copy.Position = 0;
            return copy;
        }
        catch
        {
            await copy.DisposeAsync();
            throw;
        }
    }

    private string PathOf(string name) => Path.Combine(db.Source.DataFolder, name);
}
