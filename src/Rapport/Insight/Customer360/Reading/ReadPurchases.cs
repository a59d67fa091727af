using Rapport.Insight.Customer360.Parts;
using Rapport.Platform.Data;
using Rapport.Records.Facts;
using Rapport.Records.Purchases;
using Rapport.Records.Sales;

namespace Rapport.Insight.Customer360.Reading;

/// <summary>Orders, and the figures of all purchases.</summary>
internal sealed class ReadPurchases(Asked asked)
{
    private const int Remembered = 1_000,
        Months = 24;

    private readonly List<OrderShown> orders = [];
    private readonly List<(DateTimeOffset At, long Minor, bool IsReturn, string Currency)> history = [];
    private readonly List<(DateTimeOffset At, string Currency, long Gross, long Refunded, bool IsPurchase)> moved = [];
    private readonly List<(string Currency, int Count, long Minor)> bought = [];
    private readonly List<(string Currency, int Purchases, long Gross, long Refunded)> sums = [];
    private (int Orders, int Returns) counts;

    public IEnumerable<Statement> Statements =>
        [
            Statement.Into(
                orders,
                $"""
                select id, external_id, number, ordered_at, status, total_minor, currency, item_count, channel, is_return, returns_ref from orders
                where {asked.Mine} order by happened_at desc, id desc limit {Asked.Latest}
                """,
                row => new OrderShown(
                    row.Id(0),
                    row.Text(1),
                    row.Text(2),
                    row.Time(3),
                    Words.Parse<OrderStatus>(row.Text(4)),
                    MinorUnits.Amount(row.Long(5), row.Text(6)),
                    row.Text(6),
                    row.Int(7),
                    row.TextOrNull(8),
                    row.Truth(9),
                    row.TextOrNull(10)
                )
            ),
            new Statement(
                $"""
                select count(*), count(case when is_return then 1 end) from (select is_return from orders where {asked.Mine} limit {Asked.Counted}) counted
                """,
                row => counts = ((int)row.Long(0), (int)row.Long(1))
            ),
            Statement.Into(
                bought,
                $"""
                select currency, count(*), sum(total_minor) from (select currency, total_minor from orders where {asked.Mine} and not is_return and status not in ('draft', 'cancelled') limit {Asked.Counted}) o
                group by currency order by 2 desc, 3 desc, 1
                """,
                row => (row.Text(0), (int)row.Long(1), (long)row.DecimalOrNull(2)!.Value)
            ),
            Statement.Into(
                history,
                $"""
                select happened_at, total_minor, is_return, currency from orders where {asked.Mine} and status not in ('draft', 'cancelled') order by happened_at desc, id desc limit {Remembered}
                """,
                row => (row.Time(0), row.Long(1), row.Truth(2), row.Text(3))
            ),
            Statement.Into(
                moved,
                $"select moved_at, currency, gross, refunded, purchases from ({PurchaseRule.Movements(asked.Organization, $"customer_id = {asked.Customer}")}) m order by moved_at desc limit {Remembered}",
                row => (row.Time(0), row.Text(1), row.Long(2), row.Long(3), row.Int(4) == 1)
            ),
            Statement.Into(
                sums,
                $"select currency, sum(purchases), sum(gross), sum(refunded) from ({PurchaseRule.Movements(asked.Organization, $"customer_id = {asked.Customer}")}) m group by currency order by 2 desc, 3 desc, 1",
                row => (row.Text(0), (int)row.Long(1), (long)row.DecimalOrNull(2)!.Value, (long)row.DecimalOrNull(3)!.Value)
            ),
        ];

    /// <summary>When the latest purchases were, newest first.</summary>
    public IReadOnlyList<DateTimeOffset> Times => [.. moved.Where(m => m.IsPurchase).Select(m => m.At)];

    /// <summary>
    /// The figures of the orders alone: what was paid for in the workshop, or by an invoice without an order, is no order.
    /// </summary>
    public OrderHistory? Orders(Summary summary)
    {
        if (orders.Count == 0)
            return null;
        var (currency, count, minor) = bought.Count > 0 ? bought[0] : (orders[0].Currency, 0, 0);
        return new OrderHistory(
            orders,
            counts.Orders,
            counts.Returns,
            MinorUnits.Amount(minor, currency),
            Average(minor, count, currency),
            currency,
            ByMonth(currency, summary.Zone)
        );
    }

