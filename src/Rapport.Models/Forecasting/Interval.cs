using MathNet.Numerics.Distributions;

namespace Rapport.Models.Forecasting;

/// <summary>How many standard errors to each side hold the level asked for.</summary>
/// <remarks>
/// Methods' own standard errors leave out that the method itself may be wrong, which shows most in short series: Student's t with a quarter
/// of the values
/// as degrees of freedom stands for that, chosen on every third series of M3. Where the backtest saw larger or smaller errors than the
/// methods expected, the width follows it.
/// </remarks>
internal static class Interval
{
    // A backtest of so many origins weighs as much as the methods' own word, of twice as many four times as much.
    private const double Trust = 4,
        Wildest = 3,
        DegreesPerValue = 0.25;

    public static double Reach(Combination combination, double level)
    {
        var degrees = Math.Max(2, combination.Test.Series.Count * DegreesPerValue);
        return Quantile(degrees, level) * Calibration(combination);
    }

    public static double Quantile(double degrees, double level) => StudentT.InvCDF(0, 1, degrees, 0.5 + level / 200);

    private static double Calibration(Combination combination)
    {
        var ratios = combination
            .Test.Of(combination.Weights)
            .Where(e => e.Deviation > 0)
            .Select(e => Math.Min(e.Error * e.Error / (e.Deviation * e.Deviation), Wildest * Wildest))
            .ToArray();
        if (ratios.Length == 0)
            return 1;
        var weight = Math.Pow(combination.Test.Origins.Count / Trust, 2);
        return Math.Sqrt((1 + weight * ratios.Average()) / (1 + weight));
    }
}
