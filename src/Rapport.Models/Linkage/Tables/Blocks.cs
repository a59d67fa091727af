namespace Rapport.Models.Linkage.Tables;

/// <summary>The blocks of every rule over all rows: each pair comes out once, by the first rule that brings it together.</summary>
internal sealed class Blocks
{
    private readonly LinkageTable table;
    private readonly (int Start, int Length)[] slots;
    private readonly uint[] keys;
    private readonly int width;

    public Blocks(LinkageTable table, BlockingPlan plan)
    {
        this.table = table;
        slots = new (int, int)[plan.Rules.Count];
        for (var rule = 0; rule < slots.Length; rule++)
        {
            slots[rule] = (width, plan.Rules[rule].Slots);
            width += plan.Rules[rule].Slots;
        }

        keys = new uint[(long)table.Rows * width];
        Parallel.For(0, table.Rows, row =>
        {
            var record = table.Record(row);
            for (var rule = 0; rule < slots.Length; rule++)
                plan.Rules[rule].Keys(record, keys.AsSpan(row * width + slots[rule].Start, slots[rule].Length));
        });
        Entries = new ulong[slots.Length][];
        Parallel.For(0, slots.Length, rule => Entries[rule] = Gather(rule, plan.BlockLimit));
    }

    /// <summary>For each rule the key and row of every entry, in the order of keys.</summary>
    public ulong[][] Entries { get; }

    public int Rules => slots.Length;

    /// <summary>Blocks that were left out since too many rows share their key.</summary>
    public int Oversized => oversized;

    private int oversized;

    /// <summary>Calls back for every new pair of the block that starts at an entry; returns where the next one starts.</summary>
    public int Walk<TVisitor>(int rule, int start, ref TVisitor visitor)
        where TVisitor : IPairVisitor, allows ref struct
    {
        var entries = Entries[rule];
        var key = entries[start] >> 32;
        var end = start + 1;
        while (end < entries.Length && entries[end] >> 32 == key)
            end++;

        for (var i = start; i < end; i++)
        {
            var a = (int)(uint)entries[i];
            for (var j = i + 1; j < end; j++)
            {
                var b = (int)(uint)entries[j];
                if (table.Split is { } split && (a < split) == (b < split))
                    continue;
                if (!HaveMet(a, b, rule, (uint)key))
                    visitor.Visit(a, b);
            }
        }

        return end;
    }

    private bool HaveMet(int a, int b, int rule, uint key)
    {
        var ofA = keys.AsSpan(a * width, width);
        var ofB = keys.AsSpan(b * width, width);
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
                for (var j = start; j < start + length; j++)
                {
                    if (ofB[j] == shared)
                        return true;
                }
            }
        }

        return false;
    }

    private ulong[] Gather(int rule, int limit)
    {
        var (start, length) = slots[rule];
        var entries = new List<ulong>(table.Rows);
        for (var row = 0; row < table.Rows; row++)
        {
            for (var slot = 0; slot < length; slot++)
            {
                var key = keys[row * width + start + slot];
                if (key != 0)
                    entries.Add((ulong)key << 32 | (uint)row);
            }
        }

        entries.Sort();
        return Bounded(entries, rule, limit);
    }

    // The keys of a block that is left out are struck from its rows, so that no later rule takes its pairs for compared.
    private ulong[] Bounded(List<ulong> entries, int rule, int limit)
    {
        var kept = new List<ulong>(entries.Count);
        for (int at = 0, end; at < entries.Count; at = end)
        {
            for (end = at + 1; end < entries.Count && entries[end] >> 32 == entries[at] >> 32;)
                end++;
            if (end - at > limit)
            {
                Interlocked.Increment(ref oversized);
                for (var i = at; i < end; i++)
                    Strike((int)(uint)entries[i], rule, (uint)(entries[i] >> 32));
            }
            else if (end - at > 1)
            {
                for (var i = at; i < end; i++)
                    kept.Add(entries[i]);
            }
        }

        return [.. kept];
    }

    private void Strike(int row, int rule, uint key)
    {
        var own = keys.AsSpan(row * width + slots[rule].Start, slots[rule].Length);
        var at = own.IndexOf(key);
        if (at >= 0)
            own[at] = 0;
    }
}

internal interface IPairVisitor
{
    void Visit(int a, int b);
}
