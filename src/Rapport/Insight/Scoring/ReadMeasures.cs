using Rapport.Platform.Data;
using Rapport.Records.Customers;

namespace Rapport.Insight.Scoring;

/// <summary>
/// A customer's scores as they were last worked out; <paramref name="Told"/> is the health that the timeline last told of.
/// </summary>
public sealed record StoredScores(Guid Customer, double? Health, double? Churn, double? Told, HealthAlert? Alert);

/// <summary>
/// Reads the measures of customers, any number in one statement. Each table is gone through once for all of them: looked up customer by
/// customer, a database that does not know its tables yet
/// would read them whole each time.
/// </summary>
public static class ReadMeasures
{
    public static Statement Of(
        List<(StoredScores Before, CustomerMeasures Measures)> into,
        Guid organization,
        IReadOnlyCollection<Guid> customers,
        DateTimeOffset now
    )
    {
        var (recently, before, lastYear) = (now.AddDays(-90), now.AddDays(-180), now.AddDays(-365));
        Sql Recent(string when = "true") => $"sum(case when happened_at >= {recently} and ({Sql.Raw(when)}) then 1 else 0 end)";
        Sql Earlier(string when = "true") => $"sum(case when happened_at < {recently} and ({Sql.Raw(when)}) then 1 else 0 end)";
        Sql Of(string table, DateTimeOffset since, string when = "true") =>
            $"""
                from {Sql.Raw(table)} where organization_id = {organization} and {Sql.In(
                    "customer_id",
                    customers
                )} and happened_at >= {since}
                  and {Sql.Raw(when)} group by customer_id
                """;
        Sql Sum(string column) => Sql.Raw(string.Join(" + ", new[] { "i", "w", "m", "u" }.Select(part => $"coalesce({part}.{column}, 0)")));
        const string Calm = "sentiment is null or sentiment <> 'negative'",
            Angry = "sentiment = 'negative'";
        const string Seen = "opened_at is not null or clicked_at is not null";
        return Statement.Into(
            into,
            $"""
            with i as materialized (
                select customer_id, {Recent(Calm)} as recent, {Earlier(Calm)} as earlier,
                  {Recent(Angry)} as angry {Of("interactions", before)}),
              w as materialized (select customer_id, {Recent()} as recent, {Earlier()} as earlier {Of("web_sessions", before)}),
              m as materialized (select customer_id, {Recent(Seen)} as recent, {Earlier(Seen)} as earlier, {Recent()} as sent {Of(
                "campaign_messages",
                before
            )}),
              u as materialized (select customer_id, {Recent()} as recent, {Earlier()} as earlier {Of(
                "usage_metrics",
                before,
                "logins > 0"
            )}),
              t as materialized (select customer_id, count(*) as tickets, {Recent("is_complaint")} as complaints {Of("tickets", lastYear)}),
              v as materialized (select customer_id, avg(score) as satisfaction {Of("survey_responses", lastYear, "survey = 'csat'")})
            select s.customer_id, s.order_count, s.first_purchase_at, s.last_purchase_at, s.open_tickets,
              {Sum("recent")}, {Sum(
                "earlier"
            )}, coalesce(m.sent, 0), coalesce(t.tickets, 0), coalesce(t.complaints, 0), v.satisfaction, s.health, s.churn_risk,
              s.told_health,
              s.health_alert, coalesce(i.angry, 0) as angry
            from customer_summary s left join i on i.customer_id = s.customer_id left join w on w.customer_id = s.customer_id
            left join m on m.customer_id = s.customer_id
              left join u on u.customer_id = s.customer_id left join t on t.customer_id = s.customer_id
              left join v on v.customer_id = s.customer_id
            where s.organization_id = {organization} and {Sql.In("s.customer_id", customers)}
            """,
            row =>
                (
                    new StoredScores(
                        row.Id(0),
                        row.DoubleOrNull(11),
                        row.DoubleOrNull(12),
                        row.DoubleOrNull(13),
                        row.TextOrNull(14) is { } alert ? Words.Parse<HealthAlert>(alert) : null
                    ),
                    new CustomerMeasures
                    {
                        Now = now,
                        Purchases = row.Int(1),
                        FirstPurchaseAt = row.TimeOrNull(2),
                        LastPurchaseAt = row.TimeOrNull(3),
                        Angry = (int)row.Long("angry"),
                        OpenTickets = row.Int(4),
                        Touches = (int)row.Long(5),
                        TouchesBefore = (int)row.Long(6),
                        Messages = (int)row.Long(7),
                        Tickets = (int)row.Long(8),
                        Complaints = (int)row.Long(9),
                        Satisfaction = (double?)row.DecimalOrNull(10),
                    }
                )
        );
    }
}
