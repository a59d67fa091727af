using Rapport.Platform.Data;

namespace Rapport.Insight.Customer360.Reading;

/// <summary>Whose view is read, and when.</summary>
internal sealed record Asked(Guid Organization, Guid Customer, DateTimeOffset Now)
{
    /// <summary>
    /// Past this many rows nothing is counted any more: nobody reads the difference, and no customer costs more than this.
    /// </summary>
    public const int Counted = 10_000,
        Latest = 20;

    /// <summary>The condition that a row is this customer's.</summary>
    public Sql Mine => $"organization_id = {Organization} and customer_id = {Customer}";

    public Sql Of(string alias) => $"{Sql.Raw(alias)}.organization_id = {Organization} and {Sql.Raw(alias)}.customer_id = {Customer}";

    public DateOnly Today(TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Now, zone).DateTime);
}

/// <summary>The customer's summary, kept in step with all facts, and what of the organization is needed beside it.</summary>
internal sealed record Summary(
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
)
{
    public static Statement Of(Asked asked, Guid? caller, List<Summary> into) =>
        Statement.Into(
            into,
            $"""
            select s.order_count, s.currency, s.gross_minor, s.refunded_minor, s.spent_minor, s.first_purchase_at, s.last_purchase_at, s.last_interaction_at, s.open_tickets, s.points, s.lifetime_points, s.tier, o.time_zone,
              exists (select 1 from team_members m where m.organization_id = s.organization_id and m.customer_id = s.customer_id and m.user_id = {caller
                ?? Guid.Empty})
            from customer_summary s join organizations o on o.id = s.organization_id where {asked.Of("s")}
            """,
            row => new Summary(
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
        );
}
