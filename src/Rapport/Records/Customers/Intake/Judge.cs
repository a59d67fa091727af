using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Intake.Rows;

namespace Rapport.Records.Customers.Intake;

/// <summary>
/// Works out what the rows of a batch will do, and writes nothing: known external IDs update, likely duplicates go the way that was chosen,
/// the rest are new customers.
/// </summary>
internal sealed class Judge(RapportDb db, IntakeRun intake)
{
    private const int Few = 200;
    private readonly ResolveExternalIds externalIds = new(db, intake.ExternalIdSystem);
    private readonly FindCandidates candidates = new(db, intake.TaxIds);

    public async Task<List<Decision>> Run(IReadOnlyList<CustomerDraft> drafts, CancellationToken ct)
    {
        if (drafts.Count > Few)
            await db.ExpectMany(ct);
        intake.Seen.BeginBatch();
        var good = drafts.Where(d => !d.IsRejected).ToList();
        var known = await externalIds.Of([.. good.Select(d => d.ExternalId).OfType<string>().Distinct()], ct);
        var open = good.Where(d => d.Fresh is not null && (d.ExternalId is null || !known.ContainsKey(d.ExternalId))).ToList();
        var shared =
            intake.OnDuplicate == OnDuplicate.Create ? [] : await candidates.Of([.. open.SelectMany(d => d.Fresh!.Keys).Distinct()], ct);
        var decide = new DecideRows(intake, known, shared);
        return [.. drafts.Select(decide.On)];
    }
}
