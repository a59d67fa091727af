namespace Rapport.Models.Forecasting;

/// <summary>Fills values that are missing (NaN) from those around them and, where there is a season, from the same place in it.</summary>
internal static class Gaps
{
    /// <summary>A series without gaps; those before the first value are left out. There must be a value.</summary>
    public static double[] Filled(ReadOnlySpan<double> values, int period)
    {
        var start = 0;
        while (double.IsNaN(values[start]))
            start++;
        var result = values[start..].ToArray();
        if (!result.Any(double.IsNaN))
            return result;

        var lines = Bridged(result);
        if (!Decomposition.IsSeasonal(lines, period))
            return lines;
        // Bridged once, the season shows; bridged again without it, what is put in follows the season too.
        var pattern = Decomposition.Pattern(lines, period, multiplicative: false);
        return pattern.Restore(Bridged(pattern.Remove(result)));
    }

    private static double[] Bridged(double[] values)
    {
        var result = (double[])values.Clone();
        var last = 0;
        for (var t = 1; t < result.Length; t++)
        {
            if (double.IsNaN(values[t]))
                continue;
            for (var k = last + 1; k < t; k++)
                result[k] = result[last] + (result[t] - result[last]) * (k - last) / (t - last);
            last = t;
        }
        for (var k = last + 1; k < result.Length; k++)
            result[k] = result[last];
        return result;
    }
}
