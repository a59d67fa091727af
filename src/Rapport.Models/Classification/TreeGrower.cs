namespace Rapport.Models.Classification;

/// <summary>Grows one oblivious tree on gradients: level by level the question that gains most over all nodes together.</summary>
internal sealed class TreeGrower
{
    private readonly BinnedTable table;
    private readonly int[] binCounts;
    private readonly BoostedTreesOptions options;
    private readonly Histograms histograms;
    private readonly NodeRows counted;
    private readonly bool[] isCounted = new bool[1 << ObliviousTree.MostLevels];
    private readonly int[] sizes = new int[1 << ObliviousTree.MostLevels];

    public TreeGrower(BinnedTable table, int[] binCounts, BoostedTreesOptions options)
    {
        (this.table, this.binCounts, this.options) = (table, binCounts, options);
        histograms = new Histograms(binCounts, options.Depth);
        counted = new NodeRows(table.Rows);
    }

    /// <param name="rows">The rows to grow on, all in node 0; they are moved to their leaves.</param>
    /// <param name="features">The columns that may be asked.</param>
    /// <param name="scale">How many units of the packed gradients make one.</param>
    public Split[] Grow(NodeRows rows, int[] features, double scale)
    {
        var splits = new List<Split>();
        isCounted[0] = true;
        rows.CopyTo(counted, isCounted);
        for (var depth = 0; depth < options.Depth; depth++)
        {
            var best = Best(features, depth, scale);
            if (best is not { } split)
                break;
            splits.Add(split);
            rows.Descend(split, table.Columns[split.Feature], depth, sizes);
            if (depth + 1 == options.Depth)
                break;
            var parents = 1 << depth;
            for (var parent = 0; parent < parents; parent++)
            {
                isCounted[parent] = sizes[parent] <= sizes[parent + parents];
                isCounted[parent + parents] = !isCounted[parent];
            }
            rows.CopyTo(counted, isCounted);
            histograms.Descend();
        }
        return [.. splits];
    }

    private Split? Best(int[] features, int depth, double scale)
    {
        var found = new (double Gain, Split Split)[features.Length];
        // Threads cost more than they bring where a column is counted in microseconds.
        if (table.Rows > 30_000)
            Parallel.For(0, features.Length, i => found[i] = Best(features[i], depth, scale));
        else
            for (var i = 0; i < features.Length; i++)
                found[i] = Best(features[i], depth, scale);
        var best = found.MaxBy(candidate => candidate.Gain);
        return best.Gain > 1e-9 ? best.Split : null;
    }

    private (double Gain, Split Split) Best(int feature, int depth, double scale)
    {
        histograms.Count(feature, table.Columns[feature], counted, depth, isCounted);
        var bins = binCounts[feature];
        Span<double> missingLow = stackalloc double[bins],
            missingHigh = stackalloc double[bins];
        missingLow.Clear();
        missingHigh.Clear();
        var (ridge, unsplit) = (options.Ridge * scale, 0.0);
        for (var node = 0; node < 1 << depth; node++)
            unsplit += Score(histograms.Node(feature, depth, node), ridge, missingLow, missingHigh);
        var best = (Gain: 0.0, Split: default(Split));
        for (var bin = 0; bin + 1 < bins; bin++)
        {
            if (missingLow[bin] - unsplit > best.Gain)
                best = (missingLow[bin] - unsplit, new Split(feature, 0, (byte)bin));
            if (bin > 0 && missingHigh[bin] - unsplit > best.Gain)
                best = (missingHigh[bin] - unsplit, new Split(feature, 1, (byte)(bin - 1)));
        }
        return (best.Gain / scale, best.Split);
    }

    /// <summary>Adds to each threshold what a node would score split there; returns what it scores whole.</summary>
    private static double Score(ReadOnlySpan<long> node, double ridge, Span<double> missingLow, Span<double> missingHigh)
    {
        var whole = 0L;
        foreach (var sum in node)
            whole += sum;
        var missing = node[0];
        var unsplit = Score(whole, ridge);
        var low = 0L;
        for (var bin = 0; bin + 1 < node.Length; bin++)
        {
            low += node[bin];
            var split = low == whole ? unsplit : Score(low, ridge) + Score(whole - low, ridge);
            missingLow[bin] += split;
            missingHigh[bin] += missing == 0 ? split : Score(low - missing, ridge) + Score(whole - low + missing, ridge);
        }
        return unsplit;
    }

    private static double Score(long sum, double ridge)
    {
        double gradient = Gradient(sum),
            curvature = Curvature(sum);
        return curvature <= 0 ? 0 : gradient * gradient / (curvature + ridge);
    }

    public static long Pack(int gradient, int curvature) => ((long)gradient << 32) + curvature;

    public static int Gradient(long sum) => (int)(sum >> 32);

    public static int Curvature(long sum) => (int)sum;
}
