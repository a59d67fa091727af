using Rapport.Platform.Data;
using Rapport.Platform.Jobs;

namespace Rapport.Insight.Segments;

/// <summary>
/// What the clock asks of an organization's segments: those for whom a boundary in time was passed, and those whose schedule is due. It
/// queues itself again for the next such moment.
/// </summary>
public sealed class KeepSegmentsCurrent(RapportDb db, Changes changes, RefreshSegments refresh, TimeProvider clock)
    : IJob<KeepSegmentsCurrent.Arguments>
{
    public sealed record Arguments;

    public static string Kind => "keep_segments";

    public async Task Run(Arguments arguments, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        foreach (var segment in await refresh.DueInFull(ct))
            await refresh.Full(segment, "Recalculated", ct);
        await refresh.Time(ct);
        await Queue(ct);
        await change.Save(ct);
    }

    /// <summary>Inside the running change: sees to it that the job runs when it is next needed.</summary>
    public async Task Queue(CancellationToken ct)
    {
        refresh.Forget();
        if (await refresh.NextDue(ct) is not { } due)
            return;
        var waiting = await db.Rows(
            $"""
            select id, run_at from jobs
            where organization_id = {db.TenantId} and kind = {Kind} and state = {JobState.Waiting} and leased_until is null
            """,
            row => (Id: row.Id(0), RunAt: row.Time(1)),
            ct
        );
        if (waiting.Count == 0)
            db.Add(Job.Of<KeepSegmentsCurrent, Arguments>(db.TenantId, new Arguments(), due < clock.Now() ? clock.Now() : due));
        else if (waiting[0].RunAt > due)
            await db.Execute(
                $"update jobs set run_at = {due} where id = {waiting[0].Id} and organization_id = {db.TenantId} and leased_until is null",
                ct
            );
    }
}
