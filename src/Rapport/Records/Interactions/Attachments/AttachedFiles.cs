using System.Security.Cryptography;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Interactions.Attachments;

/// <summary>The file is larger than what is kept here: 413.</summary>
public sealed class FileTooLarge()
    : Problem(
        413,
        "too_large",
        $"Files over {AttachedFiles.Limit >> 20} MB are not kept here. Put it where it can be fetched, and attach its address: POST {{\"url\": …, \"name\": …}}."
    );

/// <summary>The attached files in the data folder: each lies under the hash of its content, so the same file twice is kept once.</summary>
public sealed class AttachedFiles(Database database, Tenant tenant)
{
    public const long Limit = 25L << 20;

    // Whoever sends more is answered once they have sent it; beyond this they are cut off.
    private const long Patience = 64L << 20;

    public sealed record Received(string Path, long Size, string Hash, string Kind);

    private string Folder => Path.Combine(database.DataFolder, "attachments", tenant.OrganizationId.ToString("N"));

    public async Task<Received> Receive(Stream content, CancellationToken ct)
    {
        Directory.CreateDirectory(Folder);
        var path = Path.Combine(Folder, $"{Ids.Next():N}.part");
        try
        {
            return await Copy(content, path, ct);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Puts a received file in its place.</summary>
    public void Keep(Received received)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(received.Hash))!);
        File.Move(received.Path, PathOf(received.Hash), overwrite: true);
    }

    public void Drop(Received received) => File.Delete(received.Path);

    public FileStream? Open(string hash) =>
        File.Exists(PathOf(hash))
            ? new FileStream(
                PathOf(hash),
                FileMode.Open,
                FileAccess.Read,
                FileShare.Read | FileShare.Delete,
                1 << 16,
                FileOptions.Asynchronous | FileOptions.SequentialScan
            )
            : null;

    public void Forget(string hash)
    {
        if (File.Exists(PathOf(hash)))
            File.Delete(PathOf(hash));
    }

    private string PathOf(string hash) => Path.Combine(Folder, hash[..2], hash);

    private static async Task<Received> Copy(Stream content, string path, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, size, kind) = (new byte[1 << 16], 0L, FileKinds.Unknown);
        await using (
            var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous)
        )
        {
            while (await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct) is > 0 and var read)
            {
                if (size == 0)
                    kind = FileKinds.Of(buffer.AsSpan(0, read));
                if ((size += read) > Patience)
                    throw new FileTooLarge();
                if (size > Limit)
                    continue;
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), ct);
            }
            file.Flush(flushToDisk: true);
        }
        if (size > Limit)
            throw new FileTooLarge();
        if (size == 0)
            throw new Invalid("file", "The file is empty.");
        return new Received(path, size, Convert.ToHexStringLower(hash.GetHashAndReset()), kind);
    }
}
