namespace Rapport.Models.Forecasting;

/// <summary>Each change of the series as a weighted sum of the changes before it, around a mean change.</summary>
/// <remarks>Burg (1975), "Maximum entropy spectral analysis", for the weights; Hurvich and Tsai (1989), Biometrika 76, for how many.</remarks>
internal static class Autoregression
{
    private const int Longest = 40;

    public static Prediction Predict(double[] values, int horizon)
    {
        if (values.Length < 3) return new Prediction([.. Enumerable.Repeat(values[^1], horizon)], new double[horizon]);
        var changes = new double[values.Length - 1];
        for (var t = 0; t < changes.Length; t++) changes[t] = values[t + 1] - values[t];
        var drift = changes.Average();
        for (var t = 0; t < changes.Length; t++) changes[t] -= drift;
        var weights = Weights(changes, Math.Min(Longest, changes.Length / 4));
        return Ahead(values[^1], changes, (weights, drift), horizon);
    }

    private static Prediction Ahead(double last, double[] changes, (double[] Weights, double Drift) model, int horizon)
    {
        var (weights, drift) = model;
        var errors = new double[Math.Max(1, changes.Length - weights.Length)];
        for (var i = 0; i < errors.Length && i + weights.Length < changes.Length; i++) errors[i] = changes[i + weights.Length] - Next(changes, i + weights.Length, weights);
        var sigma = Measures.RootMeanSquare(errors, Math.Min(weights.Length + 1, errors.Length / 2));
        var path = new double[changes.Length + horizon];
        changes.CopyTo(path, 0);
        var (mean, deviation, response) = (new double[horizon], new double[horizon], new double[horizon]);
        double level = last, sum = 0, spread = 0;
        for (var h = 0; h < horizon; h++)
        {
            path[changes.Length + h] = Next(path, changes.Length + h, weights);
            level += path[changes.Length + h] + drift;
            mean[h] = level;
            response[h] = h == 0 ? 1 : Next(response, h, weights);
            sum += response[h];
            spread += sum * sum;
            deviation[h] = sigma * Math.Sqrt(spread);
        }
        return new Prediction(mean, deviation);
    }

    private static double Next(double[] path, int at, double[] weights)
    {
        double sum = 0;
        for (var k = 0; k < weights.Length && k < at; k++) sum += weights[k] * path[at - 1 - k];
        return sum;
    }

    private static double[] Weights(double[] x, int longest)
    {
        var (forward, backward) = ((double[])x.Clone(), (double[])x.Clone());
        double[] weights = [], best = [];
        double n = x.Length, variance = x.Sum(v => v * v) / n, least = variance <= 0 ? double.NegativeInfinity : n * Math.Log(variance) + 2;
        for (var order = 1; order <= longest && variance > 0; order++)
        {
            double across = 0, along = 0;
            for (var t = order; t < x.Length; t++)
            {
                across += forward[t] * backward[t - 1];
                along += forward[t] * forward[t] + backward[t - 1] * backward[t - 1];
            }
            if (along <= 1e-14 * variance * n) break;
            var reflection = 2 * across / along;
            weights = [.. weights.Select((w, k) => w - reflection * weights[order - 2 - k]), reflection];
            for (var t = x.Length - 1; t >= order; t--)
                (forward[t], backward[t]) = (forward[t] - reflection * backward[t - 1], backward[t - 1] - reflection * forward[t]);
            variance *= 1 - reflection * reflection;
            var criterion = n * Math.Log(Math.Max(variance, 1e-300)) + 2.0 * (order + 1) * n / Math.Max(1, n - order - 2);
            if (criterion < least) (least, best) = (criterion, weights);
        }
        return best;
    }
}
