namespace Rapport.Models.Linkage.Tables;

/// <summary>Records meet that share one facet, or two together.</summary>
internal sealed record BlockingRule(BlockingFacet First, BlockingFacet? Second = null)
{
    public int Slots => Math.Min(First.Slots * (Second?.Slots ?? 1), BlockingFacet.KeyLimit);

    /// <summary>Fills <see cref="Slots"/> keys; what is left over is 0.</summary>
    public void Keys(ReadOnlySpan<Cell?> record, Span<uint> keys)
    {
        keys.Clear();
        Span<ulong> ofFirst = stackalloc ulong[BlockingFacet.KeyLimit];
        Span<ulong> ofSecond = stackalloc ulong[BlockingFacet.KeyLimit];
        var first = First.Keys(record[First.Column], ofFirst);
        var second = Second?.Keys(record[Second.Column], ofSecond) ?? 1;
        if (Second is null)
            ofSecond[0] = 0;
        var count = 0;
        for (var i = 0; i < first; i++)
        {
            for (var j = 0; j < second && count < keys.Length; j++)
            {
                var key = Mixed(ofFirst[i], ofSecond[j]);
                if (!keys[..count].Contains(key))
                    keys[count++] = key;
            }
        }
    }

    private static uint Mixed(ulong a, ulong b)
    {
        var hash = (a ^ (b * 0x9E3779B97F4A7C15UL + (b >> 31))) * 0xff51afd7ed558ccdUL;
        hash ^= hash >> 32;
        return (uint)hash == 0 ? 1u : (uint)hash;
    }
}
