using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Intake;

namespace Rapport.Records.Import.Runs;

/// <summary>One batch of an import on its way: where in the file it ends, how its rows came out, and how long they took.</summary>
internal sealed record ImportStep(long LastRow, long BytesDone, Tally Count, double Seconds)
{
    /// <summary>Inside the batch's own change, so that rows and progress commit together.</summary>
    /// <returns>Whether somebody asked to stop.</returns>
    public async Task<bool> Write(RapportDb db, CustomerImport import, CancellationToken ct)
    {
        // The row that was done last must still be the one this run began behind: should another run have gone on, this batch is not
        // written.
        var cancel = await db.Rows(
            $"""
            update imports set rows_done = {LastRow}, bytes_done = {BytesDone}, created = created + {Count.Created},
              updated = updated + {Count.Updated}, skipped = skipped + {Count.Skipped},
              duplicates = duplicates + {Count.Duplicates}, waiting = waiting + {Count.Waiting}, rejected = rejected + {Count.Rejected},
                seconds = seconds + {Seconds}
            where organization_id = {db.TenantId} and id = {import.Id} and rows_done = {import.RowsDone} returning cancel_requested
            """,
            row => row.Truth(0),
            ct
        );
        return cancel is [var asked] ? asked : throw new Refusal("import_running", "Another run of this import went on in the meantime.");
    }

    /// <summary>Once it is committed.</summary>
    public void AddTo(CustomerImport import, bool isCancelled)
    {
        (import.RowsDone, import.BytesDone, import.Seconds, import.CancelRequested) = (
            LastRow,
            BytesDone,
            import.Seconds + Seconds,
            isCancelled
        );
        (import.Created, import.Updated, import.Skipped) = (
            import.Created + Count.Created,
            import.Updated + Count.Updated,
            import.Skipped + Count.Skipped
        );
        (import.Duplicates, import.Waiting, import.Rejected) = (
            import.Duplicates + Count.Duplicates,
            import.Waiting + Count.Waiting,
            import.Rejected + Count.Rejected
        );
        import.RowsTotal = Math.Max(import.RowsTotal, import.RowsDone);
    }
}
