namespace Rapport.Tests.Models.Forecasting;

/// <summary>Series whose truth is known.</summary>
internal static class Simulated
{
    public static double Noise(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    public static double[] Wandering(Random random, int count, double alpha)
    {
        var level = 100.0;
        var values = new double[count];
        for (var t = 0; t < count; t++)
        {
            var shock = Noise(random);
            values[t] = level + shock;
            level += alpha * shock;
        }
        return values;
    }

    public static double[] Seasonal(Random random, int count, int period, double noise)
    {
        double[] season = [.. Enumerable.Range(0, period).Select(_ => 20 * Noise(random))];
        return [.. Enumerable.Range(0, count).Select(t => 200 + 0.2 * t + season[t % period] + noise * Noise(random))];
    }

    public static double[] NowAndThen(Random random, int count, double chance, double amount) =>
        [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() < chance ? Math.Round(amount * (0.5 + random.NextDouble())) : 0)];
}
