using Rapport.Platform.Data;

namespace Rapport.Insight.Scoring;

/// <summary>Reads the measures of customers, any number in one statement: a few steps into an index for each.</summary>
public static class ReadMeasures
{
    /// <param name="which">A condition on <c>s.customer_id</c>.</param>
    public static Statement Of(List<(Guid Customer, CustomerMeasures Measures)> into, Guid organization, Sql which, DateTimeOffset now)
    {
        var (recently, before, lastYear) = (now.AddDays(-90), now.AddDays(-180), now.AddDays(-365));
        Sql Count(string table, Sql condition) => $"(select count(*) from {Sql.Raw(table)} f where f.organization_id = s.organization_id and f.customer_id = s.customer_id and {condition})";
        Sql Since(DateTimeOffset from) => $"f.happened_at >= {from}";
        Sql Before() => $"f.happened_at >= {before} and f.happened_at < {recently}";
        Sql Touches(Func<Sql> span) => Sql.Join(" + ", [
            Count("interactions", span()), Count("web_sessions", span()), Count("campaign_messages", $"{span()} and (f.opened_at is not null or f.clicked_at is not null)"), Count("usage_metrics", $"{span()} and f.logins > 0")]);
        return Statement.Into(into, $"""
            select s.customer_id, s.order_count, s.first_purchase_at, s.last_purchase_at, s.open_tickets,
              {Touches(() => Since(recently))}, {Touches(Before)}, {Count("campaign_messages", Since(recently))},
              {Count("tickets", Since(lastYear))}, {Count("tickets", $"{Since(recently)} and f.is_complaint")},
              (select avg(f.score) from survey_responses f where f.organization_id = s.organization_id and f.customer_id = s.customer_id and f.survey = 'csat' and {Since(lastYear)})
            from customer_summary s where s.organization_id = {organization} and {which}
            """, row => (row.Id(0), new CustomerMeasures
            {
                Now = now, Purchases = row.Int(1), FirstPurchaseAt = row.TimeOrNull(2), LastPurchaseAt = row.TimeOrNull(3), OpenTickets = row.Int(4), Touches = (int)row.Long(5), TouchesBefore = (int)row.Long(6),
                Messages = (int)row.Long(7), Tickets = (int)row.Long(8), Complaints = (int)row.Long(9), Satisfaction = (double?)row.DecimalOrNull(10),
            }));
    }
}
