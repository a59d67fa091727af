using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Observability;

namespace Rapport.Platform.Jobs;

public sealed record JobRegistration(string Kind, Func<IServiceProvider, string, CancellationToken, Task> Run);

public static class JobRegistrations
{
    public static IServiceCollection AddJob<TJob, TArguments>(this IServiceCollection services)
        where TJob : class, IJob<TArguments> =>
        services
            .AddScoped<TJob>()
            .AddSingleton(
                new JobRegistration(
                    TJob.Kind,
                    (provider, arguments, ct) =>
                        provider.GetRequiredService<TJob>().Run(JsonSerializer.Deserialize<TArguments>(arguments)!, ct)
                )
            );
}

/// <summary>Takes due jobs under a lease, so that no two nodes run one at once and a crashed node's job is taken up again.</summary>
public sealed class JobQueue(
    Database database,
    IServiceScopeFactory scopes,
    IEnumerable<JobRegistration> registered,
    TimeProvider clock,
    ILogger<JobQueue> logger
)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(45),
        Respite = TimeSpan.FromSeconds(1);
    private const int MaxAttempts = 5;
    private static readonly Histogram<double> Duration = RapportMeter.Duration("rapport.job.duration", "How long a try of a job took");
    private readonly Dictionary<string, JobRegistration> kinds = registered.ToDictionary(r => r.Kind);

    private sealed record Taken(Guid Id, Guid Organization, string Kind, string Arguments, int Attempts);

    /// <summary>Runs one due job. False when none is due.</summary>
    public async Task<bool> RunNext(CancellationToken ct)
    {
        if (await Take(ct) is not { } job)
            return false;
        using var heartbeat = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var renewing = Renew(job, heartbeat.Token);
        var (error, began) = ((string?)null, Stopwatch.GetTimestamp());
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Tenant>().Enter(job.Organization);
            await kinds[job.Kind].Run(scope.ServiceProvider, job.Arguments, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await Release(job, clock.Now());
            throw;
        }
        catch (Exception failure) when (LostDatabase.Is(failure))
        {
            // Not the job's fault: it keeps its attempts, and is taken up again when the database is back.
            logger.LogWarning("Job {Kind} {Id} lost the database: {Fault}", job.Kind, job.Id, failure.GetBaseException().Message);
            await HandBack(job, ct);
            return true;
        }
        catch (Exception failure)
        {
            logger.LogError(failure, "Job {Kind} {Id} failed.", job.Kind, job.Id);
            error = failure.GetType().Name;
        }
        finally
        {
            await heartbeat.CancelAsync();
            await renewing;
        }
        await Finish(job, error);
        Duration.Record(
            Stopwatch.GetElapsedTime(began).TotalSeconds,
            new("kind", job.Kind),
            new("outcome", error is null ? "done" : "failed")
        );
        return true;
    }

    private async Task<Taken?> Take(CancellationToken ct)
    {
        if (kinds.Count == 0)
            return null;
        var now = clock.Now();
        return (
            await database.Write(
                connection =>
                    connection.Rows(
                        $"""
                        update jobs set leased_until = {now + Lease}, attempts = attempts + 1
                        where id in (
                          select id from jobs where state = {JobState.Waiting} and run_at <= {now}
                            and (leased_until is null or leased_until < {now}) and {Sql.In("kind", kinds.Keys)}
                          order by run_at limit 1 {RowLock.Update.SkippingHeld()})
                        returning id, organization_id, kind, arguments, attempts
                        """,
                        row => new Taken(row.Id(0), row.Id(1), row.Text(2), row.Text(3), row.Int(4)),
                        ct
                    ),
                ct
            )
        ).SingleOrDefault();
    }

    private async Task Renew(Taken job, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Lease / 4, clock, ct);
                await Prolong(job, ct);
            }
        }
        catch (Exception) when (ct.IsCancellationRequested) { }
    }

    private async Task Prolong(Taken job, CancellationToken ct)
    {
        try
        {
            await database.Write(
                connection => connection.Execute($"update jobs set leased_until = {clock.Now() + Lease} where {Still(job)}", ct),
                ct
            );
        }
        catch (Exception away) when (LostDatabase.Is(away))
        {
            // The next beat tries again, before the lease is over.
            logger.LogWarning("Could not prolong the lease of job {Kind} {Id}: {Fault}", job.Kind, job.Id, away.GetBaseException().Message);
        }
    }

    private async Task HandBack(Taken job, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await Release(job, clock.Now() + Respite);
                return;
            }
            catch (Exception away) when (LostDatabase.Is(away))
            {
                await Task.Delay(Respite, TimeProvider.System, ct);
            }
        }
    }

    private Task Release(Taken job, DateTimeOffset runAt) =>
        database.Write(
            c =>
                c.Execute(
                    $"update jobs set leased_until = null, attempts = attempts - 1, run_at = {runAt} where {Still(job)}",
                    CancellationToken.None
                ),
            CancellationToken.None
        );

    /// <summary>Not cancelled by a stop: what was done is told, or it would be done again.</summary>
    private Task Finish(Taken job, string? error)
    {
        var state =
            error is null ? JobState.Done
            : job.Attempts >= MaxAttempts ? JobState.Failed
            : JobState.Waiting;
        var runAt = clock.Now() + TimeSpan.FromSeconds(error is null ? 0 : Math.Pow(4, job.Attempts));
        return database.Write(
            c =>
                c.Execute(
                    $"update jobs set state = {state}, leased_until = null, error = {error}, run_at = {runAt} where {Still(job)}",
                    CancellationToken.None
                ),
            CancellationToken.None
        );
    }

    /// <summary>
    /// Whoever takes a job counts an attempt: a worker that outlived its lease must not free the job under the next one's hands.
    /// </summary>
    private static Sql Still(Taken job) => Sql.Of($"id = {job.Id} and attempts = {job.Attempts}");
}

internal sealed class RunJobs(JobQueue queue, JobSignal signal, ILogger<RunJobs> logger) : BackgroundLoop(logger, TimeProvider.System)
{
    protected override async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
            if (!await queue.RunNext(ct))
                await signal.Wait(TimeSpan.FromSeconds(1), ct);
    }
}

/// <summary>Lets a job start at once in the process that queued it.</summary>
public sealed class JobSignal
{
    private readonly SemaphoreSlim queued = new(0, 1);

    public void Wake()
    {
        try
        {
            queued.Release();
        }
        catch (SemaphoreFullException)
        { /* It is awake already. */
        }
    }

    internal Task Wait(TimeSpan patience, CancellationToken ct) => queued.WaitAsync(patience, ct);
}
