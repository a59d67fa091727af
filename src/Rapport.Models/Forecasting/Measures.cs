namespace Rapport.Models.Forecasting;

/// <summary>Small sums over a series.</summary>
internal static class Measures
{
    public static double Range(ReadOnlySpan<double> values)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return values.IsEmpty ? 0 : high - low;
    }

    /// <summary>The least-squares line: its value one step before the first, and its slope per step.</summary>
    public static (double Level, double Slope) Line(ReadOnlySpan<double> values)
    {
        double n = values.Length,
            sum = 0,
            weighted = 0;
        if (values.Length == 1)
            return (values[0], 0);
        for (var t = 0; t < values.Length; t++)
        {
            sum += values[t];
            weighted += (t + 1 - (n + 1) / 2) * values[t];
        }
        var slope = weighted * 12 / (n * (n * n - 1));
        return (sum / n - slope * (n + 1) / 2, slope);
    }

    public static double RootMeanSquare(ReadOnlySpan<double> errors, int lost = 0)
    {
        double sum = 0;
        foreach (var error in errors)
            sum += error * error;
        return Math.Sqrt(sum / Math.Max(1, errors.Length - lost));
    }

    /// <summary>Autocorrelation at each lag up to <paramref name="lags"/>; zeros for a constant series.</summary>
    public static double[] Autocorrelation(ReadOnlySpan<double> values, int lags)
    {
        double mean = 0,
            variance = 0;
        foreach (var value in values)
            mean += value / values.Length;
        foreach (var value in values)
            variance += (value - mean) * (value - mean);
        var result = new double[lags + 1];
        result[0] = 1;
        if (variance <= 1e-20 * mean * mean * values.Length)
            return result;
        for (var lag = 1; lag <= lags && lag < values.Length; lag++)
        {
            double sum = 0;
            for (var t = lag; t < values.Length; t++)
                sum += (values[t] - mean) * (values[t - lag] - mean);
            result[lag] = sum / variance;
        }
        return result;
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0)
            return double.NaN;
        var half = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
