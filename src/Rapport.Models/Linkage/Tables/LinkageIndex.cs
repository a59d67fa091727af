namespace Rapport.Models.Linkage.Tables;

/// <summary>A row that a probed record may mean.</summary>
public sealed record ProbeHit(int Row, RecordMatch Match);

/// <summary>Finds the rows of a table that one record from elsewhere may mean, in milliseconds.</summary>
/// <remarks>Holds one 64-bit entry per row and blocking key. Immutable; may be asked from several threads at once.</remarks>
public sealed class LinkageIndex
{
    /// <summary>The most rows a probe compares; those sharing the most keys, and of those the rarest, come first.</summary>
    public const int CompareLimit = 300;

    private const int BlockLimit = 400;
    private readonly TableLinkage linkage;
    private readonly BlockingPlan plan;
    private readonly ulong[][] entries;
    private readonly (int Start, int Length)[] slots;
    private readonly int width;

    /// <param name="linkage">What was learned; the table it was learned from is what is searched.</param>
    public LinkageIndex(TableLinkage linkage)
    {
        ArgumentNullException.ThrowIfNull(linkage);
        this.linkage = linkage;
        plan = linkage.Plan ?? BlockingPlan.For(linkage.Table);
        slots = new (int, int)[plan.Rules.Count];
        for (var rule = 0; rule < slots.Length; rule++)
        {
            slots[rule] = (width, plan.Rules[rule].Slots);
            width += plan.Rules[rule].Slots;
        }

        entries = new ulong[slots.Length][];
        Parallel.For(0, slots.Length, rule => entries[rule] = Entries(rule));
    }

    /// <summary>The rows at least as likely as the threshold, the likeliest first.</summary>
    /// <param name="row">A value for each column of the table, in its order; empty where nothing is known.</param>
    /// <param name="threshold">0 to 1; the learned one when null.</param>
    /// <param name="limit">The most rows to give back.</param>
    /// <exception cref="ArgumentException">The record has fewer values than the table has columns.</exception>
    public IReadOnlyList<ProbeHit> Probe(IReadOnlyList<string> row, double? threshold = null, int limit = 10)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (row.Count <= linkage.Table.Columns.Max(column => column.Position))
            throw new ArgumentException($"The record has {row.Count} values, too few for the columns of the table.", nameof(row));

        var record = linkage.Table.Read(row);
        var levels = new byte[record.Length];
        var from = threshold ?? linkage.Threshold;
        var least = Math.Log2(from) - Math.Log2(1 - from);
        var likely = new List<(int Row, double Bits)>();
        foreach (var other in Sharing(record))
        {
            var bits = linkage.Score.Bits(record, linkage.Table.Record(other), 1, levels);
            if (bits >= least)
                likely.Add((other, bits));
        }

        return
        [
            .. likely
                .OrderByDescending(hit => hit.Bits)
                .ThenBy(hit => hit.Row)
                .Take(limit)
                .Select(hit => new ProbeHit(hit.Row, linkage.Score.Explain(record, linkage.Table.Record(hit.Row), 1))),
        ];
    }

    private IEnumerable<int> Sharing(Cell?[] record)
    {
        var keys = plan.Keys(record, width);
        var votes = new Dictionary<int, double>();
        for (var rule = 0; rule < slots.Length; rule++)
        {
            foreach (var key in keys.AsSpan(slots[rule].Start, slots[rule].Length))
            {
                var block = key == 0 ? [] : Block(entries[rule], key);
                foreach (var entry in block)
                    votes[(int)(uint)entry] = votes.GetValueOrDefault((int)(uint)entry) + 1.0 / block.Length;
            }
        }

        return votes.Count <= CompareLimit
            ? votes.Keys
            : votes.OrderByDescending(vote => vote.Value).ThenBy(vote => vote.Key).Take(CompareLimit).Select(vote => vote.Key);
    }

    private static ReadOnlySpan<ulong> Block(ulong[] all, uint key)
    {
        var start = FirstAt(all, (ulong)key << 32);
        var end = start;
        while (end < all.Length && all[end] >> 32 == key && end - start <= BlockLimit)
            end++;
        return end - start > BlockLimit ? [] : all.AsSpan(start, end - start);
    }

    private static int FirstAt(ulong[] all, ulong least)
    {
        int low = 0,
            high = all.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (all[middle] < least)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private ulong[] Entries(int rule)
    {
        var all = new List<ulong>(linkage.Table.Rows);
        Span<uint> own = stackalloc uint[slots[rule].Length];
        for (var row = 0; row < linkage.Table.Rows; row++)
        {
            plan.Rules[rule].Keys(linkage.Table.Record(row), own);
            foreach (var key in own)
            {
                if (key != 0)
                    all.Add((ulong)key << 32 | (uint)row);
            }
        }

        var sorted = all.ToArray();
        Array.Sort(sorted);
        return sorted;
    }
}
