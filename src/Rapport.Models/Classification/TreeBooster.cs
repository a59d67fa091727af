namespace Rapport.Models.Classification;

/// <summary>
/// Grows tree upon tree on what those before have not explained (Friedman 2001), each on a random part of rows and columns (Friedman 2002).
/// </summary>
internal sealed class TreeBooster
{
    private const int Block = 16_384;

    private readonly BinnedTable table;
    private readonly bool[] labels;
    private readonly BoostedTreesOptions options;
    private readonly TreeGrower grower;
    private readonly double[] margins;
    private readonly byte[] leaves;
    private readonly NodeRows drawn;
    private readonly int[] askable;
    private readonly int scale;

    public TreeBooster(BinnedTable table, int[] binCounts, bool[] labels, BoostedTreesOptions options)
    {
        (this.table, this.labels, this.options) = (table, labels, options);
        grower = new TreeGrower(table, binCounts, options);
        BaseMargin = LogOdds(labels);
        margins = new double[table.Rows];
        Array.Fill(margins, BaseMargin);
        (leaves, drawn) = (new byte[table.Rows], new NodeRows(table.Rows));
        askable = [.. Enumerable.Range(0, binCounts.Length).Where(f => IsVaried(table.Columns[f]))];
        // The sum over all rows of numbers up to 1 must fit in 31 bits.
        scale = 1 << Math.Max(4, 29 - (int)Math.Ceiling(Math.Log2(table.Rows + 1)));
    }

    /// <summary>Log-odds before any tree.</summary>
    public double BaseMargin { get; }

    public List<ObliviousTree> Trees { get; } = [];

    /// <summary>Log-odds of a share that never is quite 0 or 1.</summary>
    public static double LogOdds(bool[] labels)
    {
        double positives = labels.Count(label => label);
        return Math.Log((positives + 0.5) / (labels.Length - positives + 0.5));
    }

    /// <summary>Adds one tree; false when no question is worth asking.</summary>
    public bool Grow()
    {
        var dice = new Random(HashCode(options.Seed, Trees.Count));
        Draw((uint)dice.Next());
        InBlocks(drawn.Count, Gradients);
        var splits = askable.Length == 0 ? [] : grower.Grow(drawn, Columns(dice), scale);
        var tree = new ObliviousTree(splits, Values(splits.Length), new int[1 << splits.Length]);
        Apply(tree);
        Trees.Add(tree);
        return splits.Length > 0;
    }

    private static int HashCode(int seed, int round) => unchecked(seed * 1_000_003 + round * 7919);

    private static bool IsVaried(byte[] column) => column.AsSpan().ContainsAnyExcept(column.FirstOrDefault());

    private int[] Columns(Random dice)
    {
        var chosen = askable.ToArray();
        dice.Shuffle(chosen);
        return [.. chosen.Take(Math.Max(1, (int)Math.Ceiling(chosen.Length * options.ColumnShare))).Order()];
    }

    private void Draw(uint key)
    {
        drawn.Clear();
        var limit = options.RowShare >= 1 ? uint.MaxValue : (uint)(options.RowShare * uint.MaxValue);
        for (var i = 0; i < margins.Length; i++)
            if (Scatter((uint)i ^ key) <= limit)
                drawn.Add(i, 0, 0);
    }

    private void Gradients(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            var row = drawn.Rows[i];
            var p = MarginScoring.Probability(margins[row]);
            var (gradient, curvature) = (p - (labels[row] ? 1 : 0), Math.Max(p * (1 - p), 1e-6));
            drawn.Gradients[i] = TreeGrower.Pack((int)Math.Round(gradient * scale), (int)Math.Round(curvature * scale));
        }
    }

    private static uint Scatter(uint value)
    {
        value = (value ^ (value >> 16)) * 0x7FEB352D;
        value = (value ^ (value >> 15)) * 0x846CA68B;
        return value ^ (value >> 16);
    }

    private double[] Values(int levels)
    {
        var sums = new long[1 << levels];
        for (var i = 0; i < drawn.Count; i++)
            sums[drawn.Nodes[i]] += drawn.Gradients[i];
        return
        [
            .. sums.Select(sum =>
                -options.LearningRate * TreeGrower.Gradient(sum) / (TreeGrower.Curvature(sum) + Math.Max(options.Ridge, 1e-3) * scale)
            ),
        ];
    }

    private void Apply(ObliviousTree tree)
    {
        InBlocks(table.Rows, (from, to) => tree.Add(table.Columns, from, leaves.AsSpan(from, to - from), margins.AsSpan(from, to - from)));
        foreach (var leaf in leaves)
            tree.Covers[leaf]++;
    }

    private static void InBlocks(int rows, Action<int, int> work)
    {
        if (rows <= 2 * Block)
            work(0, rows);
        else
            Parallel.For(0, (rows + Block - 1) / Block, block => work(block * Block, Math.Min(rows, (block + 1) * Block)));
    }
}
