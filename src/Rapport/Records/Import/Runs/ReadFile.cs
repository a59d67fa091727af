using System.Runtime.CompilerServices;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Intake.Rows;

namespace Rapport.Records.Import.Runs;

/// <summary>Rows that go into one transaction, and where in the file they end.</summary>
internal sealed record RowBatch(List<CustomerDraft> Drafts, long LastRow, long BytesDone);

/// <summary>Reads and understands rows, batch by batch.</summary>
internal sealed class ReadFile(Stream file, FileShape shape, ReadRow read, int maxBatch)
{
    public const int MaxBatch = 5_000;
    private const int MaxFields = 400_000;

    /// <summary>Letters of one batch: rows may be long, and three batches are on their way at once.</summary>
    public const int MaxLetters = 4_000_000;
    private volatile int batchSize = MaxBatch;

    /// <summary>Rows of the batches to come; set by what the last one took.</summary>
    public int BatchSize
    {
        get => batchSize;
        set => batchSize = Math.Clamp(value, Math.Min(50, maxBatch), maxBatch);
    }

    public async IAsyncEnumerable<RowBatch> Batches(long skip, [EnumeratorCancellation] CancellationToken ct)
    {
        var (drafts, fields, letters) = (new List<CustomerDraft>(), 0, 0L);
        var rows = await RowFile.Open(file, shape, ct);
        await foreach (var row in rows.Rows.WithCancellation(ct))
        {
            if (row.Number <= skip)
                continue;
            drafts.Add(read.Read(row));
            // Wide rows make for small batches.
            fields += row.Fields.Count;
            letters += row.Letters;
            if (drafts.Count < BatchSize && fields < MaxFields && letters < MaxLetters)
                continue;
            yield return new RowBatch(drafts, row.Number, file.Position);
            (drafts, fields, letters) = ([], 0, 0);
        }
        if (drafts.Count > 0)
            yield return new RowBatch(drafts, drafts[^1].Row, file.Position);
    }
}
