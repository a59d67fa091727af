using System.Diagnostics;
using Rapport.Formats;
using Rapport.Models.Linkage.Tables;

namespace Rapport.Bench.Models;

/// <summary>
/// Linkage without labels: how well it finds the known duplicates of public sets, and how fast it goes through a million invented
/// customers.
/// </summary>
/// <remarks>The truth is never shown to the model. The rules of the model were chosen while looking at these sets, so the figures are
/// in-sample for its design.</remarks>
internal static class LinkageFigures
{
    private const string Data = "../shared/data";
    private const int Million = 1_000_000;

    public static void Run()
    {
        for (var number = 1; number <= 3; number++)
            OfSet(
                $"febrl {number}",
                $"{Data}/febrl/dataset{number}.csv",
                ["rec_id"],
                row => row[0].Split('-')[1],
                number == 1 ? ".999" : ".997"
            );
        OfSet("fake_1000", $"{Data}/fake_1000/fake_1000.csv", ["unique_id", "cluster"], row => row[6], ".83 / .86");
        OfSet("dedupe-orgs", $"{Data}/dedupe-orgs/chicago_early_childhood_true_ids.csv", ["Id", "True Id"], row => row[0], ".93");
        OfMillion();
    }

    private static void OfSet(string name, string file, string[] ignored, Func<IReadOnlyList<string>, string> entity, string reference)
    {
        if (!File.Exists(file))
        {
            Console.WriteLine($"linkage, {name}: {file} is not there");
            return;
        }

        using var content = File.OpenRead(file);
        var csv = new CsvRows(content, CsvDialect.Rfc4180);
        var rows = csv.Select(row => (IReadOnlyList<string>)[.. row.Fields]).ToList();
        var columns = csv.Header.Select(column => column.Trim()).ToList();
        var watch = Stopwatch.StartNew();
        var linkage = TableLinkage.Fit(LinkageTable.Of(columns, rows, ignored.Select(column => columns.IndexOf(column)).ToHashSet()));
        var pairs = linkage.Sweep(0.01);
        var seconds = watch.Elapsed.TotalSeconds;
        var truth = rows.Select(entity).ToArray();
        ModelsBench.Line(
            $"linkage, {name}: F1 at the learned threshold",
            F1(pairs.Where(pair => pair.Probability >= linkage.Threshold), truth),
            reference,
            seconds
        );
        ModelsBench.Line($"linkage, {name}: F1 at the best threshold (chosen with the truth)", Best(pairs, truth), reference, seconds);
    }

    private static double F1(IEnumerable<LinkedPair> pairs, string[] truth)
    {
        var found = pairs.ToList();
        return 2.0 * found.Count(pair => truth[pair.Left] == truth[pair.Right]) / (found.Count + TruePairs(truth));
    }

    private static double Best(IReadOnlyList<LinkedPair> pairs, string[] truth)
    {
        double right = 0,
            best = 0;
        var total = TruePairs(truth);
        foreach (var (pair, at) in pairs.OrderByDescending(pair => pair.Probability).Select((pair, at) => (pair, at)))
        {
            right += truth[pair.Left] == truth[pair.Right] ? 1 : 0;
            best = Math.Max(best, 2 * right / (at + 1 + total));
        }

        return best;
    }

    private static double TruePairs<T>(T[] truth)
        where T : notnull => truth.CountBy(entity => entity).Sum(group => group.Value * (group.Value - 1.0) / 2);

    private static void OfMillion()
    {
        var (rows, customers) = SyntheticCustomers.Make(Million, 0.1, 1);
        var watch = Stopwatch.StartNew();
        var linkage = TableLinkage.Fit(LinkageTable.Of(SyntheticCustomers.Columns, rows));
        var pairs = linkage.Sweep();
        ModelsBench.Line(
            "linkage, a million customers: read, learn, sweep (s)",
            watch.Elapsed.TotalSeconds,
            "120",
            watch.Elapsed.TotalSeconds
        );
        var right = pairs.Count(pair => customers[pair.Left] == customers[pair.Right]);
        ModelsBench.Line("linkage, a million customers: precision", right / (double)pairs.Count, "", 0);
        ModelsBench.Line("linkage, a million customers: recall", right / TruePairs(customers), "", 0);

        var index = new LinkageIndex(linkage);
        var times = new List<double>();
        foreach (var row in SyntheticCustomers.Make(2000, 0, 2).Rows.Concat(rows.Where((_, at) => at % 500 == 0)))
        {
            watch.Restart();
            index.Probe(row);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        ModelsBench.Line("linkage, a probe against a million: median (ms)", times[times.Count / 2], "", times.Sum() / 1000);
        ModelsBench.Line(
            "linkage, a probe against a million: 99th of a hundred (ms)",
            times[times.Count * 99 / 100],
            "5",
            times.Sum() / 1000
        );
        using var process = Process.GetCurrentProcess();
        ModelsBench.Line("linkage, a million customers: peak memory with all of the above (GB)", process.PeakWorkingSet64 / 1e9, "3", 0);
    }
}
