using Rapport.Models.Forecasting;

namespace Rapport.Models.Statistics;

/// <summary>How far each value lies from the usual, in robust standard deviations, so that outliers cannot hide one another.</summary>
/// <remarks>
/// Iglewicz and Hoaglin (1993), "How to detect and handle outliers": 0.6745 (x − median) / MAD, beyond 3.5 an outlier; the mean absolute
/// deviation stands in
/// where more than half the values are equal.
/// </remarks>
public static class RobustScores
{
    /// <summary>Beyond this, to either side, a value is called an outlier.</summary>
    public const double Threshold = 3.5;

    /// <summary>The most values in a season that is taken out.</summary>
    public const int LongestSeason = 1000;

    // The season is out already: a wider window would only follow the trend less closely and sort more.
    private const int WidestHalf = 26;
    private const double MadToSigma = 0.674490,
        MeanToSigma = 1.253314;

    /// <summary>One score per value, 0 for all of a constant series. Fewer than three values score 0.</summary>
    /// <exception cref="ModelRefusal">A value that is not a finite number.</exception>
    public static double[] Of(ReadOnlySpan<double> values)
    {
        Given.Finite(values);
        var result = new double[values.Length];
        if (values.Length < 3)
            return result;
        var median = Measures.Median(values.ToArray());
        var distances = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
            distances[i] = Math.Abs(values[i] - median);
        var spread = Measures.Median(distances) / MadToSigma;
        if (spread <= 1e-12 * Math.Abs(median))
            spread = distances.Average() * MeanToSigma;
        if (spread <= 1e-12 * Math.Abs(median))
            return result;
        for (var i = 0; i < values.Length; i++)
            result[i] = (values[i] - median) / spread;
        return result;
    }

    /// <summary>
    /// Scores of what is left of a series, oldest value first, without its trend (a running median) and its season of <paramref
    /// name="period"/> values.
    /// </summary>
    /// <exception cref="ModelRefusal">A value that is not a finite number, or a period outside 1 to <see
    /// cref="LongestSeason"/>.</exception>
    public static double[] OfSeries(ReadOnlySpan<double> values, int period = 1)
    {
        Given.Finite(values);
        if (period is < 1 or > LongestSeason)
            throw new ModelRefusal($"A season has 1 to {LongestSeason} values, not {period}.");
        var series = values.ToArray();
        if (Decomposition.IsSeasonal(series, period))
            series = Decomposition.RobustPattern(series, period).Remove(series);
        var half = Math.Clamp(period / 2, 3, WidestHalf);
        var rest = new double[series.Length];
        for (var t = 0; t < series.Length; t++)
        {
            var (from, to) = (Math.Max(0, t - half), Math.Min(series.Length, t + half + 1));
            rest[t] = series[t] - Measures.Median(series[from..to]);
        }
        return Of(rest);
    }
}
