namespace Rapport.Models.Forecasting;

/// <summary>One value per place in the season: factors around 1 that multiply, or differences around 0 that add. The first belongs to the first value of the series.</summary>
internal sealed record SeasonalPattern(int Period, double[] Index, bool Multiplicative)
{
    public static SeasonalPattern None { get; } = new(1, [0], false);

    public double[] Remove(double[] values)
    {
        var result = new double[values.Length];
        for (var t = 0; t < values.Length; t++) result[t] = Multiplicative ? values[t] / Index[t % Period] : values[t] - Index[t % Period];
        return result;
    }

    /// <summary>Puts the season back into steps ahead of a series of <paramref name="count"/> values.</summary>
    public Prediction Restore(Prediction adjusted, int count)
    {
        var (mean, deviation, errors) = ((double[])adjusted.Mean.Clone(), (double[])adjusted.Deviation.Clone(), (double[])adjusted.Errors.Clone());
        for (var h = 0; h < mean.Length; h++)
        {
            var s = Index[(count + h) % Period];
            mean[h] = Multiplicative ? mean[h] * s : mean[h] + s;
            if (Multiplicative) deviation[h] *= s;
        }
        for (var i = 0; i < errors.Length && Multiplicative; i++) errors[i] *= Index[(count - errors.Length + i) % Period];
        return new Prediction(mean, deviation, errors);
    }
}
