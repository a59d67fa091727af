using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Jobs;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Intake;
using Rapport.Records.Customers.Intake.Columns;
using Rapport.Records.Customers.Intake.Rows;
using Rapport.Records.Import.Undo;

namespace Rapport.Records.Import.Runs;

/// <summary>
/// Runs an import from where it stands to its end. Each batch commits with its progress, so a run that was killed anywhere goes on without
/// a double or a lost row.
/// </summary>
public sealed class RunImport(IServiceScopeFactory scopes, Database database, Statistics statistics, TimeProvider clock)
{
    // Seconds that a batch on SQLite holds the one write lock while others write too, and while nobody does. Pages that many rows share are
    // written once a batch.
    private const double HoldBesideOthers = 0.1,
        HoldAlone = 1.5;

    // Writers of another process ask for the lock again and again; without a gap they would hardly ever find it free.
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(5);

    /// <summary>The most rows of one transaction.</summary>
    internal int MaxBatch { get; set; } = ReadFile.MaxBatch;

    public Task<CustomerImport> Run(Guid organization, Guid id, Action<CustomerImport>? tell, CancellationToken ct) =>
        Run(organization, id, i => i.State is not (ImportState.Finished or ImportState.Undoing or ImportState.Undone), tell, ct);

    /// <summary>What was queued and cancelled before its turn came stays cancelled.</summary>
    public Task<CustomerImport> RunQueued(Guid organization, Guid id, CancellationToken ct) =>
        Run(organization, id, i => i.State == ImportState.Running, null, ct);

