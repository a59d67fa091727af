namespace Rapport.Models.Forecasting;

/// <summary>A series without its season or seasons, possibly as logarithms, and the way back.</summary>
internal sealed class Deseasonalised
{
    // A long season beside a short one must show clearly, for its many indices cost as many observations: the series agrees with itself a
    // season ago,
    // and better than half a season ago.
    private const double LeastAgreement = 0.3,
        LeastAhead = 0.15,
        MostRanges = 2;

    // Hours of the day within the week; days of the week within the year.
    private static readonly Dictionary<int, int> Longer = new()
    {
        [24] = 168,
        [48] = 336,
        [96] = 672,
        [7] = 364,
    };

    private readonly List<SeasonalPattern> patterns = [];
    private readonly bool logarithms;

    private Deseasonalised(double[] values, int period, (bool Multiplicative, bool Logarithms) kind)
    {
        (Values, logarithms) = (values, kind.Logarithms);
        if (Decomposition.IsSeasonal(Values, period))
            Remove(period, kind.Multiplicative);
        if (Longer.TryGetValue(period, out var longer) && ShowsLong(longer))
            Remove(longer, kind.Multiplicative);
    }

    public double[] Values { get; private set; }

    public bool HasSeason => patterns.Count > 0;

    public static Deseasonalised Of(double[] values, int period, bool multiplicative) => new(values, period, (multiplicative, false));

    public static Deseasonalised OfLogarithms(double[] values, int period)
    {
        var logs = new double[values.Length];
        for (var t = 0; t < logs.Length; t++)
            logs[t] = Math.Log(values[t]);
        return new(logs, period, (false, true));
    }

    /// <summary>A forecast of <see cref="Values"/> as one of the series it came from.</summary>
    public Prediction Restore(Prediction adjusted)
    {
        var result = logarithms
            ? adjusted with
            {
                Mean = [.. adjusted.Mean.Select((m, h) => Math.Min(m, Math.Log(Highest(h))))],
            }
            : adjusted;
        for (var i = patterns.Count - 1; i >= 0; i--)
            result = patterns[i].Restore(result, Values.Length);
        if (!logarithms)
            return result;

        var mean = result.Mean.Select(m => Math.Exp(m)).ToArray();
        return new Prediction(mean, [.. result.Deviation.Select((d, h) => mean[h] * Math.Sqrt(Math.Exp(Math.Min(d * d, 4)) - 1))]);
    }

    /// <summary>What the season adds to or multiplies with each value, put back into values without it.</summary>
    public double[] Restore(double[] values)
    {
        var result = values;
        for (var i = patterns.Count - 1; i >= 0; i--)
            result = patterns[i].Restore(result);
        return logarithms ? [.. result.Select(v => Math.Exp(v))] : result;
    }

    private bool ShowsLong(int period)
    {
        if (Values.Length < 2 * period + 1)
            return false;
        var acf = Measures.Autocorrelation(Values, period);
        return acf[period] > LeastAgreement && acf[period] > acf[period / 2] + LeastAhead;
    }

    // A few steep steps make a straight line of logarithms that soon leaves all bounds.
    private double Highest(int step)
    {
        var (low, high) = (Math.Exp(Values.Min()), Math.Exp(Values.Max()));
        return high + MostRanges * (high - low) * (1 + (double)step / Values.Length);
    }

    private void Remove(int period, bool multiplicative)
    {
        patterns.Add(Decomposition.Pattern(Values, period, multiplicative));
        Values = patterns[^1].Remove(Values);
    }
}
