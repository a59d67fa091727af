namespace Rapport.Models.Forecasting;

/// <summary>Finds the season of a series by ratios or differences to a centred moving average.</summary>
/// <remarks>Classical decomposition as in Makridakis and Hibon (2000), "The M3-Competition", IJF 16, for which a season must show in the autocorrelation at its lag.</remarks>
internal static class Decomposition
{
    private const double NinetyPercent = 1.645, LeastFactor = 0.01;

    /// <summary>Whether the autocorrelation at the period is beyond chance (90 %), of a series of at least two seasons.</summary>
    public static bool IsSeasonal(ReadOnlySpan<double> values, int period)
    {
        if (period < 2 || values.Length < 2 * period + 1) return false;
        var acf = Measures.Autocorrelation(values, period);
        double sum = 1;
        for (var lag = 1; lag < period; lag++) sum += 2 * acf[lag] * acf[lag];
        return Math.Abs(acf[period]) > NinetyPercent * Math.Sqrt(sum / values.Length);
    }

    /// <summary>The pattern of a series of at least two seasons. A multiplicative one needs positive values.</summary>
    public static SeasonalPattern Pattern(double[] values, int period, bool multiplicative)
    {
        var trend = CentredAverage(values, period);
        var index = new double[period];
        for (var s = 0; s < period; s++)
        {
            double sum = 0;
            var count = 0;
            for (var t = s; t < values.Length; t += period)
            {
                if (double.IsNaN(trend[t])) continue;
                sum += multiplicative ? values[t] / trend[t] : values[t] - trend[t];
                count++;
            }
            index[s] = count == 0 ? (multiplicative ? 1 : 0) : sum / count;
        }
        return new SeasonalPattern(period, Normalised(index, multiplicative), multiplicative);
    }

    /// <summary>Moving average over one season; NaN in the half seasons at both ends.</summary>
    public static double[] CentredAverage(ReadOnlySpan<double> values, int period)
    {
        var trend = new double[values.Length];
        Array.Fill(trend, double.NaN);
        var half = period / 2;
        var even = period % 2 == 0;
        for (var t = half; t + half < values.Length; t++)
        {
            double sum = 0;
            for (var k = -half; k <= half; k++) sum += (even && (k == -half || k == half) ? 0.5 : 1) * values[t + k];
            trend[t] = sum / period;
        }
        return trend;
    }

    private static double[] Normalised(double[] index, bool multiplicative)
    {
        var mean = index.Average();
        for (var s = 0; s < index.Length; s++) index[s] = multiplicative ? Math.Max(index[s] / mean, LeastFactor) : index[s] - mean;
        return index;
    }
}
