using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Rapport.Models.Classification;

/// <summary>
/// A question to all rows of a level: whether the bin, less <paramref name="Offset"/> and wrapped below 0, is above the threshold.
/// </summary>
/// <param name="Offset">0 sends the missing to the low side, 1 to the high side.</param>
internal readonly record struct Split(int Feature, byte Offset, byte Threshold)
{
    public bool IsAbove(byte bin) => (byte)(bin - Offset) > Threshold;
}

/// <summary>A tree that asks the same question of all rows on a level, so that the answers are the leaf's number in binary.</summary>
/// <param name="Values">Log-odds that each leaf adds.</param>
/// <param name="Covers">Training rows in each leaf.</param>
internal sealed record ObliviousTree(Split[] Splits, double[] Values, int[] Covers)
{
    public const int MostLevels = 6;

    /// <summary>The leaf of each row; <paramref name="columns"/> hold the rows from <paramref name="from"/> on.</summary>
    public void Leaves(byte[][] columns, int from, Span<byte> leaves)
    {
        leaves.Clear();
        ref var leaf = ref MemoryMarshal.GetReference(leaves);
        for (var level = 0; level < Splits.Length; level++)
        {
            var split = Splits[level];
            ref var bin = ref columns[split.Feature][from];
            var (offset, threshold, bit) = (
                Vector256.Create(split.Offset),
                Vector256.Create(split.Threshold),
                Vector256.Create((byte)(1 << level))
            );
            var i = 0;
            for (; i + Vector256<byte>.Count <= leaves.Length; i += Vector256<byte>.Count)
            {
                var bins = Unsafe.ReadUnaligned<Vector256<byte>>(ref Unsafe.Add(ref bin, i));
                ref var at = ref Unsafe.As<byte, Vector256<byte>>(ref Unsafe.Add(ref leaf, i));
                at |= Vector256.GreaterThan(bins - offset, threshold) & bit;
            }
            for (; i < leaves.Length; i++)
                if (split.IsAbove(Unsafe.Add(ref bin, i)))
                    Unsafe.Add(ref leaf, i) |= (byte)(1 << level);
        }
    }

    /// <summary>Adds the values of the rows' leaves.</summary>
    public void Add(byte[][] columns, int from, Span<byte> leaves, Span<double> sums)
    {
        Leaves(columns, from, leaves);
        ref var value = ref MemoryMarshal.GetArrayDataReference(Values);
        for (var i = 0; i < sums.Length; i++)
            sums[i] += Unsafe.Add(ref value, leaves[i]);
    }
}
