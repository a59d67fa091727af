using Rapport.Platform.Data;
using Rapport.Records.Customers.Import.Bulk;

namespace Rapport.Records.Facts.Intake;

/// <summary>What came of a stream of facts; <paramref name="StoppedAt"/> is the row where it broke, when it did.</summary>
public sealed record FactTally(long Rows, long Created, long Updated, long Unchanged, long Waiting, long Rejected, long? StoppedAt = null, string? Reason = null);

/// <summary>Takes a stream of facts in, batch by batch; while one is written the next is read.</summary>
public sealed class TakeFactStream(RapportDb db, TakeFacts take)
{
    private const int OnPostgres = 5_000, OnSqlite = 1_000;

    internal async Task<FactTally> Run(IAsyncEnumerable<BulkRow> rows, FactOptions options, Func<IReadOnlyList<FactOutcome>, Task> told, CancellationToken ct)
    {
        var counts = new long[Enum.GetValues<FactResult>().Length];
        await using var reading = rows.GetAsyncEnumerator(ct);
        var next = Task.Run(() => Read(reading, ct), ct);
        while (true)
        {
            var (drafts, stop, isLast) = await next;
            if (!isLast) next = Task.Run(() => Read(reading, ct), ct);
            if (drafts.Count > 0)
            {
                var outcomes = await Taken(drafts, options, isLast ? null : next, ct);
                foreach (var outcome in outcomes) counts[(int)outcome.Result]++;
                await told(outcomes);
            }
            if (isLast)
                return new FactTally(counts.Sum(), counts[(int)FactResult.Created], counts[(int)FactResult.Updated], counts[(int)FactResult.Unchanged], counts[(int)FactResult.Waiting], counts[(int)FactResult.Rejected], stop?.Number, stop?.Fault);
        }
    }

    /// <summary>A failed batch must not leave the reader at work on a body that nobody wants any more.</summary>
    private async Task<IReadOnlyList<FactOutcome>> Taken(List<FactDraft> drafts, FactOptions options, Task? reading, CancellationToken ct)
    {
        try
        {
            return await take.Run(drafts, options, ct);
        }
        catch
        {
            if (reading is not null) await Task.WhenAny(reading);
            throw;
        }
    }

    private async Task<(List<FactDraft> Drafts, BulkRow? Stop, bool IsLast)> Read(IAsyncEnumerator<BulkRow> rows, CancellationToken ct)
    {
        var size = db.Engine == Engine.Postgres ? OnPostgres : OnSqlite;
        var drafts = new List<FactDraft>(size);
        while (drafts.Count < size)
        {
            ct.ThrowIfCancellationRequested();
            if (!await rows.MoveNextAsync()) return (drafts, null, true);
            var row = rows.Current;
            if (row.Stops) return (drafts, row, true);
            drafts.Add(Draft(row));
        }
        return (drafts, null, false);
    }

    private static FactDraft Draft(BulkRow row)
    {
        if (row.Object is { } given) return ReadFact.Of(row.Number, given, null);
        var broken = new FactDraft(row.Number, null);
        broken.Unreadable("row", row.Fault!);
        return broken;
    }
}
