namespace Rapport.Models.Forecasting;

/// <summary>
/// The dynamic optimised Theta model: the line is drawn anew at every step, and how much the curvature is stretched is estimated.
/// </summary>
/// <remarks>Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler (2016), "Models for optimising the theta method and their relationship
/// to state space models", IJF 32.</remarks>
internal static class DynamicTheta
{
    private const int Burn = 2;

    public static Prediction Predict(double[] values, int horizon)
    {
        var scale = Math.Max(Measures.Range(values), 1e-9 * Math.Max(1e-3, Math.Abs(values[0])));
        var errors = new double[values.Length];
        // The level at the start in ranges off the first value, the smoothing, and 1 − 1/θ, which bounds a θ without end.
        var best = Simplex.Minimise(
            point => Walk(values, point, scale, errors, []),
            [0, 0.5, 0.5],
            ([-1.5, 0.1, 0], [1.5, 0.99, 0.98]),
            250
        );
        var mean = new double[horizon];
        Walk(values, best, scale, errors, mean);
        var within = errors.AsSpan(Math.Min(Burn, values.Length - 1));
        var sigma = Measures.RootMeanSquare(within, Math.Min(3, within.Length - 1));
        var deviation = mean.Select((_, h) => sigma * Math.Sqrt(1 + h * best[1] * best[1])).ToArray();
        return new Prediction(mean, deviation);
    }

    /// <summary>The squared errors from the third value on, in squared scales; steps ahead go on with their own forecasts.</summary>
    private static double Walk(double[] values, double[] point, double scale, double[] errors, double[] ahead)
    {
        var (alpha, weight) = (point[1], point[2]);
        double level = values[0] * (1 - weight) + point[0] * scale,
            mean = 0,
            a = values[0],
            b = 0,
            fade = 1,
            sum = 0;
        for (var t = 0; t < values.Length + ahead.Length; t++)
        {
            var next = fade * (1 - alpha);
            var expected = level + weight * (fade * a + (1 - next) / alpha * b);
            var value = expected;
            if (t < values.Length)
            {
                value = values[t];
                errors[t] = value - expected;
                if (t >= Burn)
                    sum += errors[t] * errors[t] / (scale * scale);
            }
            else
            {
                ahead[t - values.Length] = expected;
            }
            double n = t + 1;
            b = t == 0 ? 0 : ((n - 2) * b + 6 * (value - mean) / n) / (n + 1);
            mean += (value - mean) / n;
            a = mean - b * (n + 1) / 2;
            level = alpha * value + (1 - alpha) * level;
            fade = next;
        }
        return sum;
    }
}
