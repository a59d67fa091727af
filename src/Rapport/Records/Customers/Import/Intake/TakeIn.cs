using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Records.Customers.Import.Rows;

namespace Rapport.Records.Customers.Import.Intake;

/// <summary>
/// Takes a batch of rows in, inside the running change: known external IDs update, likely duplicates go the way that was chosen, the rest are new customers.
/// Files, the API and the pages all come through here.
/// </summary>
internal sealed class TakeIn(RapportDb db, Intake intake)
{
    private const int Few = 200;
    private readonly ResolveExternalIds externalIds = new(db, intake.ExternalIdSystem);
    private readonly FindCandidates candidates = new(db, intake.TaxIds);

    public async Task<List<RowOutcome>> Run(IReadOnlyList<CustomerDraft> drafts, Action<Batch, IReadOnlyList<RowOutcome>> also, CancellationToken ct)
    {
        if (drafts.Count > Few) await db.ExpectMany(ct);
        var good = drafts.Where(d => !d.IsRejected).ToList();
        var known = await externalIds.Of([.. good.Select(d => d.ExternalId).OfType<string>().Distinct()], ct);
        var open = good.Where(d => d.Fresh is not null && (d.ExternalId is null || !known.ContainsKey(d.ExternalId))).ToList();
        var shared = intake.OnDuplicate == OnDuplicate.Create ? [] : await candidates.Of([.. open.SelectMany(d => d.Fresh!.Keys).Distinct()], ct);

        var decide = new DecideRows(intake, known, shared);
        var decisions = drafts.Select(decide.On).ToList();
        if (intake.IsDryRun)
        {
            var told = decisions.Select(d => d.Outcome).ToList();
            intake.Seen.EndBatch(keeps: true);
            await Also(told, also, ct);
            return told;
        }
        var outcomes = await new WriteRows(db, intake).Run(decisions, also, ct);
        intake.Seen.EndBatch(keeps: false);
        return outcomes;
    }

    private async Task Also(List<RowOutcome> outcomes, Action<Batch, IReadOnlyList<RowOutcome>> also, CancellationToken ct)
    {
        var batch = new Batch(db);
        also(batch, outcomes);
        await batch.Run(ct);
    }
}

/// <summary>What holds for a whole run: options, look-ups, and what was seen in the file so far.</summary>
internal sealed record Intake(OnDuplicate OnDuplicate, bool IsDryRun, ImportCatalog Catalog, ImportRights Rights, ExtraFields Extras, MakeRecord Make, TaxIds TaxIds, Guid SourceId)
{
    public string ExternalIdSystem { get; init; } = ExternalId.DefaultSystem;
    public SeenRows Seen { get; } = new();
    /// <summary>IDs of tags by the key of their name.</summary>
    public Dictionary<string, Guid> Tags { get; } = [];
}

/// <summary>A row of this file that made a customer, as far as later rows are compared with it.</summary>
internal sealed record SeenRow(Guid Id, LinkageRecord Linkage, CustomerRecord? Record);

/// <summary>
/// The customers that rows of this batch make, so that later rows find them before the database does. A dry run, which writes nothing, keeps those of the last
/// half million rows; a real one forgets them with the batch.
/// </summary>
internal sealed class SeenRows
{
    private const int Kept = 500_000, PerKey = 20;
    private readonly Dictionary<long, List<SeenRow>> byKey = [];
    private readonly Dictionary<string, SeenRow> byExternalId = [];
    private int count;

    public void Add(CustomerRecord record, bool keeps)
    {
        // A record's parts are heavy; what a dry run keeps is what it compares by.
        var seen = new SeenRow(record.Customer.Id, keeps ? record.Image!.Linkage : record.Linkage, keeps ? null : record);
        foreach (var key in record.Keys)
        {
            if (!byKey.TryGetValue(key, out var list)) byKey[key] = list = new(1);
            if (list.Count < PerKey) list.Add(seen);
        }
        foreach (var id in record.ExternalIds) Name(id, seen);
        count++;
    }

    public IEnumerable<SeenRow> Sharing(CustomerRecord record) => record.Keys.SelectMany(key => byKey.GetValueOrDefault(key) ?? []).DistinctBy(s => s.Id);

    public void Name(string externalId, SeenRow row) => byExternalId[externalId] = row;

    public SeenRow? Named(string externalId) => byExternalId.GetValueOrDefault(externalId);

    public void EndBatch(bool keeps)
    {
        if (keeps && count < Kept) return;
        byKey.Clear();
        byExternalId.Clear();
        count = 0;
    }
}
