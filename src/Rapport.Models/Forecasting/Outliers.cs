using Rapport.Models.Statistics;

namespace Rapport.Models.Forecasting;

/// <summary>Single values far off from both their neighbours and their season, which would draw every forecast along.</summary>
/// <remarks>
/// A value counts when its distance from the median of the five around it, season taken out, is beyond the usual by median and MAD; a level
/// that stays
/// is no outlier, nor is the last value, of which nobody can tell yet.
/// </remarks>
internal static class Outliers
{
    private const double Far = 8;
    private const int Around = 2,
        LeastValues = 12;

    /// <summary>Positions of such values, at most one in twenty.</summary>
    public static int[] In(double[] values, int period)
    {
        if (values.Length < LeastValues)
            return [];
        var level = Decomposition.IsSeasonal(values, period)
            ? Decomposition.Pattern(values, period, multiplicative: false).Remove(values)
            : values;
        var distance = new double[values.Length];
        for (var t = 0; t < values.Length; t++)
        {
            var from = Math.Clamp(t - Around, 0, values.Length - 2 * Around - 1);
            distance[t] = level[t] - Measures.Median(level.AsSpan(from, 2 * Around + 1).ToArray());
        }
        var scores = RobustScores.Of(distance);
        var found = Enumerable.Range(0, values.Length - 1).Where(t => Math.Abs(scores[t]) > Far && IsAlone(level, t)).ToArray();
        return found.Length > values.Length / 20.0 + 1 ? [] : found;
    }

    // Beyond a step of the level one neighbour lies near; beside a lone value neither does.
    private static bool IsAlone(double[] level, int t)
    {
        if (t == 0 || t == level.Length - 1)
            return false;
        var (before, after) = (level[t] - level[t - 1], level[t] - level[t + 1]);
        return Math.Sign(before) == Math.Sign(after)
            && Math.Min(Math.Abs(before), Math.Abs(after)) > 2 * Math.Abs(level[t + 1] - level[t - 1]);
    }
}
