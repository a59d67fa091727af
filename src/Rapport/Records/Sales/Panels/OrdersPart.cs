using Rapport.Platform.Data;
using Rapport.Records.Customers.Panels;
using Rapport.Records.Facts;

namespace Rapport.Records.Sales.Panels;

internal sealed class OrdersPart(PartReading reading) : CustomerPart<OrderHistory>
{
    private const int Remembered = 1_000,
        Months = 24;

    private readonly List<OrderShown> orders = [];
    private readonly List<(DateTimeOffset At, long Minor, bool IsReturn, string Currency)> history = [];
    private readonly List<(string Currency, int Count, long Minor)> bought = [];
    private (int Orders, int Returns) counts;

    public override IEnumerable<Statement> Statements =>
        [
            Statement.Into(
                orders,
                $"""
                select id, external_id, number, ordered_at, status, total_minor, currency, item_count, channel, is_return, returns_ref
                  from orders
                where {reading.Mine} order by happened_at desc, id desc limit {PartReading.Latest}
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
                select count(*), count(case when is_return then 1 end) from (select is_return from orders where {reading.Mine}
                  limit {PartReading.Counted}) counted
                """,
                row => counts = ((int)row.Long(0), (int)row.Long(1))
            ),
            Statement.Into(
                bought,
                $"""
                select currency, count(*), sum(total_minor) from (select currency, total_minor from orders where {reading.Mine}
                  and not is_return and status not in ('draft', 'cancelled') limit {PartReading.Counted}) o
                group by currency order by 2 desc, 3 desc, 1
                """,
                row => (row.Text(0), (int)row.Long(1), (long)row.DecimalOrNull(2)!.Value)
            ),
            Statement.Into(
                history,
                $"""
                select happened_at, total_minor, is_return, currency from orders where {reading.Mine}
                  and status not in ('draft', 'cancelled') order by happened_at desc, id desc limit {Remembered}
                """,
                row => (row.Time(0), row.Long(1), row.Truth(2), row.Text(3))
            ),
        ];

    /// <summary>
    /// The figures of the orders alone: what was paid for in the workshop, or by an invoice without an order, is no order.
    /// </summary>
    public override OrderHistory? Answer()
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
            ByMonth(currency, reading.Summary.Zone)
        );
    }

    private static decimal? Average(long minor, int count, string? currency) =>
        count == 0
            ? null
            : decimal.Round(MinorUnits.Amount(minor, currency) / count, MinorUnits.Digits(currency), MidpointRounding.AwayFromZero);

    /// <summary>The two years up to now; of whom nothing was heard for long, the two years up to their last order.</summary>
    private List<MonthOfOrders> ByMonth(string currency, TimeZoneInfo zone)
    {
        var isLongAgo = history.Count > 0 && history[0].At < reading.Now.AddMonths(-Months / 2);
        var since = (isLongAgo ? history[0].At : reading.Now).AddMonths(-Months);
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
}
