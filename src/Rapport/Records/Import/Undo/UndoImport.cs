using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Jobs;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Intake;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;
using Rapport.Records.Import.FactTables;
using Rapport.Records.Import.Runs;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Import.Undo;

/// <summary>
/// Takes a whole import back, its updates too, from its last row to its first. Each batch commits with how far it came, so an undo that was
/// killed goes on where it stood.
/// </summary>
public sealed class UndoImport(
    RapportDb db,
    Changes changes,
    Access access,
    TaxIds taxIds,
    CustomerStanding standing,
    TakeBackFacts facts,
    TimeProvider clock
)
{
    /// <summary>Rows up to which the answer can be waited for.</summary>
    public const int AtOnce = 5_000;
    private const int BatchSize = 500;

    /// <summary>Marks the import, so that it neither goes on nor is undone twice.</summary>
    public async Task<CustomerImport> Begin(Guid id, FindImports find, CancellationToken ct)
    {
        var kind = (await find.One(id, ct)).FactType is { } type ? FactKind.Named(type) : null;
        if (kind is null)
            access.Require(Permission.WriteCustomers);
        else
            access.RequireWriting(kind);
        await using var held =
            await ProcessLock.TryTake(db.Source, "imports", id, ct)
            ?? throw new Refusal("import_running", "This import is running. Stop it first, then undo it.");
        await using var change = await changes.Begin(ct);
        var import = await db.Imports.SingleAsync(i => i.Id == id, ct);
        if (import.State == ImportState.Undone)
            throw new Refusal("already_undone", "This import has been undone already.");
        if (import.IsDryRun || import.RowsDone == 0)
            throw new Refusal("nothing_to_undo", "This import has written nothing.");
        // Whoever takes it back reaches no more customers than they may write, also where a job goes on without them.
        import.RightsJson = kind is null ? StoredRights.Of(access) : StoredRights.Of(access, kind, OnUnknownCustomer.Reject);
        if (import.State != ImportState.Undoing)
        {
            (import.State, import.RowsToUndo, import.UndoJson) = (ImportState.Undoing, import.RowsDone, Json(UndoOutcome.None));
            changes.Raise(new ImportChanged(id, import.State));
        }
        await change.Save(ct);
        db.ChangeTracker.Clear();
        return import;
    }

    public async Task<CustomerImport> Run(Guid id, CancellationToken ct)
    {
        await using var held =
            await ProcessLock.TryTake(db.Source, "imports", id, ct)
            ?? throw new Refusal("import_running", "This import is being undone already.");
        while (true)
        {
            var import = await Batch(id, ct);
            if (import.State != ImportState.Undoing)
                return import;
        }
    }

    private async Task<CustomerImport> Batch(Guid id, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var import = await db.Imports.SingleAsync(i => i.Id == id, ct);
        if (import.State != ImportState.Undoing)
            return import;
        if (import.FactType is not null)
            return await FactBatch(import, change, ct);
        var (to, from) = (import.RowsToUndo, Math.Max(0, import.RowsToUndo - BatchSize));
        var rights = StoredRights.Read(import);
        var back = new TakeBackChanges(db, taxIds, standing, rights, clock.Now());
        await back.Run(
            await db
                .ImportChanges.AsNoTracking()
                .Where(c => c.OrganizationId == db.TenantId && c.ImportId == id && c.Row > from && c.Row <= to)
                .OrderByDescending(c => c.Row)
                .ToListAsync(ct),
            ct
        );
        var (removed, left) = await new RemoveCreated(db, id, rights).Run(await Created(import, from, to, ct), ct);

        Note(import, from, removed.Count, back.Touched.Count, [.. back.Kept, .. left]);
        changes.Raise(new ImportUndone(id, removed, [.. back.Touched], from == 0));
        await change.Save(ct);
        db.ChangeTracker.Clear();
        return import;
    }

    private async Task<CustomerImport> FactBatch(CustomerImport found, Change change, CancellationToken ct)
    {
        var (to, from) = (found.RowsToUndo, Math.Max(0, found.RowsToUndo - BatchSize));
        if (!access.IsKnown)
            access.Admit(StoredRights.Writer(found, FactKind.Named(found.FactType!)!));
        var taken = await facts.Run(found, from, to, ct);
        var import = await db.Imports.SingleAsync(i => i.Id == found.Id, ct);
        Note(import, from, taken.Removed, taken.Restored, taken.Left);
        changes.Raise(new ImportUndone(import.Id, [], [], from == 0));
        await change.Save(ct);
        db.ChangeTracker.Clear();
        return import;
    }

    private void Note(CustomerImport import, long from, long removed, long restored, IReadOnlyCollection<UndoOutcome.Left> left)
    {
        var outcome = JsonSerializer.Deserialize<UndoOutcome>(import.UndoJson ?? Json(UndoOutcome.None), ApiJson.Options)!;
        (import.RowsToUndo, import.UndoJson) = (from, Json(outcome.With(removed, restored, left)));
        if (from == 0)
            (import.State, import.FinishedAt) = (ImportState.Undone, clock.Now());
    }

    // A row's customer may also be one that it was merged into; those that the import made say so on their timeline.
    private Task<List<Guid>> Created(CustomerImport import, long from, long to, CancellationToken ct) =>
        db.Rows(
            $"""
            select distinct r.customer_id from import_rows r
            join timeline_entries t on t.organization_id = r.organization_id and t.customer_id = r.customer_id
              and t.type = {"customer.imported"} and t.source_id = {import.Id}
            where r.organization_id = {db.TenantId} and r.import_id = {import.Id} and r.row > {from} and r.row <= {to}
              and r.result in ({"created"}, {"duplicate"})
            """,
            row => row.Id(0),
            ct
        );

    private static string Json(UndoOutcome outcome) => JsonSerializer.Serialize(outcome, ApiJson.Options);
}

/// <summary>Undoes an import that is too long for anybody to wait for.</summary>
public sealed class UndoLater(IServiceScopeFactory scopes) : IJob<UndoLater.Arguments>
{
    public sealed record Arguments(Guid Organization, Guid Import, Guid? By);

    public static string Kind => "customers.import.undo";

    public async Task Run(Arguments arguments, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(arguments.Organization, ActorKind.Import, arguments.By);
        try
        {
            await scope.ServiceProvider.GetRequiredService<UndoImport>().Run(arguments.Import, ct);
        }
        catch (Refusal refusal) when (refusal.Code == "import_running")
        {
            // Whoever holds it brings it to its end.
        }
    }
}
