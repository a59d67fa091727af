namespace Rapport.Models.Forecasting;

/// <summary>The methods by name. Those without a season of their own work on the series with its season taken out.</summary>
public static class Methods
{
    /// <summary>The last value again.</summary>
    public static IForecastMethod Naive { get; } = new SeasonallyAdjusted("naive", false, (values, horizon) => Walk(values, horizon, 0));

    /// <summary>The last value and the mean change so far.</summary>
    public static IForecastMethod Drift { get; } =
        new SeasonallyAdjusted(
            "drift",
            false,
            (values, horizon) => Walk(values, horizon, (values[^1] - values[0]) / Math.Max(1, values.Length - 1))
        );

    /// <summary>The value of the same place in the last season.</summary>
    public static IForecastMethod SeasonalNaive { get; } = new LastSeason();

    /// <summary>The mean of all values.</summary>
    public static IForecastMethod Mean { get; } =
        new SeasonallyAdjusted(
            "mean",
            false,
            (values, horizon) =>
            {
                var mean = values.Average();
                var deviation = Measures.RootMeanSquare([.. values.Select(v => v - mean)], values.Length > 1 ? 1 : 0);
                return new Prediction([.. Enumerable.Repeat(mean, horizon)], [.. Enumerable.Repeat(deviation, horizon)]);
            }
        );

    /// <summary>Simple exponential smoothing: Brown (1959).</summary>
    public static IForecastMethod Simple { get; } = Smoothed("simple smoothing", EtsTrend.None);

    /// <summary>Holt's linear trend: Holt (1957), reprinted in IJF 20 (2004).</summary>
    public static IForecastMethod Holt { get; } = Smoothed("holt", EtsTrend.Additive);

    /// <summary>Damped trend: Gardner and McKenzie (1985), Management Science 31.</summary>
    public static IForecastMethod Damped { get; } = Smoothed("damped trend", EtsTrend.Damped);

    /// <summary>Holt-Winters with an additive season: Winters (1960), Management Science 6.</summary>
    public static IForecastMethod HoltWinters { get; } =
        new ExponentialSmoothing(new EtsForm(false, EtsTrend.Additive, EtsSeason.Additive));

    /// <summary>Holt-Winters with factors; additive where the series is not positive.</summary>
    public static IForecastMethod HoltWintersMultiplicative { get; } =
        new ExponentialSmoothing(new EtsForm(true, EtsTrend.Additive, EtsSeason.Multiplicative));

    /// <summary>The Theta method of the M3 competition.</summary>
    public static IForecastMethod ClassicTheta { get; } = new SeasonallyAdjusted("theta", false, Theta.Predict);

    /// <summary>The dynamic optimised Theta model.</summary>
    public static IForecastMethod OptimisedTheta { get; } = new SeasonallyAdjusted("optimised theta", false, DynamicTheta.Predict);

    /// <summary>An autoregression of the changes.</summary>
    public static IForecastMethod Autoregressive { get; } = new SeasonallyAdjusted("autoregression", false, Autoregression.OfChanges);

    /// <summary>An autoregression of the values around their mean.</summary>
    public static IForecastMethod MeanReverting { get; } =
        new SeasonallyAdjusted("mean-reverting autoregression", false, Autoregression.OfLevels);

    internal static IForecastMethod LogDamped { get; } =
        new SeasonallyAdjusted(
            "damped trend of logarithms",
            true,
            (values, horizon) => EtsFit.Of(values, new(false, EtsTrend.Damped, EtsSeason.None), SeasonalPattern.None).Predict(horizon)
        );

    internal static IForecastMethod LogTheta { get; } = new SeasonallyAdjusted("theta of logarithms", true, Theta.Predict);

    internal static IForecastMethod LogOptimisedTheta { get; } =
        new SeasonallyAdjusted("optimised theta of logarithms", true, DynamicTheta.Predict);

    private static SeasonallyAdjusted Smoothed(string name, EtsTrend trend) =>
        new(
            name,
            false,
            (values, horizon) => EtsFit.Of(values, new EtsForm(false, trend, EtsSeason.None), SeasonalPattern.None).Predict(horizon)
        );

    private static Prediction Walk(double[] values, int horizon, double drift)
    {
        double sum = 0;
        for (var t = 1; t < values.Length; t++)
            sum += Math.Pow(values[t] - values[t - 1] - drift, 2);
        var sigma = Math.Sqrt(sum / Math.Max(1, values.Length - 1));
        var (mean, deviation) = (new double[horizon], new double[horizon]);
        for (var h = 0; h < horizon; h++)
            (mean[h], deviation[h]) = (values[^1] + (h + 1) * drift, sigma * Math.Sqrt(h + 1));
        return new Prediction(mean, deviation);
    }

    private sealed class LastSeason : IForecastMethod
    {
        public string Name => "seasonal naive";

        public Prediction Predict(SeriesView series, int horizon)
        {
            var (values, period) = (series.Values, series.Count > series.Period ? series.Period : 1);
            double sum = 0;
            for (var t = period; t < values.Length; t++)
                sum += Math.Pow(values[t] - values[t - period], 2);
            var sigma = Math.Sqrt(sum / Math.Max(1, values.Length - period));
            var (mean, deviation) = (new double[horizon], new double[horizon]);
            for (var h = 0; h < horizon; h++)
                (mean[h], deviation[h]) = (values[values.Length - period + h % period], sigma * Math.Sqrt(h / period + 1));
            return new Prediction(mean, deviation);
        }
    }
}
