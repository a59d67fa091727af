using Rapport.Platform.Data;
using Rapport.Records.Billing;
using Rapport.Records.Customers;
using Rapport.Records.Interactions;
using Rapport.Records.Loyalty;
using Rapport.Records.Sales;
using Rapport.Records.Support;

namespace Rapport.Records.Facts;

/// <summary>
/// What new facts add to the summary of their customer, where that can be told from them alone. A customer of ten years who calls once more
/// costs one step into one row,
/// instead of a reading of ten years. Whatever is changed, removed, or depends on other facts is worked out anew by <see
/// cref="FactSummaries"/>.
/// </summary>
internal static class SummaryAdditions
{
    /// <summary>More than this at once is no addition: their sum might not fit.</summary>
    private const int ManyPoints = 500_000;

    /// <summary>
    /// Of one new fact; null when other facts decide what it comes to: a return, an invoice that may tell of a visit, a refund.
    /// </summary>
    public static CustomerSummary? Of(CustomerFact fact) =>
        fact switch
        {
            Interaction call => new() { CustomerId = call.CustomerId, LastInteractionAt = call.HappenedAt },
            Ticket ticket => new() { CustomerId = ticket.CustomerId, OpenTickets = ticket.IsOpen ? 1 : 0 },
            LoyaltyTransaction { Points: > -ManyPoints and < ManyPoints } moved => new()
            {
                CustomerId = moved.CustomerId,
                Points = moved.Points,
                LifetimePoints = Math.Max(0, moved.Points),
                Tier = "",
            },
            Payment { RefundedAmountMinor: null or 0 } paid => new() { CustomerId = paid.CustomerId },
            Order { IsReturn: false, Status: not (OrderStatus.Draft or OrderStatus.Cancelled or OrderStatus.Returned) } bought => new()
            {
                CustomerId = bought.CustomerId,
                OrderCount = 1,
                Currency = bought.Currency,
                GrossMinor = bought.TotalMinor,
                SpentMinor = bought.TotalMinor,
                FirstPurchaseAt = bought.OrderedAt,
                LastPurchaseAt = bought.OrderedAt,
            },
            _ => null,
        };

    /// <summary>Of several facts of one customer, all in one currency.</summary>
    public static CustomerSummary Sum(Guid organization, IReadOnlyList<CustomerSummary> parts) =>
        new()
        {
            OrganizationId = organization,
            CustomerId = parts[0].CustomerId,
            OrderCount = parts.Sum(p => p.OrderCount),
            Currency = parts.Select(p => p.Currency).OfType<string>().FirstOrDefault(),
            GrossMinor = parts.Sum(p => p.GrossMinor),
            SpentMinor = parts.Sum(p => p.SpentMinor),
            FirstPurchaseAt = parts.Min(p => p.FirstPurchaseAt),
            LastPurchaseAt = parts.Max(p => p.LastPurchaseAt),
            LastInteractionAt = parts.Max(p => p.LastInteractionAt),
            OpenTickets = parts.Sum(p => p.OpenTickets),
            Points = parts.Sum(p => p.Points),
            LifetimePoints = parts.Sum(p => p.LifetimePoints),
            Tier = parts.Select(p => p.Tier).OfType<string>().FirstOrDefault(),
        };

    /// <summary>True when it changes nothing.</summary>
    public static bool IsNothing(CustomerSummary sum) => sum is { Currency: null, OpenTickets: 0, Tier: null, LastInteractionAt: null };

    /// <summary>
    /// Adds to the summary that is there: each customer has one from the start. Of who moves points the level is looked up anew.
    /// </summary>
    public static readonly TableInsert<CustomerSummary> Table = new TableInsert<CustomerSummary>("customer_summary")
        .Column("organization_id", s => s.OrganizationId)
        .Column("customer_id", s => s.CustomerId)
        .Column("contact_count", s => s.ContactCount)
        .Column("counted_as", s => s.CountedAs)
        .Column("order_count", s => s.OrderCount)
        .Column("currency", s => s.Currency)
        .Column("gross_minor", s => s.GrossMinor)
        .Column("refunded_minor", s => s.RefundedMinor)
        .Column("spent_minor", s => s.SpentMinor)
        .Column("first_purchase_at", s => s.FirstPurchaseAt)
        .Column("last_purchase_at", s => s.LastPurchaseAt)
        .Column("last_interaction_at", s => s.LastInteractionAt)
        .Column("open_tickets", s => s.OpenTickets)
        .Column("points", s => s.Points)
        .Column("lifetime_points", s => s.LifetimePoints)
        .Column("tier", s => s.Tier)
        .OnConflict(
            $"""
            on conflict (organization_id, customer_id) do update set {string.Join(
                ", ",
                new[] { "order_count", "gross_minor", "spent_minor", "open_tickets" }.Select(Sum)
            )}, {Points("points")}, {Points("lifetime_points")},
              currency = coalesce(customer_summary.currency, excluded.currency), {Beyond("first_purchase_at", "<")}, {Beyond(
                "last_purchase_at",
                ">"
            )}, {Beyond("last_interaction_at", ">")},
              tier = case when excluded.tier is null then customer_summary.tier else (select t.name from loyalty_tiers t
                where t.organization_id = customer_summary.organization_id and t.points <= cast(customer_summary.lifetime_points as bigint) + excluded.lifetime_points order by t.points desc limit 1) end
            """
        );

    private static string Sum(string column) => $"{column} = customer_summary.{column} + excluded.{column}";

    private static string Points(string column) =>
        $"{column} = {FactSummaries.MostPoints($"(cast(customer_summary.{column} as bigint) + excluded.{column})")}";

    private static string Beyond(string column, string than) =>
        $"{column} = case when customer_summary.{column} is null or excluded.{column} {than} customer_summary.{column} then excluded.{column} else customer_summary.{column} end";
}
