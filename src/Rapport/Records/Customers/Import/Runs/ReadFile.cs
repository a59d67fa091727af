using System.Threading.Channels;
using Rapport.Records.Customers.Import.Rows;

namespace Rapport.Records.Customers.Import.Runs;

/// <summary>Rows that go into one transaction, and where in the file they end.</summary>
internal sealed record RowBatch(List<CustomerDraft> Drafts, long LastRow, long BytesDone);

/// <summary>Reads and understands rows on a thread of its own, a batch or two ahead of the database. Memory stays flat: the channel holds it back.</summary>
internal sealed class ReadFile(Stream file, FileShape shape, ReadRow read, int maxBatch)
{
    public const int MaxBatch = 5_000;
    private const int MaxFields = 400_000;
    private volatile int batchSize = MaxBatch;

    /// <summary>Rows of the batches to come; set by what the last one took.</summary>
    public int BatchSize { get => batchSize; set => batchSize = Math.Clamp(value, Math.Min(50, maxBatch), maxBatch); }

    public ChannelReader<RowBatch> Start(long skip, CancellationToken ct)
    {
        var channel = Channel.CreateBounded<RowBatch>(new BoundedChannelOptions(2) { SingleReader = true, SingleWriter = true });
        _ = Task.Run(async () =>
        {
            try
            {
                await Read(channel.Writer, skip, ct);
                channel.Writer.Complete();
            }
            catch (Exception fault)
            {
                channel.Writer.Complete(fault);
            }
        }, CancellationToken.None);
        return channel.Reader;
    }

    private async Task Read(ChannelWriter<RowBatch> writer, long skip, CancellationToken ct)
    {
        var (drafts, fields) = (new List<CustomerDraft>(), 0);
        var rows = await RowFile.Open(file, shape, ct);
        await foreach (var row in rows.Rows.WithCancellation(ct))
        {
            if (row.Number <= skip) continue;
            drafts.Add(read.Read(row));
            // Wide rows make for small batches.
            fields += row.Fields.Count;
            if (drafts.Count < BatchSize && fields < MaxFields) continue;
            await writer.WriteAsync(new RowBatch(drafts, row.Number, file.Position), ct);
            (drafts, fields) = ([], 0);
        }
        if (drafts.Count > 0) await writer.WriteAsync(new RowBatch(drafts, drafts[^1].Row, file.Position), ct);
    }
}
