namespace Rapport.Models.Forecasting;

/// <summary>One exponential smoothing model fitted to a series by maximum likelihood.</summary>
/// <remarks>
/// Hyndman, Koehler, Snyder and Grose (2002), "A state space framework for automatic forecasting using exponential smoothing methods", IJF
/// 18.
/// The seasonal start comes from a decomposition; smoothing parameters, level and slope at the start are searched for.
/// </remarks>
internal sealed class EtsFit
{
    private const double Least = 1e-4,
        MostDamped = 0.8,
        LeastDamped = 0.98;
    private readonly double[] values,
        season,
        startSeason,
        errors;
    private readonly int period;
    private readonly double startLevel,
        startSlope,
        scale;
    private double alpha,
        beta,
        gamma,
        phi = 1,
        level,
        slope;

    private EtsFit(double[] values, EtsForm form, SeasonalPattern pattern)
    {
        (this.values, Form, errors) = (values, form, new double[values.Length]);
        (period, startSeason) = form.Season == EtsSeason.None ? (1, [0.0]) : (pattern.Period, pattern.Index);
        season = new double[period];
        scale = Math.Max(Measures.Range(values), 1e-12 * Math.Max(1, values.Max(Math.Abs)));
        var adjusted = form.Season == EtsSeason.None ? values : pattern.Remove(values);
        (startLevel, startSlope) =
            form.Trend == EtsTrend.None
                ? (adjusted.Take(Math.Max(5, period)).Average(), 0)
                : Measures.Line(adjusted.AsSpan(0, Math.Min(adjusted.Length, Math.Max(10, 2 * period))));
    }

    public EtsForm Form { get; }

    public double Alpha => alpha;

    /// <summary>Corrected Akaike criterion; comparable among forms of one series.</summary>
    public double Criterion { get; private set; }

    /// <summary>Fits <paramref name="form"/>; the pattern must be of the form's kind where it has a season.</summary>
    public static EtsFit Of(double[] values, EtsForm form, SeasonalPattern pattern)
    {
        var fit = new EtsFit(values, form, pattern);
        var (start, low, high) = fit.Box();
        fit.Criterion = fit.Penalised(fit.Cost(Simplex.Minimise(fit.Cost, start, (low, high), 90 * start.Length)));
        return fit;
    }

    public Prediction Predict(int horizon)
    {
        var mean = new double[horizon];
        var deviation = new double[horizon];
        double damp = 0,
            power = 1,
            spread = 1;
        var relative = Form.MultiplicativeError;
        var sigma = Math.Sqrt(
            errors.Select((e, t) => relative ? Square(e / (values[t] - e)) : Square(e)).Sum()
                / Math.Max(1, values.Length - Form.Parameters(1) + 1)
        );
        for (var h = 0; h < horizon; h++)
        {
            power *= phi;
            damp += power;
            var trend = level + damp * slope;
            var s = season[(values.Length + h) % period];
            mean[h] = Form.Season switch
            {
                EtsSeason.None => trend,
                EtsSeason.Additive => trend + s,
                _ => trend * s,
            };
            deviation[h] = sigma * Math.Sqrt(spread) * (relative ? Math.Abs(mean[h]) : 1);
            spread += Square(alpha + beta * damp + ((h + 1) % period == 0 && Form.Season != EtsSeason.None ? gamma : 0));
        }
        return new Prediction(mean, deviation);
    }

    // Level and slope are searched for in units of the series' range around a line through its beginning.
    private (double[] Start, double[] Low, double[] High) Box()
    {
        List<(double Start, double Low, double High)> box = [(0.3, Least, 0.9999), (0, -1.5, 1.5)];
        if (Form.Trend != EtsTrend.None)
            box.AddRange([(0.1, 0, 1), (0, -1.5, 1.5)]);
        if (Form.Trend == EtsTrend.Damped)
            box.Add((0.95, MostDamped, LeastDamped));
        if (Form.Season != EtsSeason.None)
            box.Add((0.1, 0, 0.999));
        return ([.. box.Select(b => b.Start)], [.. box.Select(b => b.Low)], [.. box.Select(b => b.High)]);
    }

    private double Cost(double[] point)
    {
        alpha = point[0];
        level = startLevel + point[1] * scale;
        var at = 2;
        if (Form.Trend != EtsTrend.None)
        {
            beta = Math.Max(point[2] * alpha, Least);
            slope = startSlope + point[3] * scale / Math.Min(values.Length, 10);
            at = 4;
        }
        if (Form.Trend == EtsTrend.Damped)
            phi = point[at++];
        if (Form.Season != EtsSeason.None)
            gamma = Math.Max(point[at] * (1 - alpha), Least);
        startSeason.CopyTo(season, 0);
        return Run();
    }

    /// <summary>
    /// Walks through the series and leaves the last states behind; the cost is twice the negative log-likelihood but for a constant.
    /// </summary>
    private double Run()
    {
        double sum = 0,
            logs = 0;
        var (relative, additive, multiplicative) = (
            Form.MultiplicativeError,
            Form.Season == EtsSeason.Additive,
            Form.Season == EtsSeason.Multiplicative
        );
        double l = level,
            b = slope;
        for (int t = 0, j = 0; t < values.Length; t++)
        {
            var trend = l + phi * b;
            var s = season[j];
            var expected =
                additive ? trend + s
                : multiplicative ? trend * s
                : trend;
            var e = values[t] - expected;
            errors[t] = e;
            if (relative)
            {
                if (expected <= 0 || (multiplicative && trend <= 0))
                    return double.MaxValue;
                sum += Square(e / expected);
                logs += Math.Log(expected);
            }
            else
            {
                sum += e * e;
            }
            var raw = multiplicative ? e / s : e;
            l = trend + alpha * raw;
            b = phi * b + beta * raw;
            if (additive)
                season[j] = s + gamma * e;
            else if (multiplicative)
                season[j] = trend == 0 ? s : Math.Max(s + gamma * e / trend, Least);
            if (++j == period)
                j = 0;
        }
        (level, slope) = (l, b);
        var floor = relative ? 1e-24 : 1e-24 * scale * scale;
        return values.Length * Math.Log(Math.Max(sum, floor)) + 2 * logs;
    }

    private double Penalised(double cost)
    {
        double k = Form.Parameters(period),
            n = values.Length;
        return cost + 2 * k + (n - k - 1 > 0 ? 2 * k * (k + 1) / (n - k - 1) : 1e6 * k);
    }

    private static double Square(double x) => x * x;
}
