namespace Rapport.Models.Forecasting;

/// <summary>Forecasts for demand that comes now and then: how much at a time, and how often, are smoothed apart.</summary>
/// <remarks>
/// Croston (1972), Operational Research Quarterly 23; SBA: Syntetos and Boylan (2005), IJF 21; TSB: Teunter, Syntetos and Babai (2011),
/// EJOR 214, which lets
/// the forecast of a product that is no longer asked for fade. Smoothing constants are those with the least squared error within the
/// series.
/// </remarks>
public sealed class Croston : IForecastMethod
{
    private static readonly double[] Steps = [0.02, 0.05, 0.1, 0.15, 0.2, 0.3];
    private readonly bool corrected,
        fades;

    private Croston(string name, bool corrected, bool fades) => (Name, this.corrected, this.fades) = (name, corrected, fades);

    /// <summary>Croston's own method.</summary>
    public static Croston Plain { get; } = new("croston", false, false);

    /// <summary>With the bias corrected after Syntetos and Boylan.</summary>
    public static Croston Sba { get; } = new("croston sba", true, false);

    /// <summary>Teunter, Syntetos and Babai: the chance of demand is smoothed at every step.</summary>
    public static Croston Tsb { get; } = new("croston tsb", false, true);

    public string Name { get; }

    public Prediction Predict(SeriesView series, int horizon)
    {
        ArgumentNullException.ThrowIfNull(series);
        var values = series.Values;
        var best = (Error: double.PositiveInfinity, Rate: 0.0);
        foreach (var size in Steps)
        {
            foreach (var often in fades ? Steps : [size])
            {
                var run = Run(values, size, often);
                if (run.Error < best.Error)
                    best = run;
            }
        }
        var mean = values.Average();
        var deviation = Measures.RootMeanSquare([.. values.Select(v => v - mean)], values.Length > 1 ? 1 : 0);
        return new Prediction([.. Enumerable.Repeat(best.Rate, horizon)], [.. Enumerable.Repeat(deviation, horizon)]);
    }

    private (double Error, double Rate) Run(double[] values, double size, double often)
    {
        var first = Array.FindIndex(values, v => v != 0);
        if (first < 0)
            return (0, 0);
        var demands = values.Count(v => v != 0);
        double amount = values.Where(v => v != 0).Take(3).Average(),
            error = 0,
            gap = 1;
        var interval = Math.Max(1, (double)values.Length / demands);
        var chance = (double)demands / values.Length;
        for (var t = 0; t < values.Length; t++)
        {
            error += Math.Pow(values[t] - Rate(), 2);
            if (values[t] != 0)
            {
                amount += size * (values[t] - amount);
                interval += often * (gap - interval);
                gap = 0;
            }
            chance += often * ((values[t] != 0 ? 1 : 0) - chance);
            gap++;
        }
        return (error, Rate());

        double Rate() => fades ? chance * amount : amount / interval * (corrected ? 1 - often / 2 : 1);
    }
}
