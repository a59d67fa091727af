using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Merge;
using Rapport.Records.Facts;
using Rapport.Records.Interactions.Notifications;

namespace Rapport.Insight.Scoring;

/// <summary>Keeps the scores of customers current: of whom facts were written, who were merged, and at night of all.</summary>
public sealed class KeepScores(RapportDb db, Changes changes, Notify notify, TellOfHealth health, TimeProvider clock) : IEventReader
{
    private static readonly BatchSize Chunk = new(2_000, 500);
    private const int Few = 20,
        OneByOne = 5;

    private sealed record Scored(Guid Customer, double? Health, double? Churn, double? Told, HealthAlert? Alert);

    private sealed record Moved(Guid Customer, ChurnLevel Was, ChurnRisk Churn);

    private sealed record Owned(Moved Moved, Guid? OwnerId, string Name);

    public static string Name => "scores";

    public static Sql Follows => SealedEvent.IsOneOf(typeof(FactsWritten), typeof(CustomersMerged), typeof(CustomersUnmerged));

    /// <summary>How many are scored in one go.</summary>
    internal int ChunkSize => Chunk.On(db);

    public async Task Read(IReadOnlyList<SealedEvent> events, CancellationToken ct)
    {
        foreach (var some in events.SelectMany(CustomersOf).Distinct().Chunk(ChunkSize))
            await Score(some, ct);
    }

    /// <summary>Works out the scores of these anew, and writes those that moved.</summary>
    /// <returns>How many moved.</returns>
    public async Task<int> Score(IReadOnlyList<Guid> customers, CancellationToken ct)
    {
        if (customers.Count > Few)
            await db.ExpectMany(ct);
        var measured = new List<(StoredScores Before, CustomerMeasures Measures)>();
        await db.Run(ct, ReadMeasures.Of(measured, db.TenantId, customers, clock.Now()));
        var (scored, moved, crossed) = (new List<Scored>(), new List<Moved>(), new List<HealthCrossing>());
        foreach (var (before, measures) in measured.OrderBy(m => m.Before.Customer, Ids.Order))
            Weigh(before, ScoreHealth.Of(measures), ScoreChurn.Of(measures), scored, moved, crossed);
        await Write(scored, ct);
        var owned = await OwnersOf(moved, ct);
        foreach (var (one, owner, _) in owned)
            changes.Raise(new ChurnBandChanged(one.Customer, owner, one.Was, one.Churn.Level, one.Churn.Score));
        await TellOwners(owned, ct);
        await health.Run(crossed, ct);
        return scored.Count;
    }

    private async Task<List<Owned>> OwnersOf(List<Moved> moved, CancellationToken ct)
    {
        if (moved.Count == 0)
            return [];
        var byId = moved.ToDictionary(m => m.Customer);
        return await db.Rows(
            $"""
            select c.id, c.owner_id, c.display_name from {Sql.Picked("customers", "c", db.TenantId, byId.Keys)}
            order by {Sql.Unindexed("c.id")}
            """,
            row => new Owned(byId[row.Id(0)], row.IdOrNull(1), row.Text(2)),
            ct
        );
    }

    private void Weigh(
        StoredScores before,
        HealthScore health,
        ChurnRisk churn,
        List<Scored> scored,
        List<Moved> moved,
        List<HealthCrossing> crossed
    )
    {
        // What nothing is known of has no score: lists, segments and alerts leave it out.
        var (now, risk) = (health.NoData ? (double?)null : health.Score, churn.NoData ? (double?)null : churn.Score);
        var isNotable = now is { } score && before.Told is { } told && Math.Abs(score - told) >= ScoreHealth.Notable;
        if (isNotable)
            changes.Raise(new HealthChanged(before.Customer, before.Told!.Value, health.Score));
        if (before.Churn is { } was && risk is not null && ScoreChurn.LevelOf(was) != churn.Level)
            moved.Add(new Moved(before.Customer, ScoreChurn.LevelOf(was), churn));
        var alert = now is null ? null : ScoreHealth.AlertOf(health.Score, before.Alert);
        // The first score of a customer is where they are found, not where they went.
        if (alert is { } mark && alert != before.Alert && before.Health is not null)
            crossed.Add(new HealthCrossing(before.Customer, before.Alert, mark, health));
        var toTell = isNotable ? now : before.Told ?? now;
        if (before.Health != now || before.Churn != risk || before.Told != toTell || before.Alert != alert)
            scored.Add(new Scored(before.Customer, now, risk, toTell, alert));
    }

    private async Task Write(List<Scored> scored, CancellationToken ct)
    {
        if (scored.Count == 0)
            return;
        changes.Raise(new ScoresChanged(scored[0].Customer, scored.ConvertAll(s => s.Customer)));
        var batch = new Batch(db);
        foreach (var one in scored)
            batch.Write(
                $"""
                update customer_summary
                set health = {one.Health}, churn_risk = {one.Churn}, told_health = {one.Told}, health_alert = {one.Alert}
                where organization_id = {db.TenantId} and customer_id = {one.Customer}
                """
            );
        await batch.Run(ct);
    }

    /// <summary>Whose customers moved one by one hears of each; whose moved in a crowd, as after an import, hears of the crowd.</summary>
    private async Task TellOwners(List<Owned> moved, CancellationToken ct)
    {
        foreach (var group in moved.Where(m => m.OwnerId is not null).GroupBy(m => m.OwnerId!.Value))
        {
            var of = group.ToList();
            if (of.Count > OneByOne)
                await notify.Run(Crowd(group.Key, of), ct);
            else
                foreach (var one in of)
                    await notify.Run(Single(group.Key, one), ct);
        }
    }

    private Notification Single(Guid owner, Owned owned)
    {
        var ((customer, was, churn), level, now) = (owned.Moved, Words.Of(owned.Moved.Churn.Level), clock.Now());
        return new Notification
        {
            UserId = owner,
            Kind = NotificationKind.ChurnRisk,
            OnceKey = $"churn:{customer}:{level}:{now:yyyyMMdd}",
            Title = $"{Short(owned.Name)}: risk of leaving is {level} now, was {Words.Of(was)}",
            Body = churn.Factors.FirstOrDefault(f => f.Points > 0)?.Says,
            Url = $"/customers/{customer}",
            CustomerId = customer,
            CreatedAt = now,
        };
    }

    private Notification Crowd(Guid owner, List<Owned> owned)
    {
        var (rose, now) = (owned.Where(o => o.Moved.Churn.Level > o.Moved.Was).ToList(), clock.Now());
        return new Notification
        {
            UserId = owner,
            Kind = NotificationKind.ChurnRisk,
            OnceKey = $"churn:crowd:{owned[0].Moved.Customer}:{now:yyyyMMddHHmmssffff}",
            Title = $"The risk of leaving rose for {rose.Count:N0} of your customers and fell for {owned.Count - rose.Count:N0}",
            Body =
                rose.Count == 0
                    ? null
                    : "Highest: "
                        + string.Join(", ", rose.OrderByDescending(o => o.Moved.Churn.Score).Take(OneByOne).Select(o => Short(o.Name))),
            Url = "/customers",
            CreatedAt = now,
        };
    }

    private static string Short(string name) => name.Length > 100 ? name[..100] + "…" : name;

    /// <summary>Who was merged away has no facts left, and keeps the scores of then.</summary>
    private static IEnumerable<Guid> CustomersOf(SealedEvent happened) =>
        happened.As<FactsWritten>()?.CustomerIds
        ?? happened.As<CustomersUnmerged>()?.Customers
        ?? (happened.As<CustomersMerged>() is { } merged ? [merged.SurvivorId] : []);
}
