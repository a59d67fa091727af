using System.Numerics;

namespace Rapport.Models.Classification;

/// <summary>
/// What each column contributes to the value of each leaf of an oblivious tree: exact Shapley values (Lundberg, Erion and Lee 2018).
/// </summary>
/// <remarks>
/// A column that is not known averages over both sides of its questions, weighed by the training rows that took them. As all rows of a leaf
/// answered alike,
/// their contributions are alike, and one table serves for the whole tree.
/// </remarks>
internal sealed class LeafContributions
{
    private readonly int levels;
    private readonly int[] coalitionBits;
    private readonly ObliviousTree tree;

    public LeafContributions(ObliviousTree tree)
    {
        (this.tree, levels) = (tree, tree.Splits.Length);
        Features = [.. tree.Splits.Select(s => s.Feature).Distinct()];
        coalitionBits = [.. Features.Select(f => Enumerable.Range(0, levels).Where(l => tree.Splits[l].Feature == f).Sum(l => 1 << l))];
        Values = new double[1 << levels][];
        for (var leaf = 0; leaf < Values.Length; leaf++)
            Values[leaf] = Of(leaf);
    }

    /// <summary>The columns that the tree asks.</summary>
    public int[] Features { get; }

    /// <summary>By leaf, then in the order of <see cref="Features"/>.</summary>
    public double[][] Values { get; }

    /// <summary>The value when nothing is known.</summary>
    public double Expectation { get; private set; }

    private double[] Of(int leaf)
    {
        var known = ByKnownLevels(leaf);
        Expectation = known[0];
        var contributions = new double[Features.Length];
        for (var coalition = 0; coalition < 1 << Features.Length; coalition++)
        {
            var value = known[Levels(coalition)];
            var size = BitOperations.PopCount((uint)coalition);
            for (var f = 0; f < contributions.Length; f++)
            {
                var isMember = (coalition & (1 << f)) != 0;
                contributions[f] += isMember ? Weight(size - 1) * value : -Weight(size) * value;
            }
        }
        return contributions;
    }

    private int Levels(int coalition)
    {
        var known = 0;
        for (var f = 0; f < coalitionBits.Length; f++)
            if ((coalition & (1 << f)) != 0)
                known |= coalitionBits[f];
        return known;
    }

    /// <summary>Share of the orders in which exactly so many others come before.</summary>
    private double Weight(int others)
    {
        var weight = 1.0 / Features.Length;
        for (var k = 1; k <= others; k++)
            weight *= (double)k / (Features.Length - k);
        return weight;
    }

    /// <summary>
    /// The tree's value for each set of levels whose answers are known to be those of the leaf, the last level folded first.
    /// </summary>
    private double[] ByKnownLevels(int leaf)
    {
        double[] values = tree.Values,
            covers = [.. tree.Covers.Select(c => (double)c)];
        for (var level = levels - 1; level >= 0; level--)
        {
            var (nodes, sets) = (1 << level, 1 << (levels - 1 - level));
            var (next, above) = (new double[nodes * sets * 2], new double[nodes]);
            for (var node = 0; node < nodes; node++)
            {
                var (low, high) = (covers[node], covers[node + nodes]);
                above[node] = low + high;
                var share = low + high > 0 ? high / (low + high) : 0.5;
                for (var set = 0; set < sets; set++)
                {
                    var (ifLow, ifHigh) = (values[node + nodes * 2 * set], values[node + nodes + nodes * 2 * set]);
                    next[node + nodes * 2 * set] = ifLow + share * (ifHigh - ifLow);
                    next[node + nodes * (2 * set + 1)] = (leaf & (1 << level)) != 0 ? ifHigh : ifLow;
                }
            }
            (values, covers) = (next, above);
        }
        return values;
    }
}
