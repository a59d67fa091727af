using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Records.Interactions.Notifications;

namespace Rapport.Insight.Scoring;

/// <summary>Keeps the scores of customers current: of whom facts were written, and of whom were merged.</summary>
public sealed class KeepScores(RapportDb db, Changes changes, Notify notify, TimeProvider clock) : IEventReader
{
    private const int AtOnce = 500;

    private static readonly string[] Followed = ["facts.written", "customers.merged", "customers.unmerged"];

    private sealed record Stored(Guid Id, Guid? OwnerId, string Name, double? Health, double? Churn, double? Told);

    public static string Name => "scores";

    public async Task Read(IReadOnlyList<SealedEvent> events, CancellationToken ct)
    {
        foreach (var some in events.Where(e => Followed.Contains(e.Line.Name)).SelectMany(CustomersOf).Distinct().Chunk(AtOnce)) await Score(some, ct);
    }

    /// <summary>Works out the scores of these anew, and writes those that moved.</summary>
    public async Task Score(IReadOnlyList<Guid> customers, CancellationToken ct)
    {
        var (measured, stored) = (new List<(Guid Customer, CustomerMeasures Measures)>(), new List<Stored>());
        await db.Run(ct, ReadMeasures.Of(measured, db.TenantId, Sql.In("s.customer_id", customers), clock.Now()), Statement.Into(stored, $"""
            select s.customer_id, c.owner_id, c.display_name, s.health, s.churn_risk, s.told_health from customer_summary s join customers c on c.organization_id = s.organization_id and c.id = s.customer_id
            where s.organization_id = {db.TenantId} and {Sql.In("s.customer_id", customers)} and c.merged_into_id is null
            """, row => new Stored(row.Id(0), row.IdOrNull(1), row.Text(2), row.DoubleOrNull(3), row.DoubleOrNull(4), row.DoubleOrNull(5))));
        var measures = measured.ToDictionary(m => m.Customer, m => m.Measures);
        var batch = new Batch(db);
        foreach (var before in stored.OrderBy(s => s.Id, Ids.Order)) await Write(batch, before, ScoreHealth.Of(measures[before.Id]), ScoreChurn.Of(measures[before.Id]), ct);
        await batch.Run(ct);
    }

    private async Task Write(Batch batch, Stored before, HealthScore health, ChurnRisk churn, CancellationToken ct)
    {
        // Nothing is known of them, and nothing ever was.
        if (health.IsDefault && churn.IsDefault && before.Health is null) return;
        var isNotable = before.Told is { } told && Math.Abs(health.Score - told) >= ScoreHealth.Notable;
        if (isNotable) changes.Raise(new HealthChanged(before.Id, before.Told!.Value, health.Score));
        if (before.Churn is { } risk && ScoreChurn.LevelOf(risk) is var was && was != churn.Level) await TellOwner(before, was, churn, ct);
        var toTell = isNotable ? health.Score : before.Told ?? health.Score;
        if (before.Health == health.Score && before.Churn == churn.Score && before.Told == toTell) return;
        batch.Write($"""
            update customer_summary set health = {health.Score}, churn_risk = {churn.Score}, told_health = {toTell} where organization_id = {db.TenantId} and customer_id = {before.Id}
            """);
    }

    private async Task TellOwner(Stored customer, ChurnLevel was, ChurnRisk churn, CancellationToken ct)
    {
        changes.Raise(new ChurnBandChanged(customer.Id, customer.OwnerId, was, churn.Level, churn.Score));
        if (customer.OwnerId is not { } owner) return;
        var now = clock.Now();
        await notify.Run(new Notification
        {
            UserId = owner, Kind = NotificationKind.ChurnRisk, OnceKey = $"churn:{customer.Id}:{Words.Of(churn.Level)}:{now:yyyyMMdd}", Title = $"{(customer.Name.Length > 100 ? customer.Name[..100] + "…" : customer.Name)}: risk of leaving is {Words.Of(churn.Level)} now, was {Words.Of(was)}",
            Body = churn.Factors.FirstOrDefault(f => f.Points > 0)?.Says, Url = $"/customers/{customer.Id}", CustomerId = customer.Id, CreatedAt = now,
        }, ct);
    }

    private static IEnumerable<Guid> CustomersOf(SealedEvent happened)
    {
        using var payload = JsonDocument.Parse(happened.Line.Payload);
        var data = payload.RootElement.GetProperty("data");
        string[] fields = ["customer_ids", "survivor_id", "duplicate_ids"];
        return [.. from field in fields
                   where data.TryGetProperty(field, out _)
                   let value = data.GetProperty(field)
                   from id in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : Enumerable.Repeat(value, 1)
                   where id.TryGetGuid(out _)
                   select id.GetGuid()];
    }
}
