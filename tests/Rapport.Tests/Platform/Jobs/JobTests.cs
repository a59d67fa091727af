using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;
using Rapport.Platform.Jobs;

namespace Rapport.Tests.Platform.Jobs;

public sealed record Errand(string Name, int Fails = 0);

/// <summary>Writes its name down each time it runs; the test can make it fail, or hold it at work.</summary>
public sealed class RunErrand(RapportDb db) : IJob<Errand>
{
    public static readonly ConcurrentDictionary<string, int> Runs = new();
    public static readonly ConcurrentDictionary<string, TaskCompletionSource> Held = new();

    public static string Kind => "test.errand";

    public async Task Run(Errand errand, CancellationToken ct)
    {
        var run = Runs.AddOrUpdate($"{db.TenantId}/{errand.Name}", 1, (_, n) => n + 1);
        if (Held.TryGetValue($"{errand.Name}/{run}", out var hold))
            await hold.Task.WaitAsync(ct);
        if (run <= errand.Fails)
            throw new TimeoutException("Not this time.");
    }
}

public sealed class SqliteWithErrands : SqliteServer
{
    protected override void Add(IServiceCollection services) => services.AddJob<RunErrand, Errand>();
}

public sealed class PostgresWithErrands : PostgresServer
{
    protected override void Add(IServiceCollection services) => services.AddJob<RunErrand, Errand>();
}

