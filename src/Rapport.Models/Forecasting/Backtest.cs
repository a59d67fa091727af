namespace Rapport.Models.Forecasting;

/// <summary>
/// How methods would have done at earlier moments of a series: each is fitted to the values before an origin and compared with those after
/// it.
/// </summary>
/// <remarks>Tashman (2000), "Out-of-sample tests of forecasting accuracy", IJF 16: rolling origins.</remarks>
internal sealed class Backtest
{
    public const int FewestOrigins = 4;
    private const int MostOrigins = 10,
        ValuesPerOrigin = 40,
        LeastValues = 6;
    private readonly Prediction[][] forecasts;

    private Backtest(SeriesView series, IReadOnlyList<IForecastMethod> methods, int horizon, bool squared)
    {
        (Series, Origins, Methods) = (series, [.. At(series, horizon)], methods);
        forecasts = [.. Origins.Select(origin => Predictions(series.Until(origin.Count), origin.Length))];
        Errors = [.. methods.Select((_, m) => Error(m, squared))];
    }

    public SeriesView Series { get; }

    public IReadOnlyList<IForecastMethod> Methods { get; }

    /// <summary>How many values were known, and how many after them were compared; newest first, none for a very short series.</summary>
    public IReadOnlyList<(int Count, int Length)> Origins { get; }

    /// <summary>Mean absolute (or root mean squared) error per method; NaN without origins.</summary>
    public double[] Errors { get; }

    /// <summary>
    /// Tries all methods at every origin; <paramref name="squared"/> asks for the mean of demand that is mostly zero, which absolute errors
    /// would call zero.
    /// </summary>
    public static Backtest Of(SeriesView series, IReadOnlyList<IForecastMethod> methods, int horizon, bool squared = false) =>
        new(series, methods, horizon, squared);

    /// <summary>What methods weighted so would have said, and what came, at each step of each origin.</summary>
    public IEnumerable<(double Error, double Deviation)> Of(double[] weights)
    {
        for (var i = 0; i < Origins.Count; i++)
        {
            var made = Combination.Mix(forecasts[i], weights);
            for (var h = 0; h < made.Mean.Length; h++)
                yield return (Series.Values[Origins[i].Count + h] - made.Mean[h], made.Deviation[h]);
        }
    }

    private static IEnumerable<(int Count, int Length)> At(SeriesView series, int horizon)
    {
        var length = Math.Min(horizon, Math.Max(1, series.Count / 5));
        for (var k = 0; k < Math.Clamp(series.Count / ValuesPerOrigin, FewestOrigins, MostOrigins); k++)
        {
            var count = series.Count - length - k * Math.Max(1, length / 2);
            if (count < Math.Max(LeastValues, series.Period + 2))
                yield break;
            yield return (count, length);
        }
    }

    private Prediction[] Predictions(SeriesView known, int length) => [.. Methods.Select(method => method.Predict(known, length))];

    private double Error(int method, bool squared)
    {
        double sum = 0;
        var steps = 0;
        for (var i = 0; i < Origins.Count; i++)
        {
            for (var h = 0; h < Origins[i].Length; h++, steps++)
            {
                var error = Math.Abs(Series.Values[Origins[i].Count + h] - forecasts[i][method].Mean[h]);
                sum += squared ? error * error : error;
            }
        }
        if (steps == 0)
            return double.NaN;
        return !double.IsFinite(sum) ? double.MaxValue
            : squared ? Math.Sqrt(sum / steps)
            : sum / steps;
    }
}
