using Rapport.Platform.Data;
using Rapport.Records.Customers.Panels;

namespace Rapport.Records.Purchases.Panels;

/// <summary>The movements of all purchases, in the shop, in the workshop or on an invoice alone.</summary>
internal sealed class PurchaseReads(PartReading reading) : CustomerRead
{
    private const int Remembered = 1_000;

    private readonly List<Movement> moved = [];
    private readonly List<Sum> sums = [];

    public sealed record Movement(DateTimeOffset At, string Currency, long Gross, long Refunded, bool IsPurchase);

    public sealed record Sum(string Currency, int Purchases, long Gross, long Refunded);

    /// <summary>The latest, newest first.</summary>
    public IReadOnlyList<Movement> Moved => moved;

    /// <summary>All of them by currency, most purchases first.</summary>
    public IReadOnlyList<Sum> Sums => sums;

    /// <summary>When the latest purchases were, newest first.</summary>
    public IReadOnlyList<DateTimeOffset> Times => [.. moved.Where(m => m.IsPurchase).Select(m => m.At)];

    public override IEnumerable<Statement> Statements =>
        [
            Statement.Into(
                moved,
                $"""
                select moved_at, currency, gross, refunded, purchases from ({Movements}) m order by moved_at desc limit {Remembered}
                """,
                row => new Movement(row.Time(0), row.Text(1), row.Long(2), row.Long(3), row.Int(4) == 1)
            ),
            Statement.Into(
                sums,
                $"""
                select currency, sum(purchases), sum(gross), sum(refunded) from ({Movements}) m
                group by currency order by 2 desc, 3 desc, 1
                """,
                row => new Sum(row.Text(0), (int)row.Long(1), (long)row.DecimalOrNull(2)!.Value, (long)row.DecimalOrNull(3)!.Value)
            ),
        ];

    private Sql Movements => PurchaseRule.Movements(reading.Organization, $"customer_id = {reading.Customer}");
}
