namespace Rapport.Models.Forecasting;

/// <summary>
/// One value per place in the season: factors around 1 that multiply, or differences around 0 that add. The first belongs to the first
/// value of the series.
/// </summary>
internal sealed record SeasonalPattern(int Period, double[] Index, bool Multiplicative)
{
    public static SeasonalPattern None { get; } = new(1, [0], false);

    public double[] Remove(double[] values)
    {
        var result = new double[values.Length];
        for (var t = 0; t < values.Length; t++)
            result[t] = Multiplicative ? values[t] / Index[t % Period] : values[t] - Index[t % Period];
        return result;
    }

    public double[] Restore(double[] values)
    {
        var result = new double[values.Length];
        for (var t = 0; t < values.Length; t++)
            result[t] = Multiplicative ? values[t] * Index[t % Period] : values[t] + Index[t % Period];
        return result;
    }

    /// <summary>Puts the season back into steps ahead of a series of <paramref name="count"/> values.</summary>
    public Prediction Restore(Prediction adjusted, int count)
    {
        var (mean, deviation) = (new double[adjusted.Mean.Length], new double[adjusted.Mean.Length]);
        for (var h = 0; h < mean.Length; h++)
        {
            var s = Index[(count + h) % Period];
            mean[h] = Multiplicative ? adjusted.Mean[h] * s : adjusted.Mean[h] + s;
            deviation[h] = adjusted.Deviation[h] * (Multiplicative ? s : 1);
        }
        return new Prediction(mean, deviation);
    }
}
