using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Jobs;

namespace Rapport.Insight.Lifecycle;

/// <summary>
/// Gives the customers of a database that knew no stages theirs, by status and facts, and says what it did. It is silent: no event that
/// automations, alerts or notifications follow. A status that a person set stays; one that facts contradict is listed as a suggestion.
/// </summary>
internal sealed class GiveFirstStages(RapportDb db, Changes changes, KeepMilestones milestones, TimeProvider clock)
    : IJob<GiveFirstStages.Arguments>
{
    private const int Lot = 1_000,
        RecentDays = 180;

    public sealed record Arguments;

    public static string Kind => "give_first_stages";

    private sealed record Given(Guid Customer, string? SystemKey, DateTimeOffset CreatedAt, DateTimeOffset? FirstPurchaseAt);

    public Task Run(Arguments arguments, CancellationToken ct) => Complete(walks: false, ct);

    /// <summary>Sample customers became customers through each stage; how real ones did is not known.</summary>
    public Task ToSamples(CancellationToken ct) => Complete(walks: true, ct);

    private async Task Complete(bool walks, CancellationToken ct)
    {
        var report = new StageReport { StartedAt = clock.Now() };
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (Guid? after = Guid.Empty; after is { } from; )
        {
            await using var change = await changes.Begin(ct);
            var some = await Missing(from, ct);
            if (some.Count > 0)
                await Give(some, walks, report, counts, ct);
            after = some.Count < Lot ? null : some[^1];
            if (after is null)
                Finish(report, counts);
            await change.Save(ct);
            db.ChangeTracker.Clear();
        }
    }

    private Task<List<Guid>> Missing(Guid after, CancellationToken ct) =>
        db.Rows(
            $"""
            select c.id from customers c where c.organization_id = {db.TenantId} and c.id > {after}
              and not exists (select 1 from customer_lifecycles l where l.organization_id = c.organization_id and l.customer_id = c.id)
            order by c.id limit {Lot}
            """,
            row => row.Id(0),
            ct
        );

    private async Task Give(
        List<Guid> customers,
        bool walks,
        StageReport report,
        SortedDictionary<string, int> counts,
        CancellationToken ct
    )
    {
        await WriteStages(customers, ct);
        var given = await Read(customers, ct);
        await WriteHistory(given, walks, ct);
        report.Corrected += await CorrectStatuses(customers, ct);
        report.Kept += await ListContradictions(customers, ct);
        await milestones.FromFacts(customers, ct, isSilent: true);
        foreach (var same in given.GroupBy(g => g.SystemKey ?? ""))
            counts[same.Key] = counts.GetValueOrDefault(same.Key) + same.Count();
    }

    private Task<int> WriteStages(List<Guid> customers, CancellationToken ct) =>
        db.Execute(
            $"""
            insert into customer_lifecycles (organization_id, customer_id, current_stage_id, entered_stage_at, purchases_at_entry,
              is_inactive, onboarding_expected, high_risk_rechurn, version, updated_at)
            select c.organization_id, c.id, s.id,
              case when s.system_key = 'customer' and u.first_purchase_at > c.created_at then u.first_purchase_at
                when s.system_key = 'churned' then c.updated_at else c.created_at end,
              coalesce(u.order_count, 0), c.status = 'inactive', {false}, {false}, 1, {clock.Now()}
            from customers c
            left join customer_summary u on u.organization_id = c.organization_id and u.customer_id = c.id
            join lifecycle_stages s on s.organization_id = c.organization_id and s.system_key = case
              when c.status = 'churned' then 'churned'
              when c.status <> 'prospect' or u.order_count > 0 or exists (select 1 from opportunities o
                where o.organization_id = c.organization_id and o.customer_id = c.id and o.status = 'won') then 'customer'
              when exists (select 1 from opportunities o where o.organization_id = c.organization_id and o.customer_id = c.id
                and o.status in ('open', 'paused')) then 'opportunity'
              when exists (select 1 from interactions i where i.organization_id = c.organization_id and i.customer_id = c.id)
                then 'prospect' else 'lead' end
            where c.organization_id = {db.TenantId} and {Sql.In("c.id", customers)} on conflict do nothing
            """,
            ct
        );

    private Task<List<Given>> Read(List<Guid> customers, CancellationToken ct) =>
        db.Rows(
            $"""
            select l.customer_id, s.system_key, c.created_at, u.first_purchase_at from customer_lifecycles l
            join lifecycle_stages s on s.organization_id = l.organization_id and s.id = l.current_stage_id
            join customers c on c.organization_id = l.organization_id and c.id = l.customer_id
            left join customer_summary u on u.organization_id = l.organization_id and u.customer_id = l.customer_id
            where l.organization_id = {db.TenantId} and {Sql.In("l.customer_id", customers)} order by l.customer_id
            """,
            row => new Given(row.Id(0), row.TextOrNull(1), row.Time(2), row.TimeOrNull(3)),
            ct
        );

    /// <summary>Who bought later than they came was a lead before.</summary>
    private async Task WriteHistory(List<Given> given, bool walks, CancellationToken ct)
    {
        var map = await StageMap.Load(db, ct);
        var lines = new List<StageChange>();
        foreach (var one in given)
        {
            var stage = map[Words.Parse<SystemStage>(one.SystemKey!)].Id;
            var bought =
                one is { SystemKey: "customer", FirstPurchaseAt: { } first } && first > one.CreatedAt ? first : (DateTimeOffset?)null;
            var begun = bought is null ? stage : map[SystemStage.Lead].Id;
            lines.Add(Line(one.Customer, one.Customer, null, begun, one.CreatedAt, null));
            if (bought is { } at)
                lines.AddRange(Way(one, begun, walks ? map.Way(begun, stage) : [stage], at));
        }
        await new Batch(db).Insert(WriteMoves.History, lines).Run(ct);
    }

    /// <summary>Each stage of the way took longer than the one before.</summary>
    private IEnumerable<StageChange> Way(Given one, Guid begun, IReadOnlyList<Guid> way, DateTimeOffset bought)
    {
        var (from, since) = (begun, one.CreatedAt);
        for (var i = 1; i <= way.Count; i++)
        {
            var at = one.CreatedAt + (bought - one.CreatedAt) * Math.Pow((double)i / way.Count, 2);
            yield return Line(Ids.Next(), one.Customer, from, way[i - 1], at, (long)(at - since).TotalSeconds);
            (from, since) = (way[i - 1], at);
        }
    }

    private StageChange Line(Guid id, Guid customer, Guid? from, Guid to, DateTimeOffset at, long? seconds) =>
        new()
        {
            OrganizationId = db.TenantId,
            Id = id,
            CustomerId = customer,
            FromStageId = from,
            ToStageId = to,
            ChangedAt = at,
            Trigger = MoveTrigger.System,
            Reason = "From existing data.",
            SecondsBefore = seconds,
        };

    /// <summary>A prospect who bought is an active customer.</summary>
    private Task<int> CorrectStatuses(List<Guid> customers, CancellationToken ct) =>
        db.Execute(
            $"""
            update customers set status = 'active', version = version + 1
            where organization_id = {db.TenantId} and {Sql.In("id", customers)} and status = 'prospect' and exists (
              select 1 from customer_lifecycles l
              join lifecycle_stages s on s.organization_id = l.organization_id and s.id = l.current_stage_id
              where l.organization_id = customers.organization_id and l.customer_id = customers.id and s.category = 'customer')
            """,
            ct
        );

    /// <summary>Marked as churned, but bought lately: a person decides.</summary>
    private async Task<int> ListContradictions(List<Guid> customers, CancellationToken ct)
    {
        var found = await db.Rows(
            $"""
            select l.customer_id, l.current_stage_id, u.last_purchase_at from customer_lifecycles l
            join lifecycle_stages s on s.organization_id = l.organization_id and s.id = l.current_stage_id
            join customer_summary u on u.organization_id = l.organization_id and u.customer_id = l.customer_id
            where l.organization_id = {db.TenantId} and {Sql.In("l.customer_id", customers)} and s.category = 'post_customer'
              and u.last_purchase_at >= {clock.Now().AddDays(-RecentDays)} order by l.customer_id
            """,
            row => (Customer: row.Id(0), Stage: row.Id(1), Last: row.Time(2)),
            ct
        );
        var map = await StageMap.Load(db, ct);
        db.AddRange(
            found.Select(f => new StageSuggestion
            {
                CustomerId = f.Customer,
                FromStageId = f.Stage,
                ToStageId = map[SystemStage.WonBack].Id,
                Reason = $"Marked as churned, but last purchase on {f.Last:d MMM yyyy}.",
                MadeAt = clock.Now(),
            })
        );
        await db.SaveChangesAsync(ct);
        return found.Count;
    }

    private void Finish(StageReport report, SortedDictionary<string, int> counts)
    {
        (report.FinishedAt, report.CountsJson) = (clock.Now(), JsonSerializer.Serialize(counts, ApiJson.Options));
        db.Add(report);
        changes.Raise(new StagesGiven(db.TenantId, counts.Values.Sum(), report.Kept));
    }
}

/// <summary>What <see cref="GiveFirstStages"/> did.</summary>
public sealed record StageReportView(
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    IReadOnlyDictionary<string, int> Customers,
    int Corrected,
    int Kept
)
{
    internal static async Task<StageReportView?> Latest(RapportDb db, CancellationToken ct) =>
        await db.Set<StageReport>().AsNoTracking().OrderByDescending(r => r.Id).FirstOrDefaultAsync(ct) is { } report
            ? new(
                report.StartedAt,
                report.FinishedAt,
                JsonSerializer.Deserialize<Dictionary<string, int>>(report.CountsJson)!,
                report.Corrected,
                report.Kept
            )
            : null;
}
