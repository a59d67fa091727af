using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Intake;

namespace Rapport.Insight.Lifecycle;

/// <summary>
/// What the rows of an import say of where customers stand: new ones begin there, known ones are moved where allowed moves lead there.
/// What they do not becomes a suggestion, since no row may override.
/// </summary>
internal sealed class ImportedStatuses(RapportDb db, Func<Changes> running, IServiceProvider services, TimeProvider clock)
{
    public async Task Follow(CustomersImported import, Batch batch, MoveTrigger trigger, CancellationToken ct)
    {
        var named = import.Standings.GroupBy(s => s.Customer).ToDictionary(s => s.Key, s => s.Last().Word);
        foreach (var same in import.CreatedIds.GroupBy(id => StageOf(named.GetValueOrDefault(id))))
            batch.Begin(db.TenantId, [.. same], same.Key, trigger);
        var created = import.CreatedIds.ToHashSet();
        var known = import.Standings.Where(s => !created.Contains(s.Customer)).GroupBy(s => s.Customer).Select(s => s.Last()).ToList();
        if (known.Count == 0)
            return;
        await using var part = await running().Begin(ct);
        await Move(known, ct);
        await part.Save(ct);
    }

    /// <summary>Null where the row says nothing, and for the inactive, who keep their stage.</summary>
    private static SystemStage? StageOf(string? word) => Words.TryParse<SystemStage>(word, out var stage) ? stage : null;

    private async Task Move(IReadOnlyList<ImportedStanding> rows, CancellationToken ct)
    {
        await LifecycleRows.Ensure(db, [.. rows.Select(r => r.Customer)], ct);
        var map = await StageMap.Load(db, ct);
        var current = await Current(rows, ct);
        var (steps, refused) = (new List<StageStep>(), new List<StageStep>());
        foreach (var (customer, word) in rows)
        {
            var from = map[current[customer]];
            if (StageOf(word) is not { } stage || map[stage].Id == from.Id || IsThereAlready(from, stage))
                continue;
            if (stage == SystemStage.Customer && from.Category == StageCategory.PostCustomer)
                stage = SystemStage.WonBack;
            var step = new StageStep(customer, from.Id, map.Way(from.Id, map[stage].Id));
            (map.IsFree(step) ? steps : refused).Add(step);
        }
        await SetInactive([.. rows.Where(r => r.Word == Words.Of(CustomerStatus.Inactive)).Select(r => r.Customer)], ct);
        await services.GetRequiredService<WriteMoves>().Run(steps, new MoveCause(MoveTrigger.System, "Import"), map, ct);
        await services.GetRequiredService<SuggestMoves>().Run(refused, null, _ => "An imported row says so.", map, ct);
    }

    /// <summary>A word that is no finer than a status says nothing new of a customer who has that status.</summary>
    private static bool IsThereAlready(LifecycleStage from, SystemStage said) =>
        said switch
        {
            SystemStage.Lead or SystemStage.Prospect => from.Category == StageCategory.PreCustomer,
            SystemStage.Customer => from.Category == StageCategory.Customer,
            _ => false,
        };

    private async Task<Dictionary<Guid, Guid>> Current(IReadOnlyList<ImportedStanding> rows, CancellationToken ct) =>
        (
            await db.Rows(
                $"""
                select customer_id, current_stage_id from customer_lifecycles
                where organization_id = {db.TenantId} and {Sql.In("customer_id", rows.Select(r => r.Customer).ToList())}
                """,
                row => (row.Id(0), row.Id(1)),
                ct
            )
        ).ToDictionary(r => r.Item1, r => r.Item2);

    private async Task SetInactive(List<Guid> customers, CancellationToken ct)
    {
        if (customers.Count == 0)
            return;
        await new Batch(db)
            .Write(
                $"""
                update customer_lifecycles set is_inactive = {true}
                where organization_id = {db.TenantId} and {Sql.In("customer_id", customers)}
                """
            )
            .Write(
                $"""
                update customers set status = {CustomerStatus.Inactive}, updated_at = {clock.Now()}, version = version + 1
                where organization_id = {db.TenantId} and {Sql.In("id", customers)} and status <> 'inactive'
                """
            )
            .Run(ct);
    }
}
