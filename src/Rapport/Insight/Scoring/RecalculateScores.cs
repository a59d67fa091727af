using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Jobs;

namespace Rapport.Insight.Scoring;

/// <summary>Scores all customers anew, a chunk to a change: after a kill it goes on behind the last chunk that was saved.</summary>
public sealed class RecalculateScores(RapportDb db, Changes changes, KeepScores scores, TimeProvider clock)
    : IJob<RecalculateScores.Arguments>
{
    public sealed record Arguments(Guid Run);

    public static string Kind => "recalculate_scores";

    public async Task Run(Arguments arguments, CancellationToken ct)
    {
        while (await Chunk(arguments.Run, ct))
            ct.ThrowIfCancellationRequested();
    }

    private async Task<bool> Chunk(Guid id, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        // The command line may help a server with the same run.
        await db.Lock($"score_run:{id}", ct);
        var runs = await db.Rows(
            $"""
            select after_id, customers, moved from score_runs where organization_id = {db.TenantId} and id = {id} and finished_at is null
            """,
            row => (After: row.Id(0), Customers: row.Int(1), Moved: row.Int(2)),
            ct
        );
        if (runs is not [var run])
            return false;
        var next = new List<Guid>();
        await db.Run(
            ct,
            Statement.InOrder(
                next,
                $"""
                select customer_id from customer_summary where organization_id = {db.TenantId} and customer_id > {run.After}
                order by customer_id limit {scores.ChunkSize}
                """,
                row => row.Id(0)
            )
        );
        var moved = next.Count == 0 ? 0 : await scores.Score(next, ct);
        var (customers, all) = (run.Customers + next.Count, run.Moved + moved);
        var isLast = next.Count < scores.ChunkSize;
        var (after, finishedAt) = (next.Count == 0 ? run.After : next[^1], isLast ? clock.Now() : (DateTimeOffset?)null);
        await db.Execute(
            $"""
            update score_runs set after_id = {after}, customers = {customers}, moved = {all}, finished_at = {finishedAt}
            where organization_id = {db.TenantId} and id = {id}
            """,
            ct
        );
        if (isLast)
            changes.Raise(new ScoresRecalculated(id, customers, all));
        await change.Save(ct);
        return !isLast;
    }
}
