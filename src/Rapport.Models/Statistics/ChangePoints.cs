using Rapport.Models.Forecasting;

namespace Rapport.Models.Statistics;

/// <summary>A lasting shift of the level of a series.</summary>
/// <param name="Position">The first value of the new level, counted from 0.</param>
/// <param name="Before">Mean of the values since the shift before.</param>
/// <param name="After">Mean of the values until the next shift.</param>
public sealed record ChangePoint(int Position, double Before, double After);

/// <summary>Finds where the level of a series shifts for good.</summary>
/// <remarks>
/// Killick, Fearnhead and Eckley (2012), "Optimal detection of changepoints with a linear computational cost", JASA 107 (PELT), with
/// squared errors around the
/// mean of each stretch and a penalty of 3 ln n variances per shift; the variance comes from the median step between neighbours, which
/// shifts do not widen.
/// </remarks>
public static class ChangePoints
{
    /// <summary>The longest series that is searched.</summary>
    public const int MostValues = 20_000;

    private const int Shortest = 3;
    private const double PenaltyPerLog = 3,
        MadToSigma = 0.674490;

    /// <summary>The shifts, oldest first; none in a series of fewer than six values or of equal ones.</summary>
    /// <param name="values">Oldest first; take the season out before.</param>
    /// <param name="penalty">Variances that a shift must save beyond 3 ln n; more for fewer shifts.</param>
    /// <exception cref="ModelRefusal">A value that is not a finite number, more than <see cref="MostValues"/>, or a negative
    /// penalty.</exception>
    public static IReadOnlyList<ChangePoint> In(ReadOnlySpan<double> values, double penalty = 0)
    {
        Given.Finite(values);
        if (values.Length > MostValues)
            throw new ModelRefusal($"Shifts are looked for in up to {MostValues} values, not {values.Length}: take longer periods.");
        if (!(penalty >= 0))
            throw new ModelRefusal("The penalty of a shift cannot be negative.");
        if (values.Length < 2 * Shortest || Measures.Range(values) <= 1e-12 * values.ToArray().Max(Math.Abs))
            return [];
        var (level, spread) = Standard(values);
        var sums = new Sums(level);
        var starts = Partition(sums, values.Length, spread * (PenaltyPerLog * Math.Log(values.Length) + penalty));
        var result = new List<ChangePoint>();
        for (var i = 1; i < starts.Count - 1; i++)
            result.Add(new ChangePoint(starts[i], Mean(values[starts[i - 1]..starts[i]]), Mean(values[starts[i]..starts[i + 1]])));
        return result;
    }

    // Around their middle and in their own size, sums of squares of the values keep their digits.
    private static (double[] Values, double Variance) Standard(ReadOnlySpan<double> values)
    {
        var (middle, size) = (Mean(values), Measures.Range(values));
        double[] level = [.. values.ToArray().Select(v => (v - middle) / size)];
        var steps = level.Zip(level.Skip(1), (a, b) => Math.Abs(b - a)).ToArray();
        var sigma = Measures.Median(steps) / MadToSigma / Math.Sqrt(2);
        if (sigma < 1e-9)
            sigma = Math.Max(1e-6, steps.Average() / Math.Sqrt(2));
        return (level, sigma * sigma);
    }

    private static List<int> Partition(Sums sums, int count, double price)
    {
        var (cost, last) = (new double[count + 1], new int[count + 1]);
        cost[0] = -price;
        var open = new List<int> { 0 };
        for (var end = Shortest; end <= count; end++)
        {
            cost[end] = double.PositiveInfinity;
            foreach (var start in open)
            {
                if (end - start < Shortest)
                    continue;
                var total = cost[start] + sums.Cost(start, end) + price;
                if (total < cost[end])
                    (cost[end], last[end]) = (total, start);
            }
            open.RemoveAll(start => end - start >= Shortest && cost[start] + sums.Cost(start, end) > cost[end]);
            if (end - Shortest + 1 is var next && next >= Shortest)
                open.Add(next);
        }
        var starts = new List<int> { count };
        for (var at = count; at > 0; at = last[at])
            starts.Insert(0, last[at]);
        return starts;
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double mean = 0;
        foreach (var value in values)
            mean += value / values.Length;
        return mean;
    }

    private sealed class Sums
    {
        private readonly double[] plain,
            squared;

        public Sums(double[] values)
        {
            (plain, squared) = (new double[values.Length + 1], new double[values.Length + 1]);
            for (var i = 0; i < values.Length; i++)
                (plain[i + 1], squared[i + 1]) = (plain[i] + values[i], squared[i] + values[i] * values[i]);
        }

        public double Cost(int start, int end)
        {
            var sum = plain[end] - plain[start];
            return Math.Max(0, squared[end] - squared[start] - sum * sum / (end - start));
        }
    }
}
