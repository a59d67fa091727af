namespace Rapport.Models.Forecasting;

/// <summary>Which methods speak for a series and with what weight.</summary>
/// <remarks>
/// Weights fall with the error in the backtest. Combining beats choosing one on M3: Makridakis and Hibon (2000); Petropoulos and Svetunkov (2020),
/// "A simple combination of univariate models", IJF 36.
/// </remarks>
internal sealed class Combination
{
    // Chosen on every third series of M3 (few origins) and the first weekly series of M4 (many): the more has been tested, the more the test decides.
    private const double PowerPerOrigin = 1.2, Entry = 0.95;

    private Combination(Backtest backtest, double[] weights) => (Test, Weights) = (backtest, weights);

    public Backtest Test { get; }

    /// <summary>One per method of the backtest; they sum to 1.</summary>
    public double[] Weights { get; }

    /// <summary>The core methods always speak; the others when the backtest has them clearly ahead of the core.</summary>
    public static Combination Of(SeriesView series, int horizon)
    {
        var core = Core(series);
        IForecastMethod[] others = [Methods.Autoregressive, Methods.MeanReverting, Methods.SeasonalNaive, Methods.Naive];
        var test = Backtest.Of(series, [.. core, .. others], horizon);
        var weights = new double[core.Length + others.Length];
        for (var m = 0; m < core.Length; m++) weights[m] = 1;
        if (test.Origins.Count > 0)
        {
            var coreError = test.ErrorsOf(forecasts => Mix(forecasts[..core.Length], weights)).Average(e => Math.Abs(e.Error));
            var power = 1 + PowerPerOrigin * Math.Max(0, test.Origins.Count - Backtest.FewestOrigins);
            var unit = Math.Max(coreError, 1e-9 * Measures.Range(series.Values));
            for (var m = 0; m < weights.Length; m++)
            {
                if (m < core.Length || test.Errors[m] < Entry * coreError) weights[m] = Math.Pow(unit / Math.Max(test.Errors[m], 0.01 * unit), power);
            }
        }
        var sum = weights.Sum();
        return new Combination(test, [.. weights.Select(w => w / sum)]);
    }

    public static double[] Mix(double[][] forecasts, double[] weights)
    {
        var mean = new double[forecasts[0].Length];
        double sum = 0;
        for (var m = 0; m < forecasts.Length; m++)
        {
            sum += weights[m];
            for (var h = 0; h < mean.Length; h++) mean[h] += weights[m] * forecasts[m][h];
        }
        for (var h = 0; h < mean.Length; h++) mean[h] /= sum;
        return mean;
    }

    public Prediction Predict(int horizon)
    {
        var series = Test.Series;
        var spoken = Enumerable.Range(0, Weights.Length).Where(m => Weights[m] > 0).Select(m => (Weight: Weights[m], Made: Test.Methods[m].Predict(series, horizon))).ToArray();
        var weights = spoken.Select(s => s.Weight).ToArray();
        return new Prediction(Mix([.. spoken.Select(s => s.Made.Mean)], weights), Mix([.. spoken.Select(s => s.Made.Deviation)], weights));
    }

    private static IForecastMethod[] Core(SeriesView series)
    {
        IForecastMethod smoothing = new ExponentialSmoothing(ExponentialSmoothing.Choose(series));
        IForecastMethod[] plain = [Methods.OptimisedTheta, Methods.ClassicTheta, Methods.Damped, smoothing];
        return series.IsPositive ? [.. plain, Methods.LogOptimisedTheta, Methods.LogTheta, Methods.LogDamped] : plain;
    }
}
