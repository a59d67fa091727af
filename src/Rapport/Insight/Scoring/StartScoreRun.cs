using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Jobs;
using Rapport.Trust.Identity.Organizations;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Scoring;

/// <summary>How the scores of an organization stand.</summary>
/// <param name="IsStale">No run has come to its end for seven days: what lists show may no longer be true.</param>
public sealed record ScoreRunView(
    Guid? RunId,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    int Customers,
    int Moved,
    DateTimeOffset? LastFinishedAt,
    bool IsStale
);

/// <summary>Asks for all scores of an organization to be worked out anew. One run goes on at a time.</summary>
public sealed class StartScoreRun(RapportDb db, Changes changes, Access access, TimeProvider clock)
{
    internal static readonly TimeSpan Fresh = TimeSpan.FromDays(7);

    public async Task<ScoreRunView> Run(CancellationToken ct)
    {
        access.Require(Permission.ManageSettings);
        await Start(access.Caller.UserId, ct);
        return await View(ct);
    }

    /// <summary>Where the scores stand, for anybody who may set them up.</summary>
    public async Task<ScoreRunView> Read(CancellationToken ct)
    {
        access.Require(Permission.ManageSettings);
        return await View(ct);
    }

    /// <returns>The run that goes on now, whoever began it.</returns>
    internal async Task<ScoreRun> Start(Guid? by, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        await db.Lock("scores", ct);
        if (await db.Set<ScoreRun>().SingleOrDefaultAsync(r => r.FinishedAt == null, ct) is { } running)
            return running;
        var run = new ScoreRun { StartedAt = clock.Now(), StartedById = by };
        db.Add(run);
        db.Add(Job.Of<RecalculateScores, RecalculateScores.Arguments>(db.TenantId, new(run.Id), clock.Now()));
        await change.Save(ct);
        return run;
    }

    private async Task<ScoreRunView> View(CancellationToken ct)
    {
        var last = await db.Set<ScoreRun>().AsNoTracking().OrderByDescending(r => r.StartedAt).FirstOrDefaultAsync(ct);
        var finished = await db.Set<ScoreRun>()
            .Where(r => r.FinishedAt != null)
            .OrderByDescending(r => r.StartedAt)
            .Select(r => r.FinishedAt)
            .FirstOrDefaultAsync(ct);
        return new(
            last?.Id,
            last?.StartedAt,
            last?.FinishedAt,
            last?.Customers ?? 0,
            last?.Moved ?? 0,
            finished,
            finished is null || clock.Now() - finished > Fresh
        );
    }
}

/// <summary>Starts the nightly run of every organization.</summary>
internal sealed class NightlyScores(IServiceScopeFactory scopes, Organizations organizations)
{
    /// <summary>When few work, in UTC.</summary>
    public const string At = "0 30 2 * * ?";

    public async Task Run(CancellationToken ct)
    {
        foreach (var (organization, _) in await organizations.All(ct))
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Tenant>().Enter(organization);
            await scope.ServiceProvider.GetRequiredService<StartScoreRun>().Start(by: null, ct);
        }
    }
}
