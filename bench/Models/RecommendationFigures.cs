using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using Rapport.Formats;
using Rapport.Models.Recommendation;
using static Rapport.Bench.Models.ModelsBench;

namespace Rapport.Bench.Models;

/// <summary>Recommendation: rules beside the published counts, and lists of ten beside what was bought after a split.</summary>
/// <remarks>
/// Online Retail: a customer, sold and not cancelled, product codes only. The weights are chosen within the part before the split; the form
/// of the scores was
/// chosen by splits at 2011-08-15 and 2011-09-01, before the one of the figures.
/// </remarks>
internal static class RecommendationFigures
{
    public static void Run()
    {
        Groceries();
        OnlineRetail(new DateOnly(2011, 11, 9));
        OnlineRetail(new DateOnly(2011, 6, 1));
    }

    private static void Groceries()
    {
        using var text = new StreamReader(
            new GZipStream(
                File.OpenRead(PublicData.Path("recommend-groceries", "groceries_9835_baskets.csv.gz")),
                CompressionMode.Decompress
            )
        );
        var numbers = new Dictionary<string, int>();
        int[][] baskets =
        [
            .. text.ReadToEnd()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(',').Select(item => Number(numbers, item.Trim())).ToArray()),
        ];
        foreach (
            var (support, confidence, items, rules) in new[]
            {
                (.01, .5, 3, 15),
                (.005, .5, 3, 99),
                (.01, .25, 3, 170),
                (.001, .8, 3, 29),
                (.005, .5, 10, 120),
                (.001, .8, 10, 410),
            }
        )
        {
            var watch = Stopwatch.StartNew();
            var found = AssociationRules.Of(baskets, support, confidence, items).Count;
            Line(
                FormattableString.Invariant($"recommendation, Groceries rules of <= {items} items at {support}/{confidence}"),
                found,
                $"{rules}",
                watch.Elapsed.TotalSeconds
            );
        }
    }

    private static void OnlineRetail(DateOnly split)
    {
        var purchases = Purchases();
        var end = split.AddDays(31).DayNumber;
        Purchase[] before = [.. purchases.Where(p => p.Day < split.DayNumber)];
        var known = before.Select(p => p.Item).ToHashSet();
        Purchase[] after = [.. purchases.Where(p => p.Day >= split.DayNumber && p.Day < end && known.Contains(p.Item))];
        var watch = Stopwatch.StartNew();
        var recommender = Recommender.Fit(before, 31);
        var isOfReference = split == new DateOnly(2011, 11, 9);
        var name = FormattableString.Invariant($"recommendation, Online Retail, 31 days from {split:yyyy-MM-dd}");
        Show(
            $"{name}: new items",
            recommender.Backtest(after, includeOwned: false),
            isOfReference ? ">= 0.075" : "",
            watch.Elapsed.TotalSeconds
        );
        Show(
            $"{name}: with repeats",
            recommender.Backtest(after, includeOwned: true),
            isOfReference ? ">= 0.345" : "",
            watch.Elapsed.TotalSeconds
        );
    }

    private static void Show(string name, BacktestFigures figures, string target, double seconds)
    {
        Line($"{name}, nDCG@10", figures.Ndcg, target, seconds);
        Line("... customers", figures.Customers, "", 0);
        Line("... hit@10", figures.Hits, "", 0);
        Line("... recall@10", figures.Recall, "", 0);
        Line("... coverage", figures.Coverage, "", 0);
    }

    private static List<Purchase> Purchases()
    {
        using var content = new MemoryStream();
        using (
            var packed = new GZipStream(
                File.OpenRead(PublicData.Path("online-retail", "online_retail_541909.csv.gz")),
                CompressionMode.Decompress
            )
        )
            packed.CopyTo(content);
        content.Position = 0;
        var (customers, items, purchases) = (new Dictionary<string, int>(), new Dictionary<string, int>(), new List<Purchase>());
        foreach (var row in new CsvRows(content, CsvDialect.Rfc4180))
        {
            var (invoice, code, customer) = (row.Fields[0], row.Fields[1], row.Fields[6]);
            if (customer.Length == 0 || invoice.StartsWith('C') || !char.IsAsciiDigit(code[0]))
                continue;
            if (
                int.Parse(row.Fields[3], CultureInfo.InvariantCulture) <= 0
                || double.Parse(row.Fields[5], CultureInfo.InvariantCulture) <= 0
            )
                continue;
            purchases.Add(
                new Purchase(
                    Number(customers, customer),
                    Number(items, code),
                    DateOnly.Parse(row.Fields[4].AsSpan(0, 10), CultureInfo.InvariantCulture).DayNumber
                )
            );
        }
        return purchases;
    }

    private static int Number(Dictionary<string, int> numbers, string name)
    {
        if (!numbers.TryGetValue(name, out var number))
            numbers[name] = number = numbers.Count;
        return number;
    }
}
