namespace Rapport.Models.Forecasting;

/// <summary>Which methods speak for a series and with what weight.</summary>
/// <remarks>
/// Weights fall with the error in the backtest. Combining beats choosing one on M3: Makridakis and Hibon (2000); Petropoulos and Svetunkov
/// (2020),
/// "A simple combination of univariate models", IJF 36.
/// </remarks>
internal sealed class Combination
{
    // Chosen on every third series of M3 (few origins) and the weekly series of M4, their last 13 and 26 values kept back (many): the more
    // has been tested, the more the test decides.
    private const double PowerPerOrigin = 1.2,
        Entry = 0.95;
    private const int FewestValues = 5;

    private Combination(Backtest backtest, double[] weights) => (Test, Weights) = (backtest, weights);

    public Backtest Test { get; }

    /// <summary>One per method of the backtest; they sum to 1.</summary>
    public double[] Weights { get; }

    /// <summary>How the combination is called: the method where one speaks alone.</summary>
    public string Name => Weights.Max() > 0.999 ? Test.Methods[Array.IndexOf(Weights, Weights.Max())].Name : "combination";

    /// <summary>The core methods always speak; the others when the backtest has them ahead of the core.</summary>
    public static Combination Of(SeriesView series, int horizon)
    {
        if (series.Count < FewestValues)
            return new Combination(Backtest.Of(series, [Methods.Naive, Methods.Simple], horizon), [0.5, 0.5]);
        var core = Core(series);
        IForecastMethod[] others = [Methods.Autoregressive, Methods.MeanReverting, Methods.SeasonalNaive, Methods.Naive];
        var test = Backtest.Of(series, [.. core, .. others], horizon);
        return new Combination(test, Weigh(test, core.Length));
    }

    /// <summary>For demand that comes now and then: the one of Croston's family, the mean and simple smoothing that did best.</summary>
    public static Combination OfIntermittent(SeriesView series, int horizon)
    {
        var test = Backtest.Of(series, [Croston.Sba, Croston.Tsb, Croston.Plain, Methods.Simple, Methods.Mean], horizon, squared: true);
        var weights = new double[test.Methods.Count];
        weights[test.Origins.Count == 0 ? 0 : Array.IndexOf(test.Errors, test.Errors.Min())] = 1;
        return new Combination(test, weights);
    }

    private static double[] Weigh(Backtest test, int core)
    {
        var weights = new double[test.Methods.Count];
        Array.Fill(weights, 1, 0, core);
        if (test.Origins.Count > 0)
        {
            var together = test.Of(weights).Average(e => Math.Abs(e.Error));
            var unit = Math.Max(together, 1e-9 * Measures.Range(test.Series.Values));
            var power = 1 + PowerPerOrigin * Math.Max(0, test.Origins.Count - Backtest.FewestOrigins);
            for (var m = 0; m < weights.Length; m++)
            {
                if (m < core || test.Errors[m] < Entry * together)
                    weights[m] = Math.Pow(unit / Math.Max(test.Errors[m], 0.01 * unit), power);
            }
        }
        var sum = weights.Sum();
        return [.. weights.Select(w => w / sum)];
    }

    /// <summary>Weighted means of the forecasts and of their standard errors; methods without weight may be null.</summary>
    public static Prediction Mix(IReadOnlyList<Prediction?> made, double[] weights)
    {
        var length = made.First(m => m is not null)!.Mean.Length;
        var (mean, deviation, sum) = (new double[length], new double[length], weights.Sum());
        for (var m = 0; m < made.Count; m++)
        {
            if (weights[m] == 0)
                continue;
            for (var h = 0; h < length; h++)
            {
                mean[h] += weights[m] / sum * made[m]!.Mean[h];
                deviation[h] += weights[m] / sum * made[m]!.Deviation[h];
            }
        }
        return new Prediction(mean, deviation);
    }

    public Prediction Predict(int horizon) =>
        Mix([.. Test.Methods.Select((method, m) => Weights[m] > 0 ? method.Predict(Test.Series, horizon) : null)], Weights);

    private static IForecastMethod[] Core(SeriesView series)
    {
        IForecastMethod smoothing = new ExponentialSmoothing(ExponentialSmoothing.Choose(series));
        IForecastMethod[] plain = [Methods.OptimisedTheta, Methods.ClassicTheta, Methods.Damped, smoothing];
        return series.IsPositive ? [.. plain, Methods.LogOptimisedTheta, Methods.LogTheta, Methods.LogDamped] : plain;
    }
}
