namespace Rapport.Models.Forecasting;

/// <summary>Finds how many values make a season, when nobody says.</summary>
/// <remarks>The lag at which the series, its wandering level taken out, agrees best with itself; of multiples that agree about as well the
/// shortest counts.</remarks>
public static class SeasonDetection
{
    private const int Longest = 400;
    private const double LeastAgreement = 0.25,
        LeastOfCommon = 0.1,
        NearlyAsGood = 0.85,
        StandardErrors = 3,
        StandardErrorsOfCommon = 1.8;
    private static readonly int[] Common = [4, 7, 12, 24, 52, 168];

    /// <summary>The period, at least 2 and shown by two seasons and a half or more, or 1 where no season shows.</summary>
    /// <exception cref="ModelRefusal">A value that is not a finite number.</exception>
    public static int Period(double[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (!values.All(double.IsFinite))
            throw new ModelRefusal("The series has a value that is not a finite number.");
        var longest = Math.Min(Longest, (int)(values.Length / 2.5));
        if (longest < 2)
            return 1;

        var best = (Lag: 1, Score: 0.0);
        // A level taken out over too short a window takes the season with it, over too long a one leaves the trend in; two windows see both
        // kinds.
        foreach (var window in new[] { Math.Min(longest, 30), longest }.Distinct())
        {
            var acf = Measures.Autocorrelation(Detrended(values, window), longest);
            var peaks = Enumerable
                .Range(2, longest - 1)
                .Where(lag =>
                    acf[lag] >= Least(lag, values.Length) && acf[lag] > acf[lag - 1] && (lag == longest || acf[lag] >= acf[lag + 1])
                )
                .ToArray();
            if (peaks.Length == 0)
                continue;
            var top = peaks.Max(lag => acf[lag]);
            var lag = peaks.First(p => acf[p] >= NearlyAsGood * top);
            if (acf[lag] > best.Score + 0.05 && Dips(acf, lag))
                best = (lag, acf[lag]);
        }
        return best.Lag;
    }

    // Quarters, weekdays, months, hours and weeks are what seasons mostly are: less evidence will do.
    private static double Least(int lag, int count) =>
        Common.Contains(lag)
            ? Math.Max(LeastOfCommon, StandardErrorsOfCommon / Math.Sqrt(count))
            : Math.Max(LeastAgreement, StandardErrors / Math.Sqrt(count));

    // Between two seasons the agreement must fall: a smooth wandering series agrees with itself at all short lags.
    private static bool Dips(double[] acf, int lag) => lag == 2 ? acf[1] < 0 : acf.Skip(1).Take(lag - 1).Min() < 0.5 * acf[lag];

    private static double[] Detrended(double[] values, int window)
    {
        var average = Decomposition.CentredAverage(values, window);
        var result = new double[values.Length];
        var (first, last) = (window / 2, values.Length - 1 - window / 2);
        if (first > last)
            return values;
        for (var t = 0; t < values.Length; t++)
            result[t] = values[t] - average[Math.Clamp(t, first, last)];
        return result;
    }
}
