namespace Rapport.Models.Forecasting;

/// <summary>Demand that comes now and then, with nothing in between.</summary>
internal static class Intermittency
{
    private const double LeastZeros = 0.3;

    /// <summary>
    /// Whether three in ten values or more are zero and none is negative; Syntetos, Boylan and Croston (2005), JORS 56, draw the line at an
    /// interval of 1.32.
    /// </summary>
    public static bool Is(SeriesView series) =>
        series.Values.All(v => v >= 0)
        && series.Values.Any(v => v > 0)
        && series.Values.Count(v => v == 0) >= LeastZeros * series.Count
        && !Decomposition.IsStronglySeasonal(series.Values, series.Period);
}
