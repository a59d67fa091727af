namespace Rapport.Models.Forecasting;

/// <summary>Finds the season of a series by ratios or differences to a centred moving average.</summary>
/// <remarks>
/// Classical decomposition as in Makridakis and Hibon (2000), "The M3-Competition", IJF 16. Indices are drawn towards no season by as much
/// as their spread
/// can be chance: Miller and Williams (2003), "Shrinkage estimators of time series seasonal factors", IJF 19.
/// </remarks>
internal static class Decomposition
{
    // Chosen on every third series of M3 by the errors of Theta: the shrinkage does most of what a strict test would.
    private const double LeastStrength = 0.5,
        Shrinkage = 2,
        LeastFactor = 0.01;

    /// <summary>
    /// Whether a series of at least two seasons has an autocorrelation at the period that chance alone would seldom give.
    /// </summary>
    public static bool IsSeasonal(ReadOnlySpan<double> values, int period) => Strength(values, period) > LeastStrength;

    /// <summary>Whether the season is plain to see: three standard errors, and three tenths of the variation or more.</summary>
    public static bool IsStronglySeasonal(ReadOnlySpan<double> values, int period) =>
        Strength(values, period) > 3 && Measures.Autocorrelation(values, period)[period] > 0.3;

    /// <summary>The autocorrelation at the period in its standard errors (Bartlett); 0 for less than two seasons.</summary>
    public static double Strength(ReadOnlySpan<double> values, int period)
    {
        if (period < 2 || values.Length < 2 * period + 1)
            return 0;
        var acf = Measures.Autocorrelation(values, period);
        double sum = 1;
        for (var lag = 1; lag < period; lag++)
            sum += 2 * acf[lag] * acf[lag];
        return acf[period] / Math.Sqrt(sum / values.Length);
    }

    /// <summary>The pattern of a series of at least two seasons. A multiplicative one needs positive values.</summary>
    public static SeasonalPattern Pattern(double[] values, int period, bool multiplicative)
    {
        var trend = CentredAverage(values, period);
        var index = new double[period];
        var counts = new int[period];
        for (var t = 0; t < values.Length; t++)
        {
            if (double.IsNaN(trend[t]))
                continue;
            index[t % period] += Detrended(t);
            counts[t % period]++;
        }
        for (var s = 0; s < period; s++)
            index[s] = counts[s] == 0 ? (multiplicative ? 1 : 0) : index[s] / counts[s];

        double noise = 0,
            degrees = -period;
        for (var t = 0; t < values.Length; t++)
        {
            if (double.IsNaN(trend[t]))
                continue;
            noise += Math.Pow(Detrended(t) - index[t % period], 2);
            degrees++;
        }
        return new SeasonalPattern(
            period,
            Shrunk(Normalised(index, multiplicative), degrees < 1 ? 0 : noise / degrees, counts, multiplicative),
            multiplicative
        );

        double Detrended(int t) => multiplicative ? values[t] / trend[t] : values[t] - trend[t];
    }

    /// <summary>Differences by the median of each place in the season, which single outliers do not move.</summary>
    public static SeasonalPattern RobustPattern(double[] values, int period)
    {
        var trend = CentredAverage(values, period);
        var index = new double[period];
        for (var s = 0; s < period; s++)
        {
            var here = new List<double>();
            for (var t = s; t < values.Length; t += period)
                if (!double.IsNaN(trend[t]))
                    here.Add(values[t] - trend[t]);
            index[s] = here.Count == 0 ? 0 : Measures.Median(here);
        }
        return new SeasonalPattern(period, Normalised(index, multiplicative: false), false);
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
            for (var k = -half; k <= half; k++)
                sum += (even && (k == -half || k == half) ? 0.5 : 1) * values[t + k];
            trend[t] = sum / period;
        }
        return trend;
    }

    private static double[] Normalised(double[] index, bool multiplicative)
    {
        var mean = index.Average();
        for (var s = 0; s < index.Length; s++)
            index[s] = multiplicative ? Math.Max(index[s] / mean, LeastFactor) : index[s] - mean;
        return index;
    }

    private static double[] Shrunk(double[] index, double noise, int[] counts, bool multiplicative)
    {
        double rest = multiplicative ? 1 : 0,
            m = index.Length;
        var spread = index.Sum(i => (i - rest) * (i - rest)) / (m - 1);
        var chance = counts.Average(count => noise / Math.Max(1, count));
        var keep = spread <= 0 ? 0 : Math.Max(0, 1 - Shrinkage * Math.Max(m - 3, 1) / Math.Max(m - 1, 3) * chance / spread);
        for (var s = 0; s < index.Length; s++)
            index[s] = rest + keep * (index[s] - rest);
        return index;
    }
}
