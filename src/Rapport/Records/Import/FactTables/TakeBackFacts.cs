using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Records.Customers.Intake;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;
using Rapport.Records.Import;
using Rapport.Records.Import.Undo;

namespace Rapport.Records.Import.FactTables;

/// <summary>
/// Takes back what a file did to facts: those that it brought go, those that it changed become what they were, by the way that every other
/// fact goes and comes.
/// A fact that is not as the file left it is somebody's later work and stays.
/// </summary>
public sealed class TakeBackFacts(RapportDb db, TakeFacts take)
{
    internal sealed record Taken(long Removed, long Restored, IReadOnlyList<UndoOutcome.Left> Left);

    /// <summary>Those of the rows behind <paramref name="from"/> up to <paramref name="to"/>, the latest first.</summary>
    internal async Task<Taken> Run(CustomerImport import, long from, long to, CancellationToken ct)
    {
        var kind = FactKind.Named(import.FactType!)!;
        var rows = await db.Rows(
            $"""
            select row, external_id, fact_id, content_hash, content from imported_facts
            where organization_id = {db.TenantId} and import_id = {import.Id} and row > {from} and row <= {to} order by row desc
            """,
            row => new ImportedFact
            {
                Row = row.Long(0),
                ExternalId = row.Text(1),
                FactId = row.IdOrNull(2),
                ContentHash = row.IsNull(3) ? null : row.Long(3),
                Content = row.TextOrNull(4),
            },
            ct
        );
        var taken = new Taken(0, 0, []);
        while (rows.Count > 0)
        {
            // A fact that the file tells twice is first what the later row found.
            var layer = rows.DistinctBy(r => r.ExternalId).ToList();
            var (removed, restored, left) = await Undo(kind, layer, ct);
            taken = new Taken(taken.Removed + removed, taken.Restored + restored, [.. taken.Left, .. left]);
            rows = [.. rows.Except(layer)];
        }
        return taken;
    }

    private async Task<Taken> Undo(FactKind kind, List<ImportedFact> rows, CancellationToken ct)
    {
        var known = await KnownFact.Load(db, kind, rows.Select(r => r.ExternalId), ct, held: true);
        var (drafts, left, dropped) = (new List<FactDraft>(), new List<UndoOutcome.Left>(), 0L);
        foreach (var row in rows)
        {
            if (row.FactId is null && await Drop(kind, row, ct))
                dropped++;
            else if (known.GetValueOrDefault(row.ExternalId) is not { } fact)
            {
                // What somebody has taken away needs no undoing; what stood there before the file cannot be told from what they wanted
                // gone.
                if (row is { FactId: not null, Content: not null })
                    left.Add(Left(null, row.ExternalId, "removed_since"));
            }
            else if (!IsAsLeft(kind, row, fact))
                left.Add(Left(fact, row.ExternalId, "changed_since"));
            else
                drafts.Add(row is { FactId: not null, Content: { } content } ? Restore(kind, content) : Remove(kind, row.ExternalId));
        }
        var outcomes = drafts.Count == 0 ? [] : await take.Run(drafts, new FactOptions(OnUnknownCustomer.Reject), ct);
        left.AddRange(
            outcomes
                .Where(o => o.Result is FactResult.Rejected or FactResult.Waiting)
                .Select(o => Left(known[o.Draft.ExternalId!], o.Draft.ExternalId!, "refused", [.. o.Draft.Errors.ByField.Keys]))
        );
        var done = outcomes.Where(o => o.Result is not (FactResult.Rejected or FactResult.Waiting)).ToList();
        return new Taken(dropped + done.LongCount(o => o.Draft.IsRemoval), done.LongCount(o => !o.Draft.IsRemoval), left);
    }

    /// <summary>One that still waits as the file brought it waits no longer.</summary>
    private async Task<bool> Drop(FactKind kind, ImportedFact row, CancellationToken ct) =>
        await db.Execute(
            $"""
            delete from waiting_facts where organization_id = {db.TenantId} and type = {kind.Type} and external_id = {row.ExternalId}
              and payload = {row.Content}
            """,
            ct
        ) > 0;

    private static bool IsAsLeft(FactKind kind, ImportedFact row, KnownFact fact)
    {
        if (row.FactId is { } id)
            return id == fact.Id && row.ContentHash == fact.ContentHash;
        // It waited and was joined since: the same as what was sent, of whoever it came to.
        var sent = Read(kind, row.Content!);
        if (sent.Fact is null)
            return false;
        if (sent.Fact is CustomerFact of && fact.CustomerId is { } customer)
            of.CustomerId = customer;
        sent.Fact.Settle();
        return FactStore.HashOf(kind, sent.Fact) == fact.ContentHash;
    }

    private static FactDraft Remove(FactKind kind, string externalId) =>
        new(0, null)
        {
            Kind = kind,
            Type = kind.Type,
            ExternalId = externalId,
            IsRemoval = true,
        };

    private static FactDraft Restore(FactKind kind, string content) => Read(kind, content);

    private static FactDraft Read(FactKind kind, string content)
    {
        using var document = JsonDocument.Parse(content);
        return ReadFact.Of(0, document.RootElement.Clone(), kind, isPart: true);
    }

    private static UndoOutcome.Left Left(KnownFact? fact, string externalId, string reason, params string[] fields) =>
        new(fact?.CustomerId, reason, fields) { ExternalId = externalId };
}