    public PurchaseMetrics Metrics(Summary summary, DateTimeOffset registered) =>
        new()
        {
            OrderCount = summary.Purchases,
            Currency = summary.Currency,
            GrossRevenue = MinorUnits.Amount(summary.GrossMinor, summary.Currency),
            Refunded = MinorUnits.Amount(summary.RefundedMinor, summary.Currency),
            NetRevenue = MinorUnits.Amount(summary.SpentMinor, summary.Currency),
            LifetimeValue = MinorUnits.Amount(summary.SpentMinor, summary.Currency),
            AverageOrderValue = Average(summary.GrossMinor, InCurrencyOf(summary), summary.Currency),
            FirstPurchaseAt = summary.FirstPurchaseAt,
            LastPurchaseAt = summary.LastPurchaseAt,
            DaysSinceLastPurchase = summary.LastPurchaseAt is { } last ? Math.Max(0, (int)(asked.Now - last).TotalDays) : null,
            PurchaseFrequencyDays = MeanGap(summary),
            TenureDays = Math.Max(0, (int)(asked.Now - registered).TotalDays),
            OtherCurrencies =
                sums.Count < 2
                    ? null
                    :
                    [
                        .. sums.Where(s => s.Currency != summary.Currency)
                            .Select(s => new CurrencySums(
                                s.Currency,
                                s.Purchases,
                                MinorUnits.Amount(s.Gross, s.Currency),
                                MinorUnits.Amount(s.Refunded, s.Currency),
                                MinorUnits.Amount(s.Gross - s.Refunded, s.Currency)
                            )),
                    ],
        };

    private static decimal? Average(long minor, int count, string? currency) =>
        count == 0
            ? null
            : decimal.Round(MinorUnits.Amount(minor, currency) / count, MinorUnits.Digits(currency), MidpointRounding.AwayFromZero);

    /// <summary>How many of the purchases are in the currency of the sums; the others are not in them.</summary>
    private int InCurrencyOf(Summary summary) => sums.Find(s => s.Currency == summary.Currency).Purchases;

    private static double? MeanGap(Summary summary) =>
        summary is { Purchases: > 1, FirstPurchaseAt: { } first, LastPurchaseAt: { } last }
            ? Math.Round((last - first).TotalDays / (summary.Purchases - 1), 1)
            : null;

    /// <summary>The two years up to now; of whom nothing was heard for long, the two years up to their last order.</summary>
    private List<MonthOfOrders> ByMonth(string currency, TimeZoneInfo zone)
    {
        var isLongAgo = history.Count > 0 && history[0].At < asked.Now.AddMonths(-Months / 2);
        var since = (isLongAgo ? history[0].At : asked.Now).AddMonths(-Months);
        return
        [
            .. from order in history
            where order.At >= since && order.Currency == currency
            group order by TimeZoneInfo
                .ConvertTime(order.At, zone)
                .ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture) into month
            orderby month.Key
            select new MonthOfOrders(
                month.Key,
                month.Count(o => !o.IsReturn),
                Sum(month.Where(o => !o.IsReturn)),
                -Sum(month.Where(o => o.IsReturn))
            ),
        ];

        decimal Sum(IEnumerable<(DateTimeOffset, long Minor, bool, string)> of) => MinorUnits.Amount(of.Sum(o => o.Minor), currency);
    }

    /// <summary>
    /// What was bought in the shop, the workshop or on an invoice alone, month by month, in the customer's currency; oldest first.
    /// </summary>
    public IReadOnlyList<MonthOfOrders> Spend(Summary summary) =>
        [
            .. from movement in moved
            where movement.Currency == summary.Currency
            group movement by TimeZoneInfo
                .ConvertTime(movement.At, summary.Zone)
                .ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture) into month
            orderby month.Key
            select new MonthOfOrders(
                month.Key,
                month.Count(m => m.IsPurchase),
                MinorUnits.Amount(month.Sum(m => m.Gross), summary.Currency),
                MinorUnits.Amount(month.Sum(m => m.Refunded), summary.Currency)
            ),
        ];
}