[Trait("Spec", "PLT-4")]
public abstract class JobTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteWithErrands server) : JobTests(server), IClassFixture<SqliteWithErrands>;

    public sealed class OnPostgres(PostgresWithErrands server) : JobTests(server), IClassFixture<PostgresWithErrands>;

    private JobQueue Queue => Server.Node.Services.GetRequiredService<JobQueue>();

    [Fact]
    public async Task A_job_exists_exactly_if_the_change_that_wants_it_does()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Change<int>(
                (db, _) =>
                {
                    db.Add(Job.Of<RunErrand, Errand>(Organization, new("unwanted"), Clock.Now()));
                    throw new InvalidOperationException("The change fails.");
                }
            )
        );
        await Wanted("wanted");

        await Eventually(async () => await State("wanted") == "done", "the wanted job was done");
        Assert.Equal((0, 1), (RunsOf("unwanted"), RunsOf("wanted")));
    }

    [Fact]
    public async Task Four_workers_on_two_nodes_run_each_job_once()
    {
        await using var second = await Server.StartNode();
        await Change(
            (db, _) =>
            {
                db.AddRange(Enumerable.Range(0, 200).Select(i => Job.Of<RunErrand, Errand>(Organization, new($"shared {i}"), Clock.Now())));
                return 0;
            }
        );

        await Task.WhenAll(
            new[] { Server.Node, Server.Node, second, second }.Select(node =>
                Task.Run(async () =>
                {
                    while (await node.Services.GetRequiredService<JobQueue>().RunNext(default)) { }
                })
            )
        );

        await Eventually(
            async () => await Count($"select count(*) from jobs where arguments like '%shared%' and state <> 'done'") == 0,
            "all jobs were done"
        );
        Assert.All(Enumerable.Range(0, 200), i => Assert.Equal(1, RunsOf($"shared {i}")));
    }

    [Fact]
    public async Task A_job_whose_worker_died_is_taken_up_again_when_its_lease_is_over()
    {
        // What a worker leaves behind that was killed after it had taken the job.
        await Change((db, _) => db.Add(JobOf("orphan", j => (j.LeasedUntil, j.Attempts) = (Clock.Now() + TimeSpan.FromSeconds(60), 1))));

        while (await Queue.RunNext(default)) { }
        Assert.Equal(0, RunsOf("orphan"));

        Clock.Advance(TimeSpan.FromSeconds(61));
        await Eventually(async () => await State("orphan") == "done", "the orphan was done");
        Assert.Equal(1, RunsOf("orphan"));
    }

    [Fact]
    public async Task A_job_that_fails_is_tried_again_later()
    {
        await Wanted("clumsy", fails: 2);

        await Eventually(
            async () =>
            {
                Clock.Advance(TimeSpan.FromMinutes(5));
                return await State("clumsy") == "done";
            },
            "it was done at last"
        );
        Assert.Equal(3, RunsOf("clumsy"));
    }

    [Fact]
    public async Task A_job_that_keeps_failing_is_given_up_with_its_error_and_does_not_hold_up_the_others()
    {
        await Wanted("hopeless", fails: 99);
        await Wanted("patient");

        await Eventually(async () => await State("patient") == "done", "the other job was done");
        await Eventually(
            async () =>
            {
                Clock.Advance(TimeSpan.FromHours(1));
                return await State("hopeless") == "failed";
            },
            "it was given up"
        );
        Assert.Equal(5, RunsOf("hopeless"));
        Assert.Equal(1, await Count($"select count(*) from jobs where error = 'TimeoutException' and state = 'failed'"));
    }

    [Fact]
    public async Task A_worker_that_outlived_its_lease_does_not_take_the_job_from_the_one_that_has_it_now()
    {
        var failed = Server.Node.Log.Errors.Count();
        var (first, second) = (RunErrand.Held["sleepy/1"] = new(), RunErrand.Held["sleepy/2"] = new());
        await Wanted("sleepy", fails: 1);
        await Eventually(() => Task.FromResult(RunsOf("sleepy") == 1), "the first worker began");

        Clock.Advance(TimeSpan.FromSeconds(90));
        var takenOver = Queue.RunNext(default);
        await Eventually(() => Task.FromResult(RunsOf("sleepy") == 2), "the second worker began");
        first.SetResult();
        await Eventually(() => Task.FromResult(Server.Node.Log.Errors.Count() > failed), "the first worker failed");

        Assert.Equal(
            1,
            await Count($"select count(*) from jobs where arguments like '%sleepy%' and leased_until is not null and state = 'waiting'")
        );
        second.SetResult();
        await takenOver;
        await Eventually(async () => await State("sleepy") == "done", "the second worker finished it");
        Assert.Equal(2, RunsOf("sleepy"));
    }

    [Fact]
    public async Task A_node_that_is_stopped_gives_its_job_back()
    {
        var held = RunErrand.Held["interrupted/1"] = new();
        await Wanted("interrupted");
        await Eventually(() => Task.FromResult(RunsOf("interrupted") == 1), "it began");
        using var stop = new CancellationTokenSource();
        await Change((db, _) => db.Add(JobOf("given back")));
        RunErrand.Held["given back/1"] = new();
        var stopped = Assert.ThrowsAnyAsync<OperationCanceledException>(() => Queue.RunNext(stop.Token));
        await Eventually(() => Task.FromResult(RunsOf("given back") == 1), "it began");

        await stop.CancelAsync();
        await stopped;

        Assert.Equal(
            1,
            await Count(
                $"""
                select count(*) from jobs where arguments like '%given back%' and leased_until is null and attempts = 0
                  and state = 'waiting'
                """
            )
        );
        held.SetResult();
        await Eventually(async () => await State("given back") == "done", "the next worker did it");
    }

    [Fact]
    public async Task A_job_that_is_not_due_yet_waits()
    {
        await Change((db, _) => db.Add(JobOf("tomorrow", j => j.RunAt = Clock.Now() + TimeSpan.FromDays(1))));
        while (await Queue.RunNext(default)) { }
        Assert.Equal(0, RunsOf("tomorrow"));

        Clock.Advance(TimeSpan.FromDays(1));
        await Eventually(async () => await State("tomorrow") == "done", "it was done the next day");
    }

    private Job JobOf(string name, Action<Job>? also = null)
    {
        var job = Job.Of<RunErrand, Errand>(Organization, new(name), Clock.Now());
        also?.Invoke(job);
        return job;
    }

    private Task Wanted(string name, int fails = 0) =>
        Change((db, _) => db.Add(Job.Of<RunErrand, Errand>(Organization, new(name, fails), Clock.Now())));

    private int RunsOf(string name) => RunErrand.Runs.GetValueOrDefault($"{Organization}/{name}");

    private async Task<string> State(string name) =>
        (await Plain(c => c.Rows($"select state from jobs where arguments like {"%\"" + name + "\"%"}", row => row.Text(0), default)))[0];
}
