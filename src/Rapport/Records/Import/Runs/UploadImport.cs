using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rapport.Formats;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Intake;
using Rapport.Records.Customers.Intake.Columns;
using Rapport.Records.Customers.Intake.Rows;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;
using Rapport.Records.Import.FactTables;
using Rapport.Trust.Identity;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Import.Runs;

/// <summary>
/// Takes a file in to be imported: stores it, sees how it is written, guesses where its columns go. The same file with the same options is
/// found again.
/// </summary>
public sealed class UploadImport(RapportDb db, Changes changes, Access access, ImportFiles files, TimeProvider clock)
{
    internal const int Looked = 1000;

    public sealed record Options(OnDuplicate OnDuplicate = OnDuplicate.Review, bool IsDryRun = false, bool Again = false)
    {
        public Guid? OwnerId { get; init; }
        public Guid? BranchId { get; init; }

        /// <summary>The sheet of a workbook; else the first that holds anything.</summary>
        public string? Sheet { get; init; }
        public IReadOnlyList<(string Column, string? Target)> Mapping { get; init; } = [];

        /// <summary>The kind of fact that the rows are; null for customers.</summary>
        public string? FactType { get; init; }
        public OnUnknownCustomer OnUnknownCustomer { get; init; }

        internal FactKind? Kind =>
            FactType is null
                ? null
                : FactKind.Named(FactType)
                    ?? throw new Unreadable(
                        "type",
                        $"It must be customer or one of {string.Join(", ", FactKind.All.Select(k => k.Type))}."
                    );

        internal byte[] Hash =>
            SHA256.HashData(
                JsonSerializer.SerializeToUtf8Bytes(
                    (object?[])
                        [
                            Words.Of(OnDuplicate),
                            IsDryRun,
                            OwnerId,
                            BranchId,
                            Sheet,
                            Mapping.Select(m => new[] { m.Column, m.Target }),
                            .. FactType is null ? Array.Empty<object>() : [FactType, Words.Of(OnUnknownCustomer)],
                        ]
                )
            );
    }

    public sealed record Response(CustomerImport Import, bool IsNew);

    public async Task<Response> Run(Stream content, string fileName, Options options, CancellationToken ct)
    {
        Require();
        return await Run(await files.Store(content, Ids.Next(), ct), fileName, options, ct);
    }

    internal void Require()
    {
        access.Require(Permission.ImportCustomers);
        if (!access.Has(Permission.WriteFacts))
            access.Require(Permission.WriteCustomers);
    }

    private string Rights(Options options)
    {
        if (options.Kind is not { } kind)
            return StoredRights.Of(access);
        access.Require(Permission.WriteFacts);
        return StoredRights.Of(access, kind, options.OnUnknownCustomer);
    }

    /// <summary>Takes over a file that is stored already; it goes again if it is not needed.</summary>
    internal async Task<Response> Run(ImportFiles.Stored stored, string fileName, Options options, CancellationToken ct)
    {
        var isKept = false;
        try
        {
            await Check(options, ct);
            var head = await files.Head(stored.Path, null, Looked, options.Sheet, ct);
            var mapping = await Mapping(head, options, ct);
            await using var change = await changes.Begin(ct);
            await TakeTurn(stored.Hash, ct);
            if (await Known(stored.Hash, options, ct) is { } known)
            {
                isKept = await TakesFile(known, stored, ct);
                await change.Save(ct);
                return new Response(known, false);
            }
            var import = await New(fileName, stored, head, mapping, options, ct);
            changes.Raise(new ImportChanged(import.Id, import.State));
            await change.Save(ct);
            isKept = true;
            return new Response(import, true);
        }
        finally
        {
            if (!isKept)
                await files.Delete(stored.Path, CancellationToken.None);
        }
    }

    private async Task Check(Options options, CancellationToken ct)
    {
        var errors = new Errors();
        Rights(options);
        if (options.Kind is not null && options.IsDryRun)
            errors.Add("dry_run", "Facts have a preview, and no dry run.");
        if (options.OwnerId is { } owner && !await db.Users.AnyAsync(u => u.Id == owner && u.Status == UserStatus.Active, ct))
            errors.Add("owner_id", "The owner must be an active user.");
        if (options.BranchId is { } branch && !await db.Branches.AnyAsync(b => b.Id == branch && b.ArchivedAt == null, ct))
            errors.Add("branch_id", "There is no such branch.");
        errors.ThrowInvalid();
    }

