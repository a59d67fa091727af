namespace Rapport.Models.Forecasting;

/// <summary>Each value, or each change, as a weighted sum of those before it.</summary>
/// <remarks>Burg (1975), "Maximum entropy spectral analysis", for the weights; Hurvich and Tsai (1989), Biometrika 76, for how
/// many.</remarks>
internal static class Autoregression
{
    private const int Longest = 40;

    /// <summary>Of the changes, around their mean: the level wanders.</summary>
    public static Prediction OfChanges(double[] values, int horizon)
    {
        if (values.Length < 3)
            return new Prediction([.. Enumerable.Repeat(values[^1], horizon)], new double[horizon]);
        var changes = new double[values.Length - 1];
        for (var t = 0; t < changes.Length; t++)
            changes[t] = values[t + 1] - values[t];
        var made = OfLevels(changes, horizon, out var response);
        var (mean, deviation) = (new double[horizon], new double[horizon]);
        double level = values[^1],
            sum = 0,
            spread = 0;
        for (var h = 0; h < horizon; h++)
        {
            mean[h] = level += made.Mean[h];
            sum += response[h];
            spread += sum * sum;
            deviation[h] = made.Deviation[0] * Math.Sqrt(spread);
        }
        return new Prediction(mean, deviation);
    }

    /// <summary>Of the values themselves: they return to their mean.</summary>
    public static Prediction OfLevels(double[] values, int horizon) => OfLevels(values, horizon, out _);

    private static Prediction OfLevels(double[] values, int horizon, out double[] response)
    {
        var centre = values.Average();
        var path = new double[values.Length + horizon];
        for (var t = 0; t < values.Length; t++)
            path[t] = values[t] - centre;
        var weights = Weights(path[..values.Length], Math.Min(Longest, values.Length / 4));
        var sigma = Sigma(path[..values.Length], weights);
        var (mean, deviation) = (new double[horizon], new double[horizon]);
        response = new double[horizon];
        double spread = 0;
        for (var h = 0; h < horizon; h++)
        {
            path[values.Length + h] = Next(path, values.Length + h, weights);
            mean[h] = centre + path[values.Length + h];
            response[h] = h == 0 ? 1 : Next(response, h, weights);
            spread += response[h] * response[h];
            deviation[h] = sigma * Math.Sqrt(spread);
        }
        return new Prediction(mean, deviation);
    }

    private static double Sigma(double[] centred, double[] weights)
    {
        double sum = 0;
        for (var t = weights.Length; t < centred.Length; t++)
            sum += Math.Pow(centred[t] - Next(centred, t, weights), 2);
        return Math.Sqrt(sum / Math.Max(1, centred.Length - 2 * weights.Length - 1));
    }

    private static double Next(double[] path, int at, double[] weights)
    {
        double sum = 0;
        for (var k = 0; k < weights.Length && k < at; k++)
            sum += weights[k] * path[at - 1 - k];
        return sum;
    }

    private static double[] Weights(double[] x, int longest)
    {
        var (forward, backward) = ((double[])x.Clone(), (double[])x.Clone());
        double[] weights = [],
            best = [];
        double n = x.Length,
            variance = x.Sum(v => v * v) / n,
            least = variance <= 0 ? double.NegativeInfinity : n * Math.Log(variance) + 2;
        for (var order = 1; order <= longest && variance > 0; order++)
        {
            double across = 0,
                along = 0;
            for (var t = order; t < x.Length; t++)
            {
                across += forward[t] * backward[t - 1];
                along += forward[t] * forward[t] + backward[t - 1] * backward[t - 1];
            }
            if (along <= 1e-14 * variance * n)
                break;
            var reflection = 2 * across / along;
            weights = [.. weights.Select((w, k) => w - reflection * weights[order - 2 - k]), reflection];
            for (var t = x.Length - 1; t >= order; t--)
                (forward[t], backward[t]) = (forward[t] - reflection * backward[t - 1], backward[t - 1] - reflection * forward[t]);
            variance *= 1 - reflection * reflection;
            var criterion = n * Math.Log(Math.Max(variance, 1e-300)) + 2.0 * (order + 1) * n / Math.Max(1, n - order - 2);
            if (criterion < least)
                (least, best) = (criterion, weights);
        }
        return best;
    }
}
