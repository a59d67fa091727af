namespace Rapport.Models.Statistics;

/// <summary>How far a sum, such as revenue, rests on few of its parts.</summary>
/// <remarks>Herfindahl (1950) and Hirschman (1945) for the index; Gini (1912); the share of the largest fifth is Pareto's rule.</remarks>
public sealed class Concentration
{
    private readonly double[] cumulative;

    private Concentration(double[] cumulative, double index, double gini) => (this.cumulative, Index, Gini) = (cumulative, index, gini);

    /// <summary>
    /// Herfindahl-Hirschman index: the sum of squared shares, 1/n when all are equal, 1 when one has all. Times 10,000 in the units of
    /// antitrust.
    /// </summary>
    public double Index { get; }

    /// <summary>How many equal parts would be as concentrated.</summary>
    public double EffectiveCount => 1 / Index;

    /// <summary>Gini coefficient, 0 when all are equal.</summary>
    public double Gini { get; }

    /// <param name="amounts">One per customer or product, in any order; not negative.</param>
    /// <exception cref="ModelRefusal">No amounts, a negative or infinite one, or all zero.</exception>
    public static Concentration Of(ReadOnlySpan<double> amounts)
    {
        Given.NotNegative(amounts, "amount");
        if (amounts.Length == 0)
            throw new ModelRefusal("There are no amounts.");
        var sorted = amounts.ToArray();
        Array.Sort(sorted, (a, b) => b.CompareTo(a));
        if (sorted[0] == 0)
            throw new ModelRefusal("All amounts are zero: nothing is shared out.");
        // In units of the largest, sums of huge or tiny amounts stay finite and above zero.
        var total = sorted.Sum(amount => amount / sorted[0]);
        var cumulative = new double[sorted.Length];
        double index = 0,
            sum = 0,
            area = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            var share = sorted[i] / sorted[0] / total;
            index += share * share;
            cumulative[i] = sum += share;
            area += (sorted.Length - 2 * i - 1) * share;
        }
        return new Concentration(cumulative, index, Math.Max(0, area / sorted.Length));
    }

    /// <summary>
    /// Share of the sum that the largest <paramref name="part"/> of all have, such as 0.2; a part of one counts in proportion.
    /// </summary>
    /// <exception cref="ModelRefusal">A part outside 0 to 1.</exception>
    public double ShareOfLargest(double part)
    {
        if (!(part is >= 0 and <= 1))
            throw new ModelRefusal($"A part lies between 0 and 1, not {part}.");
        var count = part * cumulative.Length;
        var whole = Math.Min((int)count, cumulative.Length);
        var before = whole == 0 ? 0 : cumulative[whole - 1];
        return whole == cumulative.Length ? 1 : before + (count - whole) * (cumulative[whole] - before);
    }

    /// <summary>How many of the largest it takes to have <paramref name="share"/> of the sum.</summary>
    /// <exception cref="ModelRefusal">A share outside 0 to 1.</exception>
    public int CountFor(double share)
    {
        if (!(share is >= 0 and <= 1))
            throw new ModelRefusal($"A share lies between 0 and 1, not {share}.");
        if (share == 0)
            return 0;
        var at = Array.FindIndex(cumulative, sum => sum >= share - 1e-12);
        return at < 0 ? cumulative.Length : at + 1;
    }
}
