using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Facts.Intake;

/// <summary>
/// The facts of one kind in a batch: what stands in the table, and what will once all rows of the batch are through, the later over the
/// earlier.
/// </summary>
internal sealed class FactWork(RapportDb db, FactKind kind, Dictionary<string, KnownFact> known, Caller caller, DateTimeOffset now)
{
    private const int Together = 500;
    private readonly Dictionary<string, Place> places = [];

    private sealed class Place(KnownFact? stored)
    {
        public KnownFact? Stored { get; } = stored;
        public Guid Id { get; } = stored?.Id ?? Ids.Next();
        public Fact? Now { get; set; }
        public long? Hash { get; set; } = stored?.ContentHash;
        public bool IsGone { get; set; }
    }

    public FactKind Kind => kind;

    /// <summary>External IDs under which something waits that the caller must leave alone.</summary>
    public IReadOnlySet<string> WaitingOfOthers { get; init; } = new HashSet<string>();

    /// <summary>Gives the fact its ID, its owner and its past, and lets it fill in what follows.</summary>
    /// <param name="isEdit">It was changed here, by its own resource or page, not sent by its source.</param>
    public void Prepare(FactDraft draft, Guid? customer, bool isEdit)
    {
        var fact = draft.Fact!;
        var place = Of(draft.ExternalId ??= fact.ExternalId = Ids.Next().ToString());
        fact.Take(place.Id, place.Stored is null ? 1 : place.Stored.Version + 1);
        (fact.CreatedAt, fact.UpdatedAt) = (place.Stored?.CreatedAt ?? now, now);
        fact.By(place.Stored is null ? caller.UserId : place.Stored.CreatedById, caller.BranchId);
        if (place.Stored is { } stored)
            Keep(fact, stored, isEdit);
        if (fact is CustomerFact of)
            of.CustomerId = customer!.Value;
        fact.Settle();
    }

    private void Keep(Fact fact, KnownFact stored, bool isEdit)
    {
        foreach (var (field, value) in kind.Kept.Zip(stored.Kept).Where(k => k.First.Stays))
            field.Set(fact, value);
        if (kind.KeptFields is not { } list)
            return;
        var named = (list.Get(fact) as string ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var kept = new SortedSet<string>(named, StringComparer.Ordinal);
        foreach (var (field, value) in kind.Kept.Zip(stored.Kept).Where(k => k.First.IsSetByPeople))
        {
            if (!isEdit && kept.Contains(field.Name))
                field.Set(fact, value);
            else if (isEdit && !Equals(field.Get(fact), value))
                kept.Add(field.Name);
        }
        list.Set(fact, kept.Count == 0 ? null : string.Join(' ', kept));
    }

    /// <summary>True of what another person wrote by hand.</summary>
    public bool IsAnothers(string? externalId) =>
        externalId is not null && Of(externalId).Stored?.CreatedById is { } author && author != caller.UserId;

    /// <summary>Whose the stored fact is.</summary>
    public Guid? CustomerOf(string? externalId) => externalId is null ? null : Of(externalId).Stored?.CustomerId;

    public int? VersionOf(string externalId) => Of(externalId).Stored?.Version;

    public FactResult Put(FactDraft draft)
    {
        var place = Of(draft.ExternalId!);
        var hash = FactStore.HashOf(kind, draft.Fact!);
        if (place.Hash == hash && !place.IsGone)
            return FactResult.Unchanged;
        var result = place.Hash is null || place.IsGone ? FactResult.Created : FactResult.Updated;
        draft.Fact!.ContentHash = hash;
        (place.Now, place.Hash, place.IsGone) = (draft.Fact, hash, false);
        return result;
    }

    /// <summary>False when there was nothing to remove.</summary>
    public bool Remove(string externalId, out Guid? id)
    {
        var place = Of(externalId);
        id = place.Id;
        if (place.IsGone || (place.Stored is null && place.Now is null))
            return false;
        (place.Now, place.IsGone) = (null, true);
        return true;
    }

    /// <summary>Writes what changed. Null when nothing did.</summary>
    public async Task<FactsWritten?> Write(CancellationToken ct)
    {
        var written = places.Values.Select(p => p.Now).OfType<Fact>().ToList();
        var removed = places.Values.Where(p => p is { IsGone: true, Stored: not null }).Select(p => p.Stored!).ToList();
        if (written.Count == 0 && removed.Count == 0)
            return null;
        var batch = new Batch(db);
        foreach (var some in removed.Chunk(Together))
        {
            var ids = some.Select(r => r.Id).ToList();
            if (kind.LineTable is not null)
                batch.Write($"delete from {Sql.Raw(kind.LineTable)} where organization_id = {db.TenantId} and {Sql.In("fact_id", ids)}");
            batch.Write($"delete from {Sql.Raw(kind.Table)} where organization_id = {db.TenantId} and {Sql.In("id", ids)}");
        }
        kind.Store.Write(batch, db.TenantId, written);
        await batch.Run(ct);
        // A fact that moved to another customer leaves the former one's summary behind, too.
        var customers = written
            .OfType<CustomerFact>()
            .Select(f => f.CustomerId)
            .Concat(places.Values.Where(p => p.Now is not null || p.IsGone).Select(p => p.Stored?.CustomerId).OfType<Guid>())
            .Distinct()
            .ToList();
        var created = written.Count(f => f.Version == 1);
        return new FactsWritten(
            kind.Type,
            written.Count > 0 ? written[0].Id : removed[0].Id,
            created,
            written.Count - created,
            removed.Count,
            customers
        )
        {
            Written = written,
            RemovedIds = [.. removed.Select(r => r.Id)],
            Moved =
            [
                .. places
                    .Values.Where(p => p is { Now: CustomerFact now, Stored.CustomerId: { } from } && from != now.CustomerId)
                    .Select(p => ((CustomerFact)p.Now!, p.Stored!.CustomerId!.Value)),
            ],
        };
    }

    private Place Of(string externalId) =>
        places.TryGetValue(externalId, out var place) ? place : places[externalId] = new Place(known.GetValueOrDefault(externalId));
}
