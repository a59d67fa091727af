using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using Rapport.Models.Forecasting;

namespace Rapport.Bench.Models;

/// <summary>Forecasts of the M3 competition's series against what came, beside the methods that took part.</summary>
/// <remarks>Weights and limits were chosen on every third series (the first, the fourth …) and on weekly series of M4; the line "others"
/// leaves the third out.</remarks>
internal static class ForecastFigures
{
    private static readonly (string Kind, string Smape)[] Kinds =
    [
        ("YEARLY", "Theta 16.97"),
        ("QUARTERLY", "Theta 8.96"),
        ("MONTHLY", "Theta 13.89"),
        ("OTHER", "Theta 4.41"),
    ];

    private sealed record Series(string Kind, double[] Known, double[] Future)
    {
        public int Period =>
            Kind switch
            {
                "MONTHLY" => 12,
                "QUARTERLY" => 4,
                _ => 1,
            };
    }

    public static void Run()
    {
        if (Folder() is not { } folder)
        {
            Console.WriteLine("forecasts: ../shared/data/forecast-m3 is not laid out beside the checkout");
            return;
        }
        Series[] set = [.. Read(Path.Combine(folder, "M3_3003.csv.gz"))];
        foreach (
            var (method, reference) in new[]
            {
                (Methods.SeasonalNaive, "15.186"),
                (Methods.ClassicTheta, "12.762"),
                (Methods.OptimisedTheta, "12.56"),
            }
        )
        {
            var began = Stopwatch.GetTimestamp();
            var smape = set.AsParallel()
                .Select(series => Smape(series, method.Predict(new SeriesView(series.Known, series.Period), series.Future.Length).Mean))
                .Average();
            ModelsBench.Line($"M3 sMAPE, {method.Name}", smape, reference, Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
        Automatic(set);
    }

    private static void Automatic(Series[] set)
    {
        var began = Stopwatch.GetTimestamp();
        var made = set.AsParallel()
            .AsOrdered()
            .Select(series => Forecaster.Run(series.Known, new ForecastRequest(series.Future.Length, series.Period)))
            .ToArray();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var results = set.Zip(made, (series, forecast) => (series.Kind, Smape: Smape(series, forecast.Mean), Held: Held(series, forecast)))
            .ToArray();
        ModelsBench.Line("M3 sMAPE, automatic, all 3,003", results.Average(r => r.Smape), "Theta 12.762", seconds);
        ModelsBench.Line("M3 sMAPE, automatic, others than every third", results.Where((_, i) => i % 3 != 0).Average(r => r.Smape), "", 0);
        foreach (var (kind, reference) in Kinds)
            ModelsBench.Line(
                $"M3 sMAPE, automatic, {kind.ToLowerInvariant()}",
                results.Where(r => r.Kind == kind).Average(r => r.Smape),
                reference,
                0
            );
        ModelsBench.Line("M3 share within 95 % intervals, all", results.Average(r => r.Held), "0.95", 0);
        foreach (var (kind, _) in Kinds)
            ModelsBench.Line(
                $"M3 share within 95 % intervals, {kind.ToLowerInvariant()}",
                results.Where(r => r.Kind == kind).Average(r => r.Held),
                "0.95",
                0
            );
    }

    private static double Smape(Series series, IReadOnlyList<double> forecast) =>
        series.Future.Select((actual, h) => 200 * Math.Abs(actual - forecast[h]) / (Math.Abs(actual) + Math.Abs(forecast[h]))).Average();

    private static double Held(Series series, Forecast forecast) =>
        series.Future.Select((actual, h) => actual >= forecast.Lower[h] && actual <= forecast.Upper[h] ? 1.0 : 0).Average();

    private static IEnumerable<Series> Read(string path)
    {
        using var text = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        text.ReadLine();
        while (text.ReadLine() is { } train && text.ReadLine() is { } test)
            yield return new Series(train.Split(',')[1], Numbers(train), Numbers(test));
    }

    private static double[] Numbers(string line) =>
        [.. line.Split(',')[8].Split(';').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];

    private static string? Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "data", "forecast-m3");
            if (Directory.Exists(path))
                return path;
        }
        return null;
    }
}
