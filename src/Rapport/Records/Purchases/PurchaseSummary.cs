using Rapport.Platform.Data;
using Rapport.Records.Billing;
using Rapport.Records.Customers;
using Rapport.Records.Facts;
using Rapport.Records.Sales;
using Rapport.Records.Service;

namespace Rapport.Records.Purchases;

/// <summary>What a customer bought in all, in the currency most purchases are in.</summary>
internal sealed class PurchaseSummary : SummaryPart
{
    public override string Name => "purchases";

    public override IReadOnlyList<FactKind> Kinds { get; } =
    [FactKind.Of<Order>(), FactKind.Of<Invoice>(), FactKind.Of<Payment>(), FactKind.Of<ServiceVisit>()];

    public override IReadOnlyList<SummaryColumn> Columns { get; } =
    [
        SummaryColumn.Sum("order_count", "coalesce(f.purchases, 0)"),
        SummaryColumn.First("currency", "f.currency"),
        SummaryColumn.Sum("gross_minor", "coalesce(f.gross, 0)"),
        SummaryColumn.Sum("refunded_minor", "coalesce(f.refunded, 0)"),
        SummaryColumn.Sum("spent_minor", "coalesce(f.gross, 0) - coalesce(f.refunded, 0)"),
        SummaryColumn.Earliest("first_purchase_at", "f.first_at"),
        SummaryColumn.Latest("last_purchase_at", "f.last_at"),
    ];

    public override Sql Facts(Guid organization, Sql customers) =>
        $"""
            select customer_id, currency, gross, refunded, purchases, first_at, last_at from (
              select customer_id, currency, gross, refunded, sum(own_purchases) over (partition by customer_id) as purchases,
                min(own_first) over (partition by customer_id) as first_at, max(own_last) over (partition by customer_id) as last_at,
                row_number() over (partition by customer_id order by own_purchases desc, gross desc, currency) as place
              from (
                select customer_id, currency, sum(gross) as gross, sum(refunded) as refunded, sum(purchases) as own_purchases,
                  min(first_at) as own_first, max(last_at) as own_last
                from ({PurchaseRule.Movements(organization, customers)}) moved group by customer_id, currency) by_currency) ranked
            where place = 1
            """;

    /// <summary>A return, an invoice that may bill a visit, and a refund depend on what else there is.</summary>
    public override bool IsAddition(CustomerFact fact) =>
        fact
            is Payment { RefundedAmountMinor: null or 0 }
                or Order { IsReturn: false, Status: not (OrderStatus.Draft or OrderStatus.Cancelled or OrderStatus.Returned) };

    public override bool Add(CustomerSummary sum, CustomerFact fact)
    {
        if (fact is not Order order)
            return false;
        sum.OrderCount++;
        sum.Currency ??= order.Currency;
        sum.GrossMinor += order.TotalMinor;
        sum.SpentMinor += order.TotalMinor;
        sum.FirstPurchaseAt = sum.FirstPurchaseAt < order.OrderedAt ? sum.FirstPurchaseAt : order.OrderedAt;
        sum.LastPurchaseAt = sum.LastPurchaseAt > order.OrderedAt ? sum.LastPurchaseAt : order.OrderedAt;
        return true;
    }

    /// <summary>Of a customer who buys in another currency than so far, all purchases decide which currency counts.</summary>
    public override async Task<IReadOnlyCollection<Guid>> Recount(RapportDb db, IReadOnlyList<CustomerFact> added, CancellationToken ct)
    {
        var bought = added
            .OfType<Order>()
            .GroupBy(order => order.CustomerId)
            .ToDictionary(g => g.Key, g => g.Select(order => order.Currency).ToHashSet());
        if (bought.Count == 0)
            return [];
        var known = await db.Rows(
            $"""
            select customer_id, currency from customer_summary
            where organization_id = {db.TenantId} and currency is not null and {Sql.In("customer_id", bought.Keys)}
            """,
            row => (Customer: row.Id(0), Currency: row.Text(1)),
            ct
        );
        foreach (var (customer, currency) in known)
            bought[customer].Add(currency);
        return [.. bought.Where(b => b.Value.Count > 1).Select(b => b.Key)];
    }
}