    private async Task<CustomerImport> Run(
        Guid organization,
        Guid id,
        Predicate<CustomerImport> wanted,
        Action<CustomerImport>? tell,
        CancellationToken ct
    )
    {
        await using var held =
            await ProcessLock.TryTake(database, "imports", id, ct)
            ?? throw new Refusal("import_running", "This import is running already.");
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var db = services.GetRequiredService<RapportDb>();
        db.Tenant.Enter(organization);
        var import = await db.Imports.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, ct) ?? throw new Missing("import");
        if (!wanted(import))
            return import;
        db.Tenant.Enter(organization, ActorKind.Import, import.IsByProgram ? null : import.StartedById);
        ImportMeter.Began();
        try
        {
            await Mark(services, import, ImportState.Running, null, ct);
            if (import.FactType is null)
                await Batches(services, import, tell, ct);
            else
                await services.GetRequiredService<FactTables.RunFactFile>().Run(import, tell, ct);
            await Mark(services, import, import.CancelRequested ? ImportState.Cancelled : ImportState.Finished, null, ct);
            ImportMeter.EndedAs(import.State);
            return import;
        }
        catch (Exception fault) when (fault is not OperationCanceledException && !IsAway(fault))
        {
            var says = Says(fault);
            db.ChangeTracker.Clear();
            ImportMeter.EndedAs(ImportState.Failed);
            // Where not even this can be written, the job that runs it tries again until it can.
            await Mark(services, import, ImportState.Failed, says, CancellationToken.None);
            throw new Refusal("import_failed", says, new Dictionary<string, object?> { ["import_id"] = id });
        }
        finally
        {
            ImportMeter.Stopped();
        }
    }

    /// <summary>A database that is away is no fault of the import: whoever runs it takes it up again from where it stands.</summary>
    private static bool IsAway(Exception fault) => LostDatabase.Is(fault) && !DiskFault.Is(fault);

    private static string Says(Exception fault) =>
        fault switch
        {
            _ when DiskFault.Is(fault) => "The disk is full. Make room, then go on with the import: nothing that was taken in is lost.",
            Problem problem => problem.Message,
            FileNotFoundException or DirectoryNotFoundException => "The stored file is not here any more. Send the file again to go on.",
            InvalidDataException damaged => $"{damaged.Message} What was taken in before stays.",
            System.Data.Common.DbException => "The database did not take the rows. What was taken in before stays; try again to go on.",
            _ => $"It stopped on a fault ({fault.GetType().Name}). What was taken in before stays; try again to go on.",
        };

    private async Task Batches(IServiceProvider services, CustomerImport import, Action<CustomerImport>? tell, CancellationToken ct)
    {
        var db = services.GetRequiredService<RapportDb>();
        var isShared = database.HasOneWriter;
        await using var room = await db.MakeRoom(128, ct);
        var (intake, read) = await Prepare(services, import, ct);
        await using var file = await services
            .GetRequiredService<ImportFiles>()
            .Open(import.FilePath ?? throw new FileNotFoundException(), ct);
        var reader = new ReadFile(file, FileShape.FromJson(import.DialectJson), read, MaxBatch) { BatchSize = isShared ? 500 : MaxBatch };
        // Three stages beside each other: rows are read, judged on a connection of their own, and written.
        await using var beside = Beside(db.Tenant);
        await using var batches = new Stage<RowBatch>(1, stop => reader.Batches(import.RowsDone, stop), ct);
        var judge = new Judge(beside.ServiceProvider.GetRequiredService<RapportDb>(), intake);
        await using var judged = new Stage<(RowBatch Rows, List<Decision> Decisions)>(1, stop => Judged(batches, judge, stop), ct);
        var seen = isShared ? await ByOthers(db, ct) : 0;
        await foreach (var (rows, decisions) in judged.Results(ct))
        {
            if (import.CancelRequested)
                return;
            var took = await Commit(services, intake, import, rows, decisions, ct);
            tell?.Invoke(import);
            statistics.Refresh();
            if (!isShared)
                continue;
            await Task.Delay(Gap, ct);
            var now = await ByOthers(db, ct);
            reader.BatchSize = (int)(rows.Drafts.Count * Math.Clamp((now == seen ? HoldAlone : HoldBesideOthers) / took, 0.3, 2));
            seen = now;
        }
        if (!import.CancelRequested)
            import.RowsTotal = import.RowsDone;
    }

    private AsyncServiceScope Beside(Tenant tenant)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<RapportDb>().Tenant.Enter(tenant.OrganizationId);
        return scope;
    }

    private static async IAsyncEnumerable<(RowBatch, List<Decision>)> Judged(
        Stage<RowBatch> batches,
        Judge judge,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        await foreach (var rows in batches.Results(ct))
            yield return (rows, await judge.Run(rows.Drafts, ct));
    }

    /// <summary>Grows with each commit of any connection but this one.</summary>
    private static async Task<long> ByOthers(RapportDb db, CancellationToken ct) =>
        (await db.Rows($"pragma data_version", row => row.Long(0), ct))[0];

    private async Task<(IntakeRun, ReadRow)> Prepare(IServiceProvider services, CustomerImport import, CancellationToken ct)
    {
        var db = services.GetRequiredService<RapportDb>();
        var (catalog, rights, taxIds) = (
            await ImportCatalog.Load(db, clock.Now(), ct),
            StoredRights.Read(import),
            services.GetRequiredService<TaxIds>()
        );
        var extras = new ExtraFields(catalog);
        var mapping = ColumnMapping.FromJson(import.MappingJson);
        var make = new MakeRecord(catalog, extras, taxIds, mapping.ExternalIdSystem);
        var intake = new IntakeRun(import.OnDuplicate, import.IsDryRun, catalog, rights, extras, make, taxIds, import.Id)
        {
            ExternalIdSystem = mapping.ExternalIdSystem,
        };
        return (intake, new ReadRow(catalog, mapping, rights, make));
    }

    /// <summary>One batch, one transaction; answers how many seconds it held the database.</summary>
    private async Task<double> Commit(
        IServiceProvider services,
        IntakeRun intake,
        CustomerImport import,
        RowBatch rows,
        List<Decision> decisions,
        CancellationToken ct
    )
    {
        var (db, changes) = (services.GetRequiredService<RapportDb>(), services.GetRequiredService<Changes>());
        await using var change = await changes.Begin(ct);
        var started = Stopwatch.GetTimestamp();
        var outcomes = await new TakeIn(db, intake).Run(
            decisions,
            (batch, told) =>
                batch
                    .Insert(Tables.ImportRows, Results(import, told, services.GetRequiredService<RawRow>()))
                    .Insert(Tables.ImportChanges, Taken(import, told)),
            ct
        );
        var step = new ImportStep(rows.LastRow, rows.BytesDone, Tally.Of(outcomes), Stopwatch.GetElapsedTime(started).TotalSeconds);
        var isCancelled = await step.Write(db, import, ct);
        if (!import.IsDryRun)
            changes.Raise(step.Count.Event(import.Id, outcomes));
        else
            changes.Raise(new ImportChanged(import.Id, ImportState.Running));
        await change.Save(ct);
        intake.Seen.Committed();
        db.ChangeTracker.Clear();
        step.AddTo(import, isCancelled);
        ImportMeter.Count(step.Count);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static List<ImportRow> Results(CustomerImport import, IReadOnlyList<RowOutcome> outcomes, RawRow raw) =>
        [
            .. outcomes.Select(o => new ImportRow
            {
                OrganizationId = import.OrganizationId,
                ImportId = import.Id,
                Row = o.Draft.Row,
                Line = o.Draft.Line,
                Result = o.Result,
                CustomerId = import.IsDryRun && o.DuplicateOf is null ? null : o.CustomerId,
                Details = Details(o),
                Raw = o.Result == RowResult.Rejected && o.Draft.Raw is { } fields ? raw.Seal(fields) : null,
            }),
        ];

    private static List<ImportChange> Taken(CustomerImport import, IReadOnlyList<RowOutcome> outcomes) =>
        [
            .. outcomes
                .Where(o => o.Change is not null)
                .Select(o => new ImportChange
                {
                    OrganizationId = import.OrganizationId,
                    ImportId = import.Id,
                    Row = o.Draft.Row,
                    CustomerId = o.CustomerId!.Value,
                    ChangeJson = o.Change!.ToJson(),
                }),
        ];

    private static string? Details(RowOutcome outcome) =>
        outcome.Result switch
        {
            RowResult.Rejected => JsonSerializer.Serialize(new { errors = outcome.Draft.Errors.ByField }, ApiJson.Options),
            _ when outcome.DuplicateOf is { } twin => JsonSerializer.Serialize(
                new
                {
                    duplicate_of = twin,
                    probability = Math.Round(outcome.Probability, 4),
                    before = outcome.Before,
                },
                ApiJson.Options
            ),
            _ when outcome.Before is { Count: > 0 } before => JsonSerializer.Serialize(new { before }, ApiJson.Options),
            _ => null,
        };

    private async Task Mark(IServiceProvider services, CustomerImport import, ImportState state, string? error, CancellationToken ct)
    {
        var (db, changes) = (services.GetRequiredService<RapportDb>(), services.GetRequiredService<Changes>());
        await using var change = await changes.Begin(ct);
        var now = clock.Now();
        import.State = state;
        import.Error = error is { Length: > 1000 } ? error[..1000] : error;
        if (state == ImportState.Running)
            (import.StartedAt, import.FinishedAt, import.CancelRequested) = (import.StartedAt ?? now, null, false);
        else
            import.FinishedAt = now;
        var isDone = state == ImportState.Finished && !import.IsDryRun;
        await db.Execute(
            $"""
            update imports set state = {state}, error = {import.Error}, started_at = {import.StartedAt},
              finished_at = {import.FinishedAt}, rows_total = {import.RowsTotal},
              cancel_requested = {import.CancelRequested && state != ImportState.Running}, version = version + 1, file_path = {(
                isDone ? null : import.FilePath
            )}
            where organization_id = {db.TenantId} and id = {import.Id}
            """,
            ct
        );
        if (state == ImportState.Finished)
            await MappingMemory.Keep(db, import.FactType, ColumnMapping.FromJson(import.MappingJson), now, ct);
        changes.Raise(new ImportChanged(import.Id, state));
        await change.Save(ct);
        if (isDone)
            await services.GetRequiredService<ImportFiles>().Delete(import.FilePath, ct);
    }
}
