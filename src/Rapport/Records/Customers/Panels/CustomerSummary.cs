using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Panels;

/// <summary>The customer's summary, kept in step with all facts, and what of the organization is needed beside it.</summary>
public sealed record CustomerSummary(
    int Purchases,
    string? Currency,
    long GrossMinor,
    long RefundedMinor,
    long SpentMinor,
    DateTimeOffset? FirstPurchaseAt,
    DateTimeOffset? LastPurchaseAt,
    DateTimeOffset? LastInteractionAt,
    int OpenTickets,
    int Points,
    int LifetimePoints,
    string? Tier,
    TimeZoneInfo Zone,
    bool InTeam
);

internal sealed class SummaryRead(PartReading reading) : CustomerRead
{
    private readonly List<CustomerSummary> found = [];

    public CustomerSummary Found => found.Single();

    public override IEnumerable<Statement> Statements =>
        [
            Statement.Into(
                found,
                $"""
                select s.order_count, s.currency, s.gross_minor, s.refunded_minor, s.spent_minor, s.first_purchase_at,
                  s.last_purchase_at, s.last_interaction_at, s.open_tickets, s.points, s.lifetime_points, s.tier, o.time_zone,
                  exists (select 1 from team_members m where m.organization_id = s.organization_id and m.customer_id = s.customer_id
                    and m.user_id = {reading.Caller.UserId ?? Guid.Empty})
                from customer_summary s join organizations o on o.id = s.organization_id where {reading.Of("s")}
                """,
                row => new CustomerSummary(
                    row.Int(0),
                    row.TextOrNull(1),
                    row.Long(2),
                    row.Long(3),
                    row.Long(4),
                    row.TimeOrNull(5),
                    row.TimeOrNull(6),
                    row.TimeOrNull(7),
                    row.Int(8),
                    row.Int(9),
                    row.Int(10),
                    row.TextOrNull(11),
                    TimeZoneInfo.TryFindSystemTimeZoneById(row.Text(12), out var zone) ? zone : TimeZoneInfo.Utc,
                    row.Truth(13)
                )
            ),
        ];
}
