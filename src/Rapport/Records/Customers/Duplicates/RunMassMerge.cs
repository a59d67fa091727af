using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Platform.Jobs;
using Rapport.Records.Customers.Merge;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Duplicates;

/// <summary>
/// Merges what a mass merge asked for, likeliest pair first, each in a change of its own that can be undone by itself. Run again after a
/// crash, it goes on where it stood.
/// </summary>
public sealed class RunMassMerge(IServiceScopeFactory scopes, RapportDb db, Changes changes) : IJob<RunMassMerge.Arguments>
{
    public sealed record Arguments(Guid MassMergeId);

    public static string Kind => "merge_alike";

    private sealed record Alike(Guid PairId, Guid Older, Guid Younger);

    public async Task Run(Arguments arguments, CancellationToken ct)
    {
        var merge = await db.Set<MassMerge>().AsNoTracking().SingleOrDefaultAsync(m => m.Id == arguments.MassMergeId, ct);
        if (merge is not { State: MassMergeState.Approved })
            return;
        var (merged, left) = (merge.Merged, new HashSet<Guid>());
        while (await Next(merge.MinProbability, left, ct) is { } pair)
        {
            if (await Merge(pair, merge.RequestedById, ct))
                merged++;
            else
                left.Add(pair.PairId);
            if ((merged + left.Count) % 50 == 0)
                await Note(merge.Id, MassMergeState.Approved, merged, left.Count, ct);
        }
        await Note(merge.Id, MassMergeState.Done, merged, left.Count, ct);
    }

    private async Task<Alike?> Next(double above, HashSet<Guid> left, CancellationToken ct)
    {
        var skip = left.Count == 0 ? Sql.Raw("true") : (Sql)$"not ({Sql.In("p.id", left)})";
        return (
            await db.Rows(
                $"""
                select p.id, case when a.created_at <= b.created_at then a.id else b.id end, case when a.created_at <= b.created_at
                  then b.id else a.id end
                from duplicate_pairs p
                join customers a on a.organization_id = p.organization_id and a.id = p.low_id and a.archived_at is null
                and a.merged_into_id is null
                join customers b on b.organization_id = p.organization_id and b.id = p.high_id and b.archived_at is null
                and b.merged_into_id is null
                where p.organization_id = {db.TenantId} and p.status = {PairStatus.Open} and p.probability >= {above} and {skip}
                order by p.probability desc, p.id desc limit 1
                """,
                row => new Alike(row.Id(0), row.Id(1), row.Id(2)),
                ct
            )
        ).SingleOrDefault();
    }

    private async Task<bool> Merge(Alike pair, Guid? requestedBy, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope
            .ServiceProvider.GetRequiredService<Tenant>()
            .Enter(db.TenantId, requestedBy is null ? ActorKind.System : ActorKind.User, requestedBy);
        // Whoever asked was checked then, and a second person may have agreed since.
        scope.ServiceProvider.GetRequiredService<Access>().Admit(Caller.Program(db.TenantId) with { UserId = requestedBy });
        try
        {
            await scope.ServiceProvider.GetRequiredService<MergeCustomers>().Run(pair.Older, new([pair.Younger]), ct);
            return true;
        }
        catch (Problem)
        {
            return false;
        }
    }

    private async Task Note(Guid id, MassMergeState state, int merged, int left, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var merge = await db.Set<MassMerge>().SingleAsync(m => m.Id == id, ct);
        (merge.State, merge.Merged, merge.Left) = (state, merged, left);
        changes.Raise(new MassMergeMoved(id, state, merge.MinProbability, merged));
        await change.Save(ct);
    }
}
