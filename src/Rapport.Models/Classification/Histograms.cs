using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Rapport.Models.Classification;

/// <summary>Sums of gradients by column, node and bin for one level of a tree.</summary>
/// <remarks>
/// Gradient and curvature of a row share one number, the gradient in the upper half, so that one addition counts both. They are whole
/// numbers: sums do
/// not depend on the order or on the number of threads. Only the smaller child of a node is counted; the other is the rest of its parent.
/// </remarks>
internal sealed class Histograms
{
    private readonly int[] binCounts;
    private readonly int[] starts;
    private long[] level;
    private long[] before;

    public Histograms(int[] binCounts, int depth)
    {
        this.binCounts = binCounts;
        starts = new int[binCounts.Length];
        for (var f = 1; f < starts.Length; f++)
            starts[f] = starts[f - 1] + binCounts[f - 1];
        var most = binCounts.Sum() << Math.Max(0, depth - 1);
        (level, before) = (new long[most], new long[most]);
    }

    /// <summary>Bins of a column in one node after <paramref name="depth"/> questions.</summary>
    public ReadOnlySpan<long> Node(int feature, int depth, int node) =>
        level.AsSpan((starts[feature] << depth) + node * binCounts[feature], binCounts[feature]);

    /// <summary>Turns to the next level: what was counted becomes the parents.</summary>
    public void Descend() => (level, before) = (before, level);

    /// <summary>Counts the rows of the nodes that are <paramref name="counted"/>, and takes their siblings from the parents.</summary>
    public void Count(int feature, byte[] bins, NodeRows rows, int depth, bool[] counted)
    {
        var count = binCounts[feature];
        var here = level.AsSpan(starts[feature] << depth, count << depth);
        here.Clear();
        Add(here, count, bins, rows);
        if (depth == 0)
            return;
        var parents = 1 << (depth - 1);
        for (var parent = 0; parent < parents; parent++)
        {
            var (small, large) = counted[parent] ? (parent, parent + parents) : (parent + parents, parent);
            var whole = before.AsSpan((starts[feature] << (depth - 1)) + parent * count, count);
            for (var bin = 0; bin < count; bin++)
                here[large * count + bin] = whole[bin] - here[small * count + bin];
        }
    }

    private static void Add(Span<long> here, int count, byte[] bins, NodeRows rows)
    {
        ref var sum = ref MemoryMarshal.GetReference(here);
        ref var bin = ref MemoryMarshal.GetArrayDataReference(bins);
        ref var row = ref MemoryMarshal.GetArrayDataReference(rows.Rows);
        ref var node = ref MemoryMarshal.GetArrayDataReference(rows.Nodes);
        ref var gradient = ref MemoryMarshal.GetArrayDataReference(rows.Gradients);
        for (var i = 0; i < rows.Count; i++)
            Unsafe.Add(ref sum, Unsafe.Add(ref node, i) * count + Unsafe.Add(ref bin, Unsafe.Add(ref row, i))) += Unsafe.Add(
                ref gradient,
                i
            );
    }
}

/// <summary>Rows with the node they stand in and their packed gradients.</summary>
internal sealed class NodeRows(int capacity)
{
    public int[] Rows { get; } = new int[capacity];

    public byte[] Nodes { get; } = new byte[capacity];

    public long[] Gradients { get; } = new long[capacity];

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    public void Add(int row, byte node, long gradient) => (Rows[Count], Nodes[Count], Gradients[Count++]) = (row, node, gradient);

    /// <summary>Moves each row to the child that the split sends it to, and counts the rows of each node.</summary>
    public void Descend(Split split, byte[] bins, int depth, int[] sizes)
    {
        Array.Clear(sizes);
        for (var i = 0; i < Count; i++)
        {
            var node = Nodes[i];
            if (split.IsAbove(bins[Rows[i]]))
                node |= (byte)(1 << depth);
            Nodes[i] = node;
            sizes[node]++;
        }
    }

    public void CopyTo(NodeRows other, bool[] nodes)
    {
        other.Clear();
        for (var i = 0; i < Count; i++)
            if (nodes[Nodes[i]])
                other.Add(Rows[i], Nodes[i], Gradients[i]);
    }
}
