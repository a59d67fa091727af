using System.Diagnostics;
using System.Text.Json;
using Rapport.Formats;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Jobs;
using Rapport.Records.Customers.Intake;
using Rapport.Records.Customers.Intake.Columns;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;
using Rapport.Records.Import;
using Rapport.Records.Import.Runs;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Import.FactTables;

/// <summary>Takes a file of facts in, from where it stands to its end. Each batch commits with its progress, as with customers.</summary>
public sealed class RunFactFile(RapportDb db, Changes changes, Access access, TakeFacts take, ImportFiles files, RawRow raw)
{
    private static readonly BatchSize Size = new(5_000, 1_000);

    internal async Task Run(CustomerImport import, Action<CustomerImport>? tell, CancellationToken ct)
    {
        var kind = FactKind.Named(import.FactType!)!;
        access.Admit(StoredRights.Writer(import, kind));
        await using var room = await db.MakeRoom(64, ct);
        await using var file = await files.Open(import.FilePath ?? throw new FileNotFoundException(), ct);
        var rows = new FactFileRows(file, FileShape.FromJson(import.DialectJson), await Reader(db, import, ct), Size.On(db));
        await using var batches = new Stage<FactRows>(1, stop => rows.Batches(import.RowsDone, stop), ct);
        await foreach (var batch in batches.Results(ct))
        {
            await Commit(import, batch, ct);
            tell?.Invoke(import);
            if (import.CancelRequested)
                return;
        }
        import.RowsTotal = import.RowsDone;
    }

    internal static async Task<ReadFactRow> Reader(RapportDb db, CustomerImport import, CancellationToken ct)
    {
        var (zone, currency) = (
            await db.Rows($"select time_zone, currency from organizations where id = {db.TenantId}", row => (row.Text(0), row.Text(1)), ct)
        ).Single();
        return new ReadFactRow(
            FactKind.Named(import.FactType!)!,
            ColumnMapping.FromJson(import.MappingJson),
            TimeZoneInfo.FindSystemTimeZoneById(zone),
            currency,
            Convert.ToHexStringLower(import.ContentHash)[..16]
        );
    }

    private async Task Commit(CustomerImport import, FactRows rows, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var started = Stopwatch.GetTimestamp();
        var before = await FactContents.Of(
            db,
            FactKind.Named(import.FactType!)!,
            [.. rows.Facts.Select(f => f.Draft.ExternalId).OfType<string>().Distinct()],
            ct
        );
        var outcomes = await take.Run([.. rows.Facts.Select(f => f.Draft)], new FactOptions(import.OnUnknownCustomer), ct);
        var results = rows.Facts.Zip(outcomes).SelectMany(f => f.First.Rows.Select(row => Result(import, row, f.Second))).ToList();
        await new Batch(db).Insert(Tables.ImportRows, results).Insert(ImportedFact.Rows, Done(import, rows, outcomes, before)).Run(ct);
        long Count(FactResult result) => outcomes.LongCount(o => o.Result == result);
        var tally = new Tally(
            Count(FactResult.Created),
            Count(FactResult.Updated),
            Count(FactResult.Unchanged),
            0,
            Count(FactResult.Rejected),
            Count(FactResult.Waiting)
        );
        var step = new ImportStep(rows.LastRow, rows.BytesDone, tally, Stopwatch.GetElapsedTime(started).TotalSeconds);
        var isCancelled = await step.Write(db, import, ct);
        changes.Raise(new ImportChanged(import.Id, ImportState.Running));
        await change.Save(ct);
        db.ChangeTracker.Clear();
        step.AddTo(import, isCancelled);
        ImportMeter.Count(step.Count);
    }

    /// <summary>
    /// What an undo needs to know. Of rows of a batch that tell the same fact, the last one counts, as it does in the tables.
    /// </summary>
    private static List<ImportedFact> Done(
        CustomerImport import,
        FactRows rows,
        IReadOnlyList<FactOutcome> outcomes,
        Dictionary<string, string> before
    )
    {
        var done = new Dictionary<(string, bool), ImportedFact>();
        foreach (var (fact, (draft, result, id)) in rows.Facts.Zip(outcomes))
        {
            if (result is not (FactResult.Created or FactResult.Updated or FactResult.Waiting))
                continue;
            var waits = result == FactResult.Waiting;
            done[(draft.ExternalId!, waits)] = new ImportedFact
            {
                OrganizationId = import.OrganizationId,
                ImportId = import.Id,
                Row = fact.Rows[^1].Number,
                ExternalId = draft.ExternalId!,
                FactId = waits ? null : id,
                ContentHash = waits ? null : draft.Fact!.ContentHash,
                Content = waits ? draft.Raw!.Value.GetRawText() : before.GetValueOrDefault(draft.ExternalId!),
            };
        }
        return [.. done.Values];
    }

    private ImportRow Result(CustomerImport import, CsvRow row, FactOutcome outcome) =>
        new()
        {
            OrganizationId = import.OrganizationId,
            ImportId = import.Id,
            Row = row.Number,
            Line = row.Line,
            // Whom a refused fact was for may be out of the sender's reach.
            CustomerId =
                outcome.Result != FactResult.Rejected
                && (outcome.Draft.Fact as CustomerFact)?.CustomerId is { } customer
                && customer != Guid.Empty
                    ? customer
                    : null,
            Result = outcome.Result switch
            {
                FactResult.Created => RowResult.Created,
                FactResult.Updated => RowResult.Updated,
                FactResult.Unchanged => RowResult.Skipped,
                FactResult.Waiting => RowResult.Waiting,
                _ => RowResult.Rejected,
            },
            Details =
                outcome.Result == FactResult.Rejected
                    ? JsonSerializer.Serialize(new { errors = outcome.Draft.Errors.ByField }, ApiJson.Options)
                    : null,
            Raw = outcome.Result == FactResult.Rejected ? raw.Seal(row.Fields) : null,
        };
}
