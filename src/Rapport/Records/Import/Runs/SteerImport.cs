using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Jobs;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Intake;
using Rapport.Records.Customers.Intake.Columns;
using Rapport.Records.Facts;
using Rapport.Records.Import.FactTables;
using Rapport.Records.Import.Undo;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Import.Runs;

/// <summary>What people do with an uploaded file: map its columns, start it, stop it.</summary>
public sealed class SteerImport(
    RapportDb db,
    Changes changes,
    Access access,
    FindImports find,
    ImportFiles files,
    JobSignal jobs,
    TimeProvider clock
)
{
    public sealed record Choices(Dictionary<string, string?>? Columns, bool? DayFirst, Maybe<CustomerType?> Type, OnDuplicate? OnDuplicate);

    public sealed record Start(bool? DryRun, OnDuplicate? OnDuplicate);

    public async Task<CustomerImport> Map(Guid id, Choices choices, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var import = await ForChange(id, ct);
        await RefuseWhileRunning(import, ct);
        if (import.RowsDone > 0 && !import.IsDryRun)
            throw new Refusal("import_begun", "Its first rows are imported already. Upload the file again to map it anew.");
        if (import.FactType is { } type)
            return await MapFacts(import, new FactColumns(FactKind.Named(type)!), choices, change, ct);
        var fields = await db.CustomFields.Where(f => f.ArchivedAt == null).Select(f => f.Key).ToListAsync(ct);
        var mapping = ColumnMapping.FromJson(import.MappingJson).With((choices.Columns ?? []).Select(c => (c.Key, c.Value)), fields);
        mapping = mapping with { DayFirst = choices.DayFirst ?? mapping.DayFirst, Type = choices.Type.Or(mapping.Type) };
        import.MappingJson = mapping.ToJson();
        import.OnDuplicate = choices.OnDuplicate ?? import.OnDuplicate;
        changes.Raise(new ImportChanged(id, import.State));
        await change.Save(ct);
        return import;
    }

    private async Task<CustomerImport> MapFacts(
        CustomerImport import,
        FactColumns columns,
        Choices choices,
        Change change,
        CancellationToken ct
    )
    {
        var mapping = columns.With(ColumnMapping.FromJson(import.MappingJson), (choices.Columns ?? []).Select(c => (c.Key, c.Value)));
        import.MappingJson = (mapping with { DayFirst = choices.DayFirst ?? mapping.DayFirst }).ToJson();
        changes.Raise(new ImportChanged(import.Id, import.State));
        await change.Save(ct);
        return import;
    }

    private string Rights(CustomerImport import) =>
        import.FactType is { } type ? StoredRights.Of(access, FactKind.Named(type)!, import.OnUnknownCustomer) : StoredRights.Of(access);

    /// <summary>Queues the run; a finished dry run begins anew and in earnest.</summary>
    public async Task<CustomerImport> Run(Guid id, Start start, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var import = await ForChange(id, ct);
        var rights = Rights(import);
        await RefuseWhileRunning(import, ct);
        if (import.FactType is not null && start.DryRun == true)
            throw new Refusal("no_dry_run", "Facts have a preview, and no dry run.");
        var dryRun = start.DryRun ?? (import.State == ImportState.Finished ? false : import.IsDryRun);
        if (import is { State: ImportState.Finished, IsDryRun: false })
            return import;
        if (import.State is ImportState.Undoing or ImportState.Undone)
            throw new Refusal("import_undone", "This import was undone. Send its file again to import it anew.");
        if (!await files.Exists(import.FilePath, ct))
            throw new Refusal("file_gone", "The stored file is not here any more. Send the file again to go on.");
        if (dryRun != import.IsDryRun || import.State == ImportState.Finished)
            await BeginAnew(import, dryRun, ct);
        else if (import.RowsDone > 0 && start.OnDuplicate is { } other && other != import.OnDuplicate)
            throw new Refusal("import_begun", "Its first rows are imported already, so it goes on as it began.");
        import.OnDuplicate = start.OnDuplicate ?? import.OnDuplicate;
        (import.State, import.CancelRequested, import.RightsJson) = (ImportState.Running, false, rights);
        db.Add(Job.Of<ImportCustomers, ImportCustomers.Arguments>(db.TenantId, new(db.TenantId, id), clock.Now()));
        changes.Raise(new ImportChanged(id, import.State));
        await change.Save(ct);
        jobs.Wake();
        return import;
    }

    private async Task BeginAnew(CustomerImport import, bool dryRun, CancellationToken ct)
    {
        if (import is { IsDryRun: false, RowsDone: > 0 })
            throw new Refusal("import_begun", "Its first rows are imported already, so it cannot become a dry run.");
        await db.Execute($"delete from import_rows where organization_id = {db.TenantId} and import_id = {import.Id}", ct);
        import.IsDryRun = dryRun;
        (
            import.RowsDone,
            import.BytesDone,
            import.Created,
            import.Updated,
            import.Skipped,
            import.Duplicates,
            import.Rejected,
            import.Seconds
        ) = (0, 0, 0, 0, 0, 0, 0, 0);
        (import.StartedAt, import.FinishedAt, import.Error) = (null, null, null);
    }

    /// <summary>The batch under way is the last one; what was taken in stays, and the import can go on later.</summary>
    public async Task<CustomerImport> Cancel(Guid id, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var import = await ForChange(id, ct);
        if (import.State != ImportState.Running)
            throw new Refusal("not_running", "This import is not running.");
        if (await IsHeld(import, ct))
            import.CancelRequested = true;
        else
            (import.State, import.FinishedAt) = (ImportState.Cancelled, clock.Now());
        changes.Raise(new ImportChanged(id, import.State));
        await change.Save(ct);
        return import;
    }

    /// <summary>Takes the import back: at once where it is short, else behind the scenes, with its state telling how far it is.</summary>
    public async Task<CustomerImport> Undo(Guid id, UndoImport undo, CancellationToken ct)
    {
        var import = await undo.Begin(id, find, ct);
        if (import.RowsToUndo <= UndoImport.AtOnce)
            return await undo.Run(id, ct);
        await using var change = await changes.Begin(ct);
        db.Add(Job.Of<UndoLater, UndoLater.Arguments>(db.TenantId, new(db.TenantId, id, access.Caller.UserId), clock.Now()));
        await change.Save(ct);
        jobs.Wake();
        return import;
    }

    private async Task<CustomerImport> ForChange(Guid id, CancellationToken ct)
    {
        await find.One(id, ct);
        await db.Hold("imports", id, RowLock.Update, ct);
        return await db.Imports.SingleAsync(i => i.Id == id, ct);
    }

    private async Task RefuseWhileRunning(CustomerImport import, CancellationToken ct)
    {
        if (import.State == ImportState.Running && await IsHeld(import, ct))
            throw new Refusal("import_running", "This import is running already.");
    }

    // A process that was killed leaves the state behind, and no lock.
    private async Task<bool> IsHeld(CustomerImport import, CancellationToken ct)
    {
        await using var free = await ProcessLock.TryTake(db.Source, "imports", import.Id, ct);
        return free is null;
    }
}

/// <summary>Runs an import that was started on a page or over the API.</summary>
public sealed class ImportCustomers(RunImport run) : IJob<ImportCustomers.Arguments>
{
    public sealed record Arguments(Guid Organization, Guid Import);

    public static string Kind => "customers.import";

    public async Task Run(Arguments arguments, CancellationToken ct)
    {
        try
        {
            await run.RunQueued(arguments.Organization, arguments.Import, ct);
        }
        catch (Refusal told) when (told.Code is "import_failed" or "import_running")
        {
            // The import's own state tells of it; trying again is for a person to decide.
        }
    }
}
