namespace Rapport.Models.Classification;

/// <summary>Histogram gradient boosting of oblivious trees: numbers, words and missing values as they come.</summary>
/// <remarks>
/// Friedman (2001, 2002); histograms after Ke et al. (2017), one question per level after Prokhorenkova et al. (2018). Such trees are weak
/// alone and hard to
/// overfit, a row is scored without a branch, and all rows of a leaf share their exact Shapley values, which makes contributions cheap.
/// </remarks>
public sealed class BoostedTrees : IMarginModel
{
    private const int Step = 4096;

    private readonly ObliviousTree[] trees;
    private readonly bool[] used;
    private readonly Lazy<LeafContributions[]> contributions;

    internal BoostedTrees(IReadOnlyList<FeatureBins> bins, double start, ObliviousTree[] trees)
    {
        (Bins, Start, this.trees) = (bins, start, trees);
        used = new bool[bins.Count];
        foreach (var split in trees.SelectMany(t => t.Splits))
            used[split.Feature] = true;
        contributions = new Lazy<LeafContributions[]>(() => [.. trees.Select(tree => new LeafContributions(tree))]);
    }

    public int Rounds => trees.Length;

    internal IReadOnlyList<FeatureBins> Bins { get; }

    IReadOnlyList<FeatureBins> IMarginModel.Bins => Bins;

    internal double Start { get; }

    internal IReadOnlyList<ObliviousTree> Trees => trees;

    /// <summary>Log-odds averaged over the training rows: contributions are what a row departs from it.</summary>
    public double BaseMargin => Start + contributions.Value.Sum(c => c.Expectation);

    /// <summary>Trees for all rows. The same rows in any order and the same seed give the same model.</summary>
    /// <exception cref="ModelRefusal">Answers that do not fit the table, only one kind of answer, or options out of range.</exception>
    public static BoostedTrees Fit(FeatureTable table, ReadOnlySpan<bool> labels, BoostedTreesOptions? options = null)
    {
        options ??= new BoostedTreesOptions();
        options.Check();
        return Fit(BinnedRows.Of(TrainingSet.Of(table, labels, options.Seed).Checked()), options);
    }

    internal static BoostedTrees Fit(BinnedRows rows, BoostedTreesOptions options)
    {
        var booster = new TreeBooster(rows.Table, [.. rows.Bins.Select(b => b.Count)], rows.Labels, options);
        while (booster.Trees.Count < options.Rounds && booster.Grow()) { }
        return new BoostedTrees(rows.Bins, booster.BaseMargin, [.. booster.Trees]);
    }

    /// <summary>Probabilities of the rows of a table with the columns of the training, in any order.</summary>
    public double[] Predict(FeatureTable table) => MarginScoring.Probabilities(this, table);

    bool IMarginModel.Uses(int feature) => used[feature];

    void IMarginModel.AddMargins(byte[][] columns, Span<double> margins)
    {
        Span<byte> leaves = stackalloc byte[Step];
        for (var from = 0; from < margins.Length; from += Step)
        {
            var part = margins.Slice(from, Math.Min(Step, margins.Length - from));
            for (var i = 0; i < part.Length; i++)
                part[i] += Start;
            foreach (var tree in trees)
                tree.Add(columns, from, leaves[..part.Length], part);
        }
    }

    void IMarginModel.AddContributions(byte[][] columns, int row, Span<double> contributions, double weight)
    {
        for (var t = 0; t < trees.Length; t++)
        {
            var leaf = 0;
            for (var level = 0; level < trees[t].Splits.Length; level++)
            {
                var split = trees[t].Splits[level];
                if (split.IsAbove(columns[split.Feature][row]))
                    leaf |= 1 << level;
            }
            var shares = this.contributions.Value[t];
            for (var f = 0; f < shares.Features.Length; f++)
                contributions[shares.Features[f]] += weight * shares.Values[leaf][f];
        }
    }
}
