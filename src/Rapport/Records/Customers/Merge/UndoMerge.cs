using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Merge;

/// <summary>
/// Takes a merge apart again. What somebody wrote since is kept, what was added since stays with the survivor, what was deleted since stays
/// deleted.
/// </summary>
public sealed class UndoMerge(RapportDb db, Changes changes, Access access, FindMergeGroup find, TimeProvider clock)
{
    /// <param name="Kept">Rows that did not go back as they were, and why.</param>
    public sealed record Response(Guid Id, Guid SurvivorId, IReadOnlyList<Guid> RestoredIds, IReadOnlyList<KeptRow> Kept);

    public async Task<Response> Run(Guid mergeId, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        await db.SaveChangesAsync(ct);
        var merge = await db.Merges.AsNoTracking().FirstOrDefaultAsync(m => m.Id == mergeId, ct) ?? throw new Missing("merge");
        var merged = await db.MergedCustomers.AsNoTracking().Where(m => m.MergeId == mergeId).ToListAsync(ct);
        var duplicates = merged.OrderBy(m => m.Id).Select(m => m.CustomerId).ToList();
        await find.Lock([merge.SurvivorId, .. duplicates], ct);
        var customers = await find.Load([merge.SurvivorId, .. duplicates], ct);
        // Whoever waited for the lock reads what the other left.
        merge = await db.Merges.FirstAsync(m => m.Id == mergeId, ct);

        var now = clock.Now();
        Refuse(merge, customers[0], now);
        var moves = await db.MergeMoves.AsNoTracking().Where(m => m.MergeId == mergeId).OrderByDescending(m => m.Position).ToListAsync(ct);
        await new LaterMerges(db, merge, moves).RefuseIfAny(ct);

        var steps = new UndoSteps(db, now);
        await steps.Back(moves, ct);
        await new MergedTree(db).RefuseLoop([merge.SurvivorId, .. duplicates], ct);

        merge.Undo(access.Caller.UserId, now);
        changes.Raise(new CustomersUnmerged(mergeId, merge.SurvivorId, duplicates, steps.FieldsRestored(merge.SurvivorId)));
        await change.Save(ct);
        db.ChangeTracker.Clear();
        return new Response(mergeId, merge.SurvivorId, duplicates, steps.Kept);
    }

    private static void Refuse(CustomerMerge merge, Customer survivor, DateTimeOffset now)
    {
        if (merge.IsUndone)
            throw new Refusal(
                "already_undone",
                "This merge has been undone already.",
                new Dictionary<string, object?> { ["undone_at"] = merge.UndoneAt }
            );
        if (now > merge.UndoUntil)
            throw new Refusal(
                "undo_expired",
                "A merge can be undone for 30 days.",
                new Dictionary<string, object?> { ["undo_until"] = merge.UndoUntil }
            );
        if (survivor.IsArchived)
            throw new Refusal("archived", $"{survivor.DisplayName} is archived. Restore it first, then undo the merge.");
    }
}
