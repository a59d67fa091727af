namespace Rapport.Models.Linkage.Tables;

/// <summary>The blocks of every rule over all rows: each pair comes out once, by the first rule that brings it together.</summary>
internal sealed class Blocks
{
    private readonly LinkageTable table;
    private readonly (int Start, int Length)[] slots;
    private readonly uint[][] keys;
    private readonly ulong[][] entries;
    private readonly int width;
    private readonly Lock counting = new();

    public Blocks(LinkageTable table, BlockingPlan plan)
    {
        this.table = table;
        slots = new (int, int)[plan.Rules.Count];
        for (var rule = 0; rule < slots.Length; rule++)
        {
            slots[rule] = (width, plan.Rules[rule].Slots);
            width += plan.Rules[rule].Slots;
        }

        keys = new uint[table.Rows][];
        Parallel.For(0, table.Rows, row => keys[row] = plan.Keys(table.Record(row), width));
        entries = new ulong[slots.Length][];
        Parallel.For(0, slots.Length, rule => entries[rule] = Gather(rule, plan.BlockLimit));
    }

    public int Rules => slots.Length;

    /// <summary>Blocks that were left out since too many rows share their key.</summary>
    public int Oversized { get; private set; }

    /// <summary>The pairs of all blocks, those of several counted as often.</summary>
    public double Most { get; private set; }

    /// <summary>The keys of a rule in order, each with a row in its lower half.</summary>
    public ReadOnlySpan<ulong> Entries(int rule) => entries[rule];

    /// <summary>Visits every new pair of the blocks that start between two entries.</summary>
    public void Walk<T>(int rule, int from, int to, T visitor)
        where T : class, IPairVisitor
    {
        var all = entries[rule];
        while (from > 0 && from < all.Length && all[from] >> 32 == all[from - 1] >> 32)
            from++;
        for (int start = from, end; start < to; start = end)
        {
            end = End(all, start);
            for (var i = start; i < end; i++)
            {
                for (var j = i + 1; j < end; j++)
                {
                    var (a, b) = ((int)(uint)all[i], (int)(uint)all[j]);
                    if ((table.Split is not { } split || (a < split) != (b < split)) && !HaveMet(a, b, rule, (uint)(all[i] >> 32)))
                        visitor.Visit(a, b);
                }
            }
        }
    }

    private static int End(ulong[] all, int start)
    {
        var end = start + 1;
        while (end < all.Length && all[end] >> 32 == all[start] >> 32)
            end++;
        return end;
    }

    private bool HaveMet(int a, int b, int rule, uint key)
    {
        var (ofA, ofB) = (keys[a], keys[b]);
        for (var earlier = 0; earlier <= rule; earlier++)
        {
            var (start, length) = slots[earlier];
            for (var i = start; i < start + length; i++)
            {
                var shared = ofA[i];
                if (shared == 0)
                    continue;
                if (earlier == rule && shared == key)
                    return false;
                if (ofB.AsSpan(start, length).Contains(shared))
                    return true;
            }
        }

        return false;
    }

    private ulong[] Gather(int rule, int limit)
    {
        var (start, length) = slots[rule];
        var all = new List<ulong>(table.Rows);
        for (var row = 0; row < table.Rows; row++)
        {
            foreach (var key in keys[row].AsSpan(start, length))
            {
                if (key != 0)
                    all.Add((ulong)key << 32 | (uint)row);
            }
        }

        var sorted = all.ToArray();
        Array.Sort(sorted);
        return Bounded(sorted, rule, limit);
    }

    // The keys of a block that is left out are struck from its rows, so that no later rule takes its pairs for compared.
    private ulong[] Bounded(ulong[] sorted, int rule, int limit)
    {
        double pairs = 0;
        int oversized = 0,
            kept = 0;
        for (int at = 0, end; at < sorted.Length; at = end)
        {
            end = End(sorted, at);
            double size = end - at;
            if (size > limit)
            {
                oversized++;
                for (var i = at; i < end; i++)
                    Strike((int)(uint)sorted[i], rule, (uint)(sorted[i] >> 32));
                continue;
            }

            pairs += size * (size - 1) / 2;
            for (var i = at; i < end && size > 1; i++)
                sorted[kept++] = sorted[i];
        }

        lock (counting)
            (Oversized, Most) = (Oversized + oversized, Most + pairs);
        return sorted[..kept];
    }

    private void Strike(int row, int rule, uint key)
    {
        var own = keys[row].AsSpan(slots[rule].Start, slots[rule].Length);
        if (own.IndexOf(key) is >= 0 and var at)
            own[at] = 0;
    }
}
