using Rapport.Platform.Data;
using Rapport.Records.Customers.Panels;
using Rapport.Records.Facts;

namespace Rapport.Records.Sales.Panels;

internal sealed class OpportunitiesPart(PartReading reading) : CustomerPart<OpportunityPipeline>
{
    private const int Judged = 500,
        Shown = 10;

    private readonly List<OpportunityShown> all = [];

    public override IEnumerable<Statement> Statements =>
        [
            Statement.Into(
                all,
                $"""
                select id, name, kind, status, stage, amount_minor, currency, probability, expected_close, closed_at, owner
                  from opportunities where {reading.Mine} order by happened_at desc, id desc limit {Judged}
                """,
                row => new OpportunityShown(
                    row.Id(0),
                    row.Text(1),
                    Words.Parse<OpportunityKind>(row.Text(2)),
                    Words.Parse<OpportunityStatus>(row.Text(3)),
                    row.TextOrNull(4),
                    row.LongOrNull(5) is { } amount ? MinorUnits.Amount(amount, row.TextOrNull(6)) : null,
                    row.TextOrNull(6),
                    row.DecimalOrNull(7),
                    row.DateOrNull(8),
                    row.TimeOrNull(9),
                    row.TextOrNull(10)
                )
            ),
        ];

    public override OpportunityPipeline? Answer()
    {
        if (all.Count == 0)
            return null;
        var open = all.Where(o => o.Status == OpportunityStatus.Open).ToList();
        var byCurrency = open.Where(o => o.Amount is not null)
            .GroupBy(o => o.Currency!)
            .OrderByDescending(g => g.Count())
            .ThenBy(g => g.Key, StringComparer.Ordinal)
            .ToList();
        var main = byCurrency.FirstOrDefault();
        var (won, lost) = (all.Count(o => o.Status == OpportunityStatus.Won), all.Count(o => o.Status == OpportunityStatus.Lost));
        return new OpportunityPipeline(
            [.. all.OrderBy(o => o.Status == OpportunityStatus.Open ? 0 : 1).Take(Shown)],
            open.Count,
            main?.Sum(o => o.Amount!.Value) ?? 0,
            decimal.Round(main?.Sum(o => o.Amount!.Value * (o.Probability ?? 100) / 100) ?? 0, MinorUnits.Digits(main?.Key)),
            main?.Key,
            [.. byCurrency.Select(g => new Money(g.Sum(o => o.Amount!.Value), g.Key))],
            won,
            lost,
            won + lost == 0 ? null : Math.Round(won / (double)(won + lost), 4)
        );
    }
}
