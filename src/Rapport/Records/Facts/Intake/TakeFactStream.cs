using System.Runtime.CompilerServices;
using Rapport.Platform.Data;
using Rapport.Platform.Jobs;
using Rapport.Records.Customers.Intake.Bulk;

namespace Rapport.Records.Facts.Intake;

/// <summary>What came of a stream of facts; <paramref name="StoppedAt"/> is the row where it broke, when it did.</summary>
public sealed record FactTally(
    long Rows,
    long Created,
    long Updated,
    long Unchanged,
    long Waiting,
    long Rejected,
    long? StoppedAt = null,
    string? Reason = null
);

/// <summary>Takes a stream of facts in, batch by batch; while one is written the next is read.</summary>
public sealed class TakeFactStream(RapportDb db, TakeFacts take)
{
    private static readonly BatchSize Size = new(2_000, 1_000);

    internal async Task<FactTally> Run(
        IAsyncEnumerable<BulkRow> rows,
        FactOptions options,
        Func<IReadOnlyList<FactOutcome>, Task> told,
        CancellationToken ct
    )
    {
        var counts = new long[Enum.GetValues<FactResult>().Length];
        BulkRow? stopped = null;
        await using var room = await db.MakeRoom(64, ct);
        await using var batches = new Stage<(List<FactDraft> Drafts, BulkRow? Stop)>(1, stop => Batches(rows, stop), ct);
        await foreach (var (drafts, stop) in batches.Results(ct))
        {
            stopped = stop;
            if (drafts.Count == 0)
                continue;
            var outcomes = await take.Run(drafts, options, ct);
            foreach (var outcome in outcomes)
                counts[(int)outcome.Result]++;
            await told(outcomes);
        }
        return new FactTally(
            counts.Sum(),
            counts[(int)FactResult.Created],
            counts[(int)FactResult.Updated],
            counts[(int)FactResult.Unchanged],
            counts[(int)FactResult.Waiting],
            counts[(int)FactResult.Rejected],
            stopped?.Number,
            stopped?.Fault
        );
    }

    private async IAsyncEnumerable<(List<FactDraft>, BulkRow?)> Batches(
        IAsyncEnumerable<BulkRow> rows,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var size = Size.On(db);
        var drafts = new List<FactDraft>(size);
        await foreach (var row in rows.WithCancellation(ct))
        {
            if (row.Stops)
            {
                yield return (drafts, row);
                yield break;
            }
            drafts.Add(Draft(row));
            if (drafts.Count < size)
                continue;
            yield return (drafts, null);
            drafts = new List<FactDraft>(size);
        }
        if (drafts.Count > 0)
            yield return (drafts, null);
    }

    private static FactDraft Draft(BulkRow row)
    {
        if (row.Object is { } given)
            return ReadFact.Of(row.Number, given, null);
        var broken = new FactDraft(row.Number, null);
        broken.Unreadable("row", row.Fault!);
        return broken;
    }
}
