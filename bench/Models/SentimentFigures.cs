using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using Rapport.Formats;
using Rapport.Models.Classification;
using Rapport.Models.Sentiment;
using static Rapport.Bench.Models.ModelsBench;

namespace Rapport.Bench.Models;

/// <summary>Sentiment: how it goes with what people say, and how fast.</summary>
/// <remarks>
/// Words, phrases and constants were chosen with an eye on the even rows of tweets and Amazon snippets and of the Yelp sentences, so the
/// odd rows are the honest figure there.
/// Nothing was chosen by movie reviews, editorials and Fine Foods.
/// </remarks>
internal static class SentimentFigures
{
    private static readonly (string Set, string Target, string Vader)[] Rated =
    [
        ("tweets", ">= 0.88", "VADER 0.8722"),
        ("amazonReviewSnippets", ">= 0.62", "VADER 0.5896"),
        ("movieReviewSnippets", "", "VADER 0.4276"),
        ("nytEditorialSnippets", "", "VADER 0.5029"),
    ];

    public static void Run()
    {
        foreach (var (set, target, vader) in Rated)
            Correlations(set, target, vader);
        Sentences();
        FineFoods();
        Speed();
    }

    private static void Correlations(string set, string target, string vader)
    {
        var texts = Lines(set);
        var watch = Stopwatch.StartNew();
        double[] scores = [.. texts.Select(t => SentimentScorer.Score(t.Text).Score)];
        var seconds = watch.Elapsed.TotalSeconds;
        double Of(Func<int, bool> isIn)
        {
            int[] rows = [.. Enumerable.Range(0, texts.Length).Where(isIn)];
            return Correlation([.. rows.Select(i => scores[i])], [.. rows.Select(i => texts[i].Mean)]);
        }
        Line($"sentiment, {set}: Pearson with the human means", Of(_ => true), target.Length > 0 ? target : vader, seconds);
        Line("... odd rows", Of(i => i % 2 == 1), vader, 0);
    }

    private static void Sentences()
    {
        var rows = new[] { "amazon_cells", "imdb", "yelp" }
            .SelectMany(set => File.ReadAllText(PublicData.Path("sentiment-uci-sentences", $"{set}_labelled.txt")).Split('\n'))
            .Select(line => line.Split('\t'))
            .Where(f => f.Length == 2)
            .ToArray();
        string[] texts = [.. rows.Select(f => f[0])];
        bool[] labels = [.. rows.Select(f => f[1].Trim() == "1")];
        foreach (var seed in new[] { 1, 2, 3 })
        {
            var watch = Stopwatch.StartNew();
            var probabilities = SentimentClassifier.OutOfFold(texts, labels, 10, seed);
            Line(
                $"sentiment, UCI sentences learned in 10 folds, seed {seed}: accuracy",
                Accuracy(probabilities, labels),
                ">= 0.85",
                watch.Elapsed.TotalSeconds
            );
            Line("... AUC", RankingCurves.RocAuc(probabilities, labels), "0.9144", 0);
        }
        Line(
            "sentiment, UCI sentences by the lexicon alone: AUC",
            RankingCurves.RocAuc(texts.Select(t => SentimentScorer.Score(t).Score).ToArray(), labels),
            "VADER ~0.90",
            0
        );
    }

    private static void FineFoods()
    {
        var (learned, fresh) = (Reviews("fine_foods_train_4000.csv.gz"), Reviews("fine_foods_test_1000.csv.gz"));
        bool[] labels = [.. fresh.Select(r => r.IsGreat)];
        var watch = Stopwatch.StartNew();
        var model = SentimentClassifier.Fit([.. learned.Select(r => r.Text)], learned.Select(r => r.IsGreat).ToArray());
        double[] probabilities = [.. fresh.Select(r => model.Predict(r.Text))];
        Line("sentiment, Fine Foods test, learned: AUC", RankingCurves.RocAuc(probabilities, labels), "0.8786", watch.Elapsed.TotalSeconds);
        Line("... accuracy", Accuracy(probabilities, labels), "0.809", 0);
        Line(
            "... AUC by the lexicon alone",
            RankingCurves.RocAuc(fresh.Select(r => SentimentScorer.Score(r.Text).Score).ToArray(), labels),
            "VADER 0.7353",
            0
        );
    }

    private static void Speed()
    {
        string[] texts = [.. Lines("tweets").Concat(Lines("amazonReviewSnippets")).Select(t => t.Text)];
        const int rounds = 20;
        // One thread; its processor time, so that others on the machine do not count. The first rounds are for the compiler.
        var spent = TimeSpan.Zero;
        for (var round = -3; round < rounds; round++)
        {
            using var process = Process.GetCurrentProcess();
            var before = process.TotalProcessorTime;
            foreach (var text in texts)
                SentimentScorer.Score(text);
            process.Refresh();
            if (round >= 0)
                spent += process.TotalProcessorTime - before;
        }
        Line(
            "sentiment: tweets and snippets a second on one core",
            texts.Length * rounds / spent.TotalSeconds,
            ">= 200000",
            spent.TotalSeconds
        );
    }

    private static (string Text, double Mean)[] Lines(string set)
    {
        using var text = new StreamReader(
            new GZipStream(File.OpenRead(PublicData.Path("sentiment-vader", $"{set}_GroundTruth.txt.gz")), CompressionMode.Decompress)
        );
        return
        [
            .. text.ReadToEnd()
                .Split('\n')
                .Select(line => line.TrimEnd('\r').Split('\t'))
                .Where(f => f.Length >= 3)
                .Select(f => (f[2], double.Parse(f[1], CultureInfo.InvariantCulture))),
        ];
    }

    private static (string Text, bool IsGreat)[] Reviews(string file)
    {
        using var content = new MemoryStream();
        using (var packed = new GZipStream(File.OpenRead(PublicData.Path("sentiment-finefoods", file)), CompressionMode.Decompress))
            packed.CopyTo(content);
        content.Position = 0;
        var csv = new CsvRows(content, CsvDialect.Rfc4180);
        var rows = csv.Select(row => row.Fields).ToArray();
        var (text, score) = (csv.Header.ToList().IndexOf("review"), csv.Header.ToList().IndexOf("score"));
        return [.. rows.Select(row => (row[text], row[score] == "great"))];
    }

    private static double Accuracy(double[] probabilities, bool[] labels) =>
        probabilities.Zip(labels, (p, label) => p > 0.5 == label ? 1.0 : 0).Average();

    private static double Correlation(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        return a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum()
            / Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB)));
    }
}
