namespace Rapport.Models.Forecasting;

/// <summary>How methods would have done at earlier moments of a series: each is fitted to the values before an origin and compared with those after it.</summary>
/// <remarks>Tashman (2000), "Out-of-sample tests of forecasting accuracy", IJF 16: rolling origins.</remarks>
internal sealed class Backtest
{
    public const int FewestOrigins = 4;
    private const int MostOrigins = 10, ValuesPerOrigin = 40, LeastValues = 6;
    private readonly double[][][] forecasts;

    private Backtest(SeriesView series, IReadOnlyList<IForecastMethod> methods, int horizon)
    {
        (Series, Origins, Methods) = (series, [.. At(series, horizon)], methods);
        forecasts = [.. Origins.Select(origin => Predictions(series.Until(origin.Count), origin.Length))];
        Errors = [.. methods.Select((_, m) => Error((origin, h) => forecasts[origin][m][h]))];
    }

    public SeriesView Series { get; }

    public IReadOnlyList<IForecastMethod> Methods { get; }

    /// <summary>How many values were known, and how many after them were compared; newest first, none for a very short series.</summary>
    public IReadOnlyList<(int Count, int Length)> Origins { get; }

    /// <summary>Mean absolute error per method; NaN without origins.</summary>
    public double[] Errors { get; }

    public static Backtest Of(SeriesView series, IReadOnlyList<IForecastMethod> methods, int horizon) => new(series, methods, horizon);

    /// <summary>Errors at each step of each origin of what <paramref name="combine"/> makes of the methods' forecasts.</summary>
    public IEnumerable<(int Step, double Error)> ErrorsOf(Func<double[][], double[]> combine)
    {
        for (var i = 0; i < Origins.Count; i++)
        {
            var mean = combine(forecasts[i]);
            for (var h = 0; h < mean.Length; h++) yield return (h, Series.Values[Origins[i].Count + h] - mean[h]);
        }
    }

    private static IEnumerable<(int Count, int Length)> At(SeriesView series, int horizon)
    {
        var length = Math.Min(horizon, Math.Max(1, series.Count / 5));
        for (var k = 0; k < Math.Clamp(series.Count / ValuesPerOrigin, FewestOrigins, MostOrigins); k++)
        {
            var count = series.Count - length - k * Math.Max(1, length / 2);
            if (count < Math.Max(LeastValues, series.Period + 2)) yield break;
            yield return (count, length);
        }
    }

    private double[][] Predictions(SeriesView known, int length) => [.. Methods.Select(method => method.Predict(known, length).Mean)];

    private double Error(Func<int, int, double> forecast)
    {
        double sum = 0;
        var steps = 0;
        for (var i = 0; i < Origins.Count; i++)
        {
            for (var h = 0; h < Origins[i].Length; h++, steps++) sum += Math.Abs(Series.Values[Origins[i].Count + h] - forecast(i, h));
        }
        return steps == 0 ? double.NaN : double.IsFinite(sum) ? sum / steps : double.MaxValue;
    }
}
