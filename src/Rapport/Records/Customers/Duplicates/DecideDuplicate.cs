using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Duplicates;

/// <summary>"These are two": remembered for good, so that no sweep or import brings the pair back. It can be taken back.</summary>
public sealed class DecideDuplicate(
    RapportDb db,
    Changes changes,
    CustomerAccess customers,
    SearchDocuments images,
    Access access,
    TimeProvider clock
)
{
    public async Task Dismiss(Guid pairId, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var pair = await Find(pairId, ct);
        if (pair.Status == PairStatus.Merged)
            throw new Refusal("already_merged", "These two have been merged. Undo the merge first.");
        if (pair.Status == PairStatus.Dismissed)
            return;
        Close(pair);
        await change.Save(ct);
    }

    /// <summary>Two customers that need not stand in the queue.</summary>
    public async Task Dismiss(Guid customerId, Guid otherId, CancellationToken ct)
    {
        if (customerId == otherId)
            throw new Invalid("other_id", "Name two customers.");
        var (low, high) = Ids.Ordered(customerId, otherId);
        await using var change = await changes.Begin(ct);
        await customers.AllForChange([low, high], Permission.MergeCustomers, ct);
        var pair = await db.DuplicatePairs.SingleOrDefaultAsync(p => p.LowId == low && p.HighId == high, ct);
        if (pair is null)
            db.Add(pair = await New(low, high, ct));
        if (pair.Status != PairStatus.Dismissed)
            Close(pair);
        await change.Save(ct);
    }

    public async Task Reopen(Guid pairId, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var pair = await Find(pairId, ct);
        if (pair.Status != PairStatus.Dismissed)
            throw new Refusal("not_dismissed", "This pair was not dismissed.");
        (pair.Status, pair.DecidedAt, pair.DecidedById) = (PairStatus.Open, null, null);
        changes.Raise(new DuplicateReopened(pair.Id, pair.LowId, pair.HighId));
        await change.Save(ct);
    }

    private void Close(DuplicatePair pair)
    {
        (pair.Status, pair.DecidedAt, pair.DecidedById) = (PairStatus.Dismissed, clock.Now(), access.Caller.UserId);
        changes.Raise(new DuplicateDismissed(pair.Id, pair.LowId, pair.HighId));
    }

    private async Task<DuplicatePair> Find(Guid id, CancellationToken ct)
    {
        access.Require(Permission.MergeCustomers);
        var pair = await db.DuplicatePairs.SingleOrDefaultAsync(p => p.Id == id, ct) ?? throw new Missing("duplicate");
        if (pair.Status != PairStatus.Merged)
            await customers.AllForChange([pair.LowId, pair.HighId], Permission.MergeCustomers, ct);
        return pair;
    }

    private async Task<DuplicatePair> New(Guid low, Guid high, CancellationToken ct)
    {
        var drawn = await images.Of([low, high], ct);
        return PairOf.Match(low, high, (await DuplicateSettings.Of(db, ct)).Compare(drawn[low].Linkage, drawn[high].Linkage), clock.Now());
    }
}
