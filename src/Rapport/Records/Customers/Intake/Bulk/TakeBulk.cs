using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Intake;
using Rapport.Records.Customers.Intake.Columns;
using Rapport.Records.Customers.Intake.Rows;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Intake.Bulk;

/// <summary>
/// Takes many customers in at once, committed batch by batch, with a result for each row. A bad row never loses a good one.
/// </summary>
public sealed class TakeBulk(RapportDb db, Changes changes, Access access, TaxIds taxIds, Statistics statistics, TimeProvider clock)
{
    private static readonly BatchSize Size = new(2_000, 500);

    public sealed record RowAnswer(
        long Row,
        string Status,
        Guid? Id,
        Guid? DuplicateOf,
        double? Probability,
        IReadOnlyDictionary<string, string[]>? Errors
    );

    public sealed record Stop(long Row, string Reason);

    /// <summary>
    /// Rows = created + updated + skipped + rejected. A likely duplicate counts by what was done with it, and once more under
    /// <c>duplicates</c>.
    /// </summary>
    public sealed record Response(
        long Rows,
        long Created,
        long Updated,
        long Skipped,
        long Duplicates,
        long Rejected,
        Stop? Stopped,
        IReadOnlyList<RowAnswer> Results
    );

    internal async Task<Response> Run(IAsyncEnumerable<BulkRow> rows, OnDuplicate onDuplicate, CancellationToken ct)
    {
        var (intake, read) = await Prepare(onDuplicate, ct);
        var (drafts, results) = (new List<CustomerDraft>(), new List<RowAnswer>());
        var size = Size.On(db);
        Stop? stopped = null;
        await foreach (var row in rows.WithCancellation(ct))
        {
            if (row.IsNoList)
                throw new Unreadable("body", "Send a JSON array of customers, or a line of JSON for each as application/x-ndjson.");
            if (row.Stops)
            {
                stopped = new Stop(row.Number, row.Fault!);
                break;
            }
            drafts.Add(Draft(read, row));
            if (drafts.Count < size)
                continue;
            results.AddRange(await Commit(intake, drafts, ct));
            drafts.Clear();
        }
        if (drafts.Count > 0)
            results.AddRange(await Commit(intake, drafts, ct));
        long Count(string status) => results.LongCount(r => r.Status == status);
        return new Response(
            results.Count,
            Count("created"),
            Count("updated"),
            Count("skipped"),
            results.LongCount(r => r.DuplicateOf is not null),
            Count("rejected"),
            stopped,
            results
        );
    }

    private async Task<(IntakeRun, ReadRow)> Prepare(OnDuplicate onDuplicate, CancellationToken ct)
    {
        var catalog = await ImportCatalog.Load(db, clock.Now(), ct);
        var caller = access.Caller;
        var rights = new ImportRights(
            caller.UserId ?? catalog.SystemUser,
            caller.UserId,
            access.Require(Permission.WriteCustomers),
            caller.BranchId,
            access.Sees(Mask.TaxId),
            access.Sees(Mask.ContactData),
            caller.UserId,
            caller.BranchId,
            CustomerSource.Api
        );
        var extras = new ExtraFields(catalog);
        var make = new MakeRecord(catalog, extras, taxIds, ExternalId.DefaultSystem);
        return (
            new IntakeRun(onDuplicate, false, catalog, rights, extras, make, taxIds, Ids.Next()),
            new ReadRow(catalog, new ColumnMapping([]), rights, make)
        );
    }

    private static CustomerDraft Draft(ReadRow read, BulkRow row)
    {
        if (row.Object is not { } given)
            return read.Read(row.Number, [], [("row", row.Fault!)]);
        var (values, faults) = FlattenRow.Of(given);
        return read.Read(row.Number, values, faults);
    }

    private async Task<IEnumerable<RowAnswer>> Commit(IntakeRun intake, List<CustomerDraft> drafts, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var decisions = await new Judge(db, intake).Run(drafts, ct);
        var outcomes = await new TakeIn(db, intake).Run(decisions, (_, _) => { }, ct);
        changes.Raise(Tally.Of(outcomes).Event(intake.SourceId, outcomes));
        await change.Save(ct);
        intake.Seen.Committed();
        db.ChangeTracker.Clear();
        statistics.Refresh();
        return outcomes.Select(o => new RowAnswer(
            o.Draft.Row,
            Status(o),
            o.CustomerId,
            o.DuplicateOf,
            o.DuplicateOf is null ? null : Math.Round(o.Probability, 4),
            o.Result == RowResult.Rejected ? o.Draft.Errors.ByField : null
        ));
    }

    private static string Status(RowOutcome outcome) =>
        outcome.Result == RowResult.Duplicate
            ? outcome.Draft.Fresh?.Customer.Id == outcome.CustomerId
                ? "created"
                : "updated"
            : Words.Of(outcome.Result);
}
