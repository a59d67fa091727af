using System.Diagnostics;
using System.Globalization;
using Rapport.Formats;
using Rapport.Models.Classification;
using static Rapport.Bench.Models.ModelsBench;

namespace Rapport.Bench.Models;

/// <summary>Classification: figures of rows held out of choice, fit and calibration; and the speed on a million rows.</summary>
internal static class ClassificationFigures
{
    private const int Million = 1_000_000;

    public static void Run()
    {
        Telco();
        Speed();
    }

    private static void Telco()
    {
        using var stream = File.OpenRead(PublicData.Path("telco-churn", "Telco-Customer-Churn.csv"));
        var csv = new CsvRows(stream, CsvDialect.Rfc4180);
        var rows = csv.Select(row => row.Fields).ToArray();
        string[] numeric = ["tenure", "MonthlyCharges", "TotalCharges", "SeniorCitizen"];
        var table = new FeatureTable([
            .. Enumerable
                .Range(1, csv.Header.Count - 2)
                .Select(c =>
                    numeric.Contains(csv.Header[c])
                        ? Feature.Numeric(
                            csv.Header[c],
                            [
                                .. rows.Select(row =>
                                    double.TryParse(row[c], CultureInfo.InvariantCulture, out var number) ? number : double.NaN
                                ),
                            ]
                        )
                        : Feature.Categorical(csv.Header[c], rows.Select(row => row[c]))
                ),
        ]);
        bool[] labels = [.. rows.Select(row => row[^1] == "Yes")];
        foreach (var seed in new[] { 1, 2, 3 })
        {
            var watch = Stopwatch.StartNew();
            var metrics = OutOfFold.Of(table, labels, 5, seed).Metrics;
            var seconds = watch.Elapsed.TotalSeconds;
            Line($"Telco, 5 folds, seed {seed}: AUC", metrics.Auc, ">= 0.847", seconds);
            Line($"Telco, 5 folds, seed {seed}: average precision", metrics.PrAuc, "0.6611", seconds);
            Line($"Telco, 5 folds, seed {seed}: log loss", metrics.LogLoss, "0.4142", seconds);
            Line($"Telco, 5 folds, seed {seed}: Brier", metrics.Brier, "0.1347", seconds);
            Line($"Telco, 5 folds, seed {seed}: expected calibration error", metrics.Ece, "<= 0.02", seconds);
        }
    }

    private static void Speed()
    {
        var (table, labels, truth) = Customers(Million, 1);
        var (fresh, answers, freshTruth) = Customers(Million, 2);
        var watch = Stopwatch.StartNew();
        var classifier = Classifier.Fit(table, labels);
        var seconds = watch.Elapsed.TotalSeconds;
        Line("A million rows of 30 columns: seconds to choose, fit, calibrate", seconds, "<= 60", seconds);
        classifier.Predict(fresh);
        watch.Restart();
        var scores = classifier.Predict(fresh);
        Line(
            $"... rows a second scored by the {classifier.Name}",
            Million / watch.Elapsed.TotalSeconds,
            ">= 2e6",
            watch.Elapsed.TotalSeconds
        );
        Line(
            "... AUC on another million (reference: the true probabilities)",
            RankingCurves.RocAuc(scores, answers),
            $"{RankingCurves.RocAuc(freshTruth, answers):F4}",
            seconds
        );
        Line("... expected calibration error", ClassificationMetrics.Of(scores, answers).Ece, "", 0);
        watch.Restart();
        var trees = BoostedTrees.Fit(table, labels, new BoostedTreesOptions { Depth = 5, Rounds = 200 });
        Line("... seconds to grow 200 trees of depth 5", watch.Elapsed.TotalSeconds, "<= 60", watch.Elapsed.TotalSeconds);
        watch.Restart();
        trees.Predict(fresh);
        Line("... rows a second scored by these", Million / watch.Elapsed.TotalSeconds, ">= 2e6", watch.Elapsed.TotalSeconds);
        watch.Restart();
        var few = fresh.Pick([.. Enumerable.Range(0, 100_000)]);
        classifier.Explain(few);
        Line("... rows a second explained", 100_000 / watch.Elapsed.TotalSeconds, "", watch.Elapsed.TotalSeconds);
    }

    /// <summary>Twenty numbers and ten words, some missing, of which a third matter, with bends and an interaction.</summary>
    private static (FeatureTable Table, bool[] Labels, double[] Truth) Customers(int rows, int seed)
    {
        var dice = new Random(seed);
        var numbers = Enumerable.Range(0, 20).Select(_ => new double[rows]).ToArray();
        var words = Enumerable.Range(0, 10).Select(_ => new string?[rows]).ToArray();
        string[][] levels = [.. Enumerable.Range(0, 10).Select(w => Enumerable.Range(0, 2 + w * w).Select(l => $"level {l}").ToArray())];
        var (labels, truth) = (new bool[rows], new double[rows]);
        for (var i = 0; i < rows; i++)
        {
            foreach (var column in numbers)
                column[i] = dice.Next(20) == 0 ? double.NaN : dice.NextDouble() + dice.NextDouble() + dice.NextDouble() - 1.5;
            for (var w = 0; w < words.Length; w++)
                words[w][i] = levels[w][dice.Next(levels[w].Length)];
            double At(int column) => double.IsNaN(numbers[column][i]) ? 0 : numbers[column][i];
            var margin =
                -1.5
                + At(0)
                - 0.8 * At(1)
                + 1.5 * Math.Abs(At(2))
                + 2 * At(3) * At(4)
                + Math.Sin(4 * At(5))
                + (words[1][i] == "level 1" ? 0.7 : 0)
                + (words[5][i]!.Length > 7 ? -0.5 : 0);
            truth[i] = 1 / (1 + Math.Exp(-margin));
            labels[i] = dice.NextDouble() < truth[i];
        }
        return (
            new FeatureTable([
                .. numbers.Select((n, c) => Feature.Numeric($"number {c}", n)),
                .. words.Select((w, c) => Feature.Categorical($"word {c}", w)),
            ]),
            labels,
            truth
        );
    }
}
