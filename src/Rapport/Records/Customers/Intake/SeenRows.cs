using Rapport.Models.Linkage;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Intake.Rows;

namespace Rapport.Records.Customers.Intake;

/// <summary>
/// A customer that an earlier row made or named, as far as later rows are compared with it. Its record may be changed as long as its own
/// batch is judged.
/// </summary>
internal sealed record SeenRow(KnownCustomer Customer, LinkageRecord? Linkage, CustomerRecord? Record);

/// <summary>
/// What rows of this run made that the database does not show yet: a batch is judged while those before it are written. A dry run, which
/// writes nothing, keeps
/// what the last half million rows would have made.
/// </summary>
internal sealed class SeenRows(bool isDryRun)
{
    private const int Kept = 500_000,
        PerKey = 20;
    private readonly List<Generation> generations = [];
    private long begun,
        committed;

    private sealed class Generation(long batch)
    {
        public long Batch => batch;
        public Dictionary<long, List<SeenRow>> ByKey { get; } = [];
        public Dictionary<string, SeenRow> ByExternalId { get; } = [];
        public int Count { get; set; }
    }

    /// <summary>Before anything is looked up for a batch: from here on the database shows what was committed.</summary>
    public void BeginBatch()
    {
        begun++;
        var shown = Interlocked.Read(ref committed);
        if (!isDryRun)
            generations.RemoveAll(g => g.Batch <= shown);
        else if (generations is [{ Count: >= Kept }])
            generations.Clear();
        if (!isDryRun || generations.Count == 0)
            generations.Add(new Generation(begun));
    }

    /// <summary>The oldest batch that was not committed is now. Called by who writes.</summary>
    public void Committed() => Interlocked.Increment(ref committed);

    public void Add(CustomerRecord record)
    {
        // A record's parts are heavy; what a dry run keeps is what it compares by.
        var known = new KnownCustomer(record.Customer.Id, record.Customer.OwnerId, record.Customer.BranchId, false);
        var seen = new SeenRow(known, isDryRun ? record.Image!.Linkage : record.Linkage, isDryRun ? null : record);
        var now = generations[^1];
        foreach (var key in record.Keys)
        {
            if (!now.ByKey.TryGetValue(key, out var list))
                now.ByKey[key] = list = new(1);
            if (list.Count < PerKey)
                list.Add(seen);
        }
        foreach (var id in record.ExternalIds)
            now.ByExternalId[id] = seen;
        now.Count++;
    }

    public IEnumerable<SeenRow> Sharing(CustomerRecord record) =>
        generations
            .SelectMany(g => record.Keys.SelectMany(key => g.ByKey.GetValueOrDefault(key) ?? []).Select(s => Now(g, s)))
            .DistinctBy(s => s.Customer.Id);

    /// <summary>The ID goes to the customer that takes the row in, so that a later row of it finds that one.</summary>
    public void Name(string externalId, SeenRow row) => generations[^1].ByExternalId[externalId] = row;

    public SeenRow? Named(string externalId)
    {
        for (var i = generations.Count - 1; i >= 0; i--)
            if (generations[i].ByExternalId.GetValueOrDefault(externalId) is { } row)
                return Now(generations[i], row);
        return null;
    }

    // What an earlier batch made is being written; it is changed like any other customer of the database.
    private SeenRow Now(Generation generation, SeenRow row) =>
        row.Record is null || generation.Batch == begun ? row : row with { Record = null };
}
