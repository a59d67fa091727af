using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Intake.Rows;

namespace Rapport.Records.Customers.Intake;

/// <summary>
/// Does with a batch of rows what was judged, inside the running change. Files, the API and the pages all come through here.
/// </summary>
internal sealed class TakeIn(RapportDb db, IntakeRun intake)
{
    private const int Few = 200;

    public async Task<List<RowOutcome>> Run(List<Decision> decisions, Action<Batch, IReadOnlyList<RowOutcome>> also, CancellationToken ct)
    {
        if (decisions.Count > Few)
            await db.ExpectMany(ct);
        if (!intake.IsDryRun)
            return await new WriteRows(db, intake).Run(decisions, also, ct);
        var told = decisions.Select(d => d.Outcome).ToList();
        var batch = new Batch(db);
        also(batch, told);
        await batch.Run(ct);
        return told;
    }
}

/// <summary>What holds for a whole run: options, look-ups, and what was seen in the file so far.</summary>
internal sealed record IntakeRun(
    OnDuplicate OnDuplicate,
    bool IsDryRun,
    ImportCatalog Catalog,
    ImportRights Rights,
    ExtraFields Extras,
    MakeRecord Make,
    TaxIds TaxIds,
    Guid SourceId
)
{
    public string ExternalIdSystem { get; init; } = ExternalId.DefaultSystem;
    public SeenRows Seen { get; } = new(IsDryRun);

    /// <summary>IDs of tags by the key of their name.</summary>
    public Dictionary<string, Guid> Tags { get; } = [];
}
