using System.Globalization;
using Rapport.Models.Forecasting;

namespace Rapport.Tests.Models.Forecasting;

/// <summary>The series of the M3 competition, with what came after them.</summary>
internal static class M3
{
    internal sealed record Series(string Id, string Kind, double[] Known, double[] Future)
    {
        public int Period =>
            Kind switch
            {
                "MONTHLY" => 12,
                "QUARTERLY" => 4,
                _ => 1,
            };
    }

    private static readonly Lazy<List<Series>> Read = new(() => [.. Load()]);

    public static List<Series> All => Read.Value;

    public static double Smape(Series series, IReadOnlyList<double> forecast) =>
        series.Future.Select((actual, h) => 200 * Math.Abs(actual - forecast[h]) / (Math.Abs(actual) + Math.Abs(forecast[h]))).Average();

    public static double Smape(IEnumerable<Series> set, IForecastMethod method) =>
        set.AsParallel()
            .Select(series => Smape(series, method.Predict(new SeriesView(series.Known, series.Period), series.Future.Length).Mean))
            .Average();

    private static IEnumerable<Series> Load()
    {
        using var text = new StreamReader(PublicData.Unzipped(PublicData.File("forecast-m3", "M3_3003.csv.gz")));
        text.ReadLine();
        while (text.ReadLine() is { } train && text.ReadLine() is { } test)
        {
            var (known, future) = (train.Split(','), test.Split(','));
            yield return new Series(known[0], known[1], Numbers(known[8]), Numbers(future[8]));
        }
    }

    private static double[] Numbers(string text) =>
        [.. text.Split(';').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
}
