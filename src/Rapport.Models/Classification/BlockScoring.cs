namespace Rapport.Models.Classification;

/// <summary>Scores a table a block of rows at a time, on all processors, without holding it binned as a whole.</summary>
internal sealed class BlockScoring
{
    private const int Block = 4096;

    private readonly FeatureTable table;
    private readonly FeatureBins[] bins;
    private readonly Feature[] features;
    private readonly byte[]?[] binOfLevel;
    private readonly bool[] used;

    public BlockScoring(FeatureTable table, IReadOnlyList<FeatureBins> bins, Func<int, bool> uses)
    {
        (this.table, this.bins, features) = (table, [.. bins], BinnedTable.Match(table, bins));
        used = [.. Enumerable.Range(0, bins.Count).Select(uses)];
        for (var f = 0; f < bins.Count; f++)
            if (bins[f].IsNumeric != features[f].IsNumeric)
                throw new ModelRefusal(
                    $"Column {bins[f].Name} must hold {(bins[f].IsNumeric ? "numbers" : "words")}, as it did when the model was made."
                );
        binOfLevel = [.. bins.Select((b, f) => used[f] && !b.IsNumeric ? b.BinOfLevel(features[f]) : null)];
    }

    public delegate void Work(byte[][] columns, int from, int count);

    /// <summary>Calls with each block's bins and where the block begins in the table.</summary>
    public void Run(Work work)
    {
        var blocks = (table.Rows + Block - 1) / Block;
        if (blocks == 1)
            Read(0, Buffers(), work);
        else
            Parallel.For(0, blocks, Buffers, (block, _, buffers) => Read(block, buffers, work), _ => { });
    }

    private byte[][] Buffers() => [.. used.Select(isUsed => isUsed ? new byte[Block] : [])];

    private byte[][] Read(int block, byte[][] buffers, Work work)
    {
        var from = block * Block;
        var count = Math.Min(Block, table.Rows - from);
        for (var f = 0; f < buffers.Length; f++)
        {
            if (!used[f])
                continue;
            var into = buffers[f].AsSpan(0, count);
            if (binOfLevel[f] is { } map)
                FeatureBins.ReadWords(features[f].Codes.Slice(from, count), map, into);
            else
                bins[f].ReadNumbers(features[f].Numbers.Slice(from, count), into);
        }
        work(buffers, from, count);
        return buffers;
    }
}
