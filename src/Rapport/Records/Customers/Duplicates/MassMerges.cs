using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Jobs;
using Rapport.Trust.Identity;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Duplicates;

/// <summary>
/// Asks for all open pairs above a probability to be merged, and lets a second person agree or refuse where the organization wants one.
/// </summary>
public sealed class MassMerges(RapportDb db, Changes changes, Access access, TimeProvider clock)
{
    /// <summary>Below this too many strangers would be made one.</summary>
    public const double Least = 0.9;

    public async Task<MassMergeView> Ask(double? minProbability, CancellationToken ct)
    {
        RequireAll();
        if (minProbability is not (>= Least and <= 1))
            throw new Invalid("min_probability", $"It must lie between {Least} and 1.");
        await using var change = await changes.Begin(ct);
        await db.Lock("mass merges", ct);
        if (await db.Set<MassMerge>().AnyAsync(m => m.State == MassMergeState.Waiting || m.State == MassMergeState.Approved, ct))
            throw new Refusal("mass_merge_open", "Another one waits or runs. Decide on it first.");
        var settings = await DuplicateSettings.Of(db, ct);
        var merge = new MassMerge
        {
            MinProbability = minProbability.Value,
            RequestedById = access.Caller.UserId,
            RequestedAt = clock.Now(),
        };
        db.Add(merge);
        if (!settings.ApproveMassMerges)
            Start(merge);
        Told(merge);
        await change.Save(ct);
        return (await Views(m => m.Id == merge.Id, ct)).Single();
    }

    public async Task<MassMergeView> Decide(Guid id, bool approved, CancellationToken ct)
    {
        RequireAll();
        await using var change = await changes.Begin(ct);
        await db.Lock("mass merges", ct);
        var merge = await db.Set<MassMerge>().SingleOrDefaultAsync(m => m.Id == id, ct) ?? throw new Missing("mass merge");
        if (merge.State != MassMergeState.Waiting)
            throw new Refusal("already_decided", "This has been decided already.");
        if (approved && merge.RequestedById == access.Caller.UserId)
            throw new Refusal("second_person_needed", "Somebody else who may merge customers has to approve this.");
        if (approved)
            Start(merge);
        else
            merge.State = MassMergeState.Refused;
        (merge.DecidedAt, merge.DecidedById) = (clock.Now(), access.Caller.UserId);
        Told(merge);
        await change.Save(ct);
        return (await Views(m => m.Id == merge.Id, ct)).Single();
    }

    public Task<List<MassMergeView>> Recent(CancellationToken ct)
    {
        access.Require(Permission.MergeCustomers);
        return Views(_ => true, ct);
    }

    private Task<List<MassMergeView>> Views(Expression<Func<MassMerge, bool>> which, CancellationToken ct)
    {
        var users = db.Users;
        return (
            from merge in db.Set<MassMerge>().Where(which)
            orderby merge.RequestedAt descending, merge.Id descending
            select new MassMergeView(
                merge.Id,
                merge.MinProbability,
                merge.State,
                merge.RequestedById,
                users.Where(u => u.Id == merge.RequestedById).Select(u => u.Name).FirstOrDefault(),
                merge.RequestedAt,
                users.Where(u => u.Id == merge.DecidedById).Select(u => u.Name).FirstOrDefault(),
                merge.DecidedAt,
                merge.Merged,
                merge.Left
            )
        )
            .Take(10)
            .ToListAsync(ct);
    }

    private void Start(MassMerge merge)
    {
        merge.State = MassMergeState.Approved;
        db.Add(Job.Of<RunMassMerge, RunMassMerge.Arguments>(db.TenantId, new(merge.Id), clock.Now()));
    }

    private void Told(MassMerge merge) => changes.Raise(new MassMergeMoved(merge.Id, merge.State, merge.MinProbability, merge.Merged));

    /// <summary>It reaches every customer, so it is not for who reaches only some.</summary>
    private void RequireAll()
    {
        if (access.Require(Permission.MergeCustomers) != Scope.All)
            throw new Forbidden(Words.Of(Permission.MergeCustomers), Words.Of(Scope.All));
    }
}