    private async Task<ColumnMapping> Mapping(FileHead head, Options options, CancellationToken ct)
    {
        var width = head.Rows.Count == 0 ? head.Headers.Count : head.Rows.Max(r => r.Fields.Count);
        if (width == 0)
            throw new Invalid("file", "The file has no rows.");
        if (width > 2000)
            throw new Invalid("file", $"The file has {width} columns. At most 2000 are taken.");
        var names = ColumnMapping.Unique(head.Headers, width);
        if (options.Kind is { } kind)
        {
            var columns = new FactColumns(kind);
            return columns.With(
                await MappingMemory.Recall(db, kind.Type, names, ct)
                    ?? columns.Guess(names, [.. head.Rows.Where(r => r.Problem is null).Take(200).Select(r => r.Fields)]),
                options.Mapping
            );
        }
        var catalog = await ImportCatalog.Load(db, clock.Now(), ct);
        var mapping =
            await MappingMemory.Recall(db, null, names, ct)
            ?? ColumnMapping.Guess(
                names,
                [.. head.Rows.Where(r => r.Problem is null).Take(200).Select(r => r.Fields)],
                catalog.CustomFields,
                catalog.Fits
            );
        return mapping.With(options.Mapping, catalog.CustomFields.Select(f => f.Key));
    }

    // Of two uploads of one file at once the second finds the first's import.
    private Task TakeTurn(byte[] hash, CancellationToken ct) => db.Lock($"import_file:{Convert.ToHexString(hash)}", ct);

    /// <summary>An unfinished run of the same file, or a finished one unless it shall run again.</summary>
    private async Task<CustomerImport?> Known(byte[] hash, Options options, CancellationToken ct)
    {
        var wanted = options.Hash;
        var same = await db
            .Imports.Where(i => i.ContentHash == hash && i.OptionsHash == wanted)
            .OrderByDescending(i => i.Repetition)
            .FirstOrDefaultAsync(ct);
        return same is null or { State: ImportState.Undone } || (options.Again && same.State == ImportState.Finished) ? null : same;
    }

    // The file of an unfinished import may be gone; the new copy is as good.
    private async Task<bool> TakesFile(CustomerImport known, ImportFiles.Stored stored, CancellationToken ct)
    {
        if (known.State == ImportState.Finished || await files.Exists(known.FilePath, ct))
            return false;
        known.FilePath = stored.Path;
        return true;
    }

    private async Task<CustomerImport> New(
        string fileName,
        ImportFiles.Stored stored,
        FileHead head,
        ColumnMapping mapping,
        Options options,
        CancellationToken ct
    )
    {
        var wanted = options.Hash;
        var starter = access.Caller.UserId ?? await db.Users.Where(u => u.Status == UserStatus.System).Select(u => u.Id).FirstAsync(ct);
        var import = new CustomerImport
        {
            FileName = Path.GetFileName(fileName) is { Length: > 0 } name ? name[..Math.Min(300, name.Length)] : "import.csv",
            FilePath = stored.Path,
            FileSize = stored.Size,
            ContentHash = stored.Hash,
            OptionsHash = wanted,
            Repetition = await db.Imports.CountAsync(i => i.ContentHash == stored.Hash && i.OptionsHash == wanted, ct),
            State = ImportState.Uploaded,
            OnDuplicate = options.OnDuplicate,
            IsDryRun = options.IsDryRun,
            DialectJson = head.Shape.ToJson(),
            MappingJson = mapping.ToJson(),
            StartedById = starter,
            IsByProgram = access.Caller.UserId is null,
            OwnerId = options.OwnerId ?? access.Caller.UserId,
            BranchId = options.BranchId ?? access.Caller.BranchId,
            RightsJson = Rights(options),
            FactType = options.FactType,
            OnUnknownCustomer = options.OnUnknownCustomer,
            CreatedAt = clock.Now(),
            RowsTotal = head.EstimatedRows,
        };
        db.Add(import);
        return import;
    }
}
