using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Intake;
using Rapport.Records.Import;
using Rapport.Records.Import.Runs;

namespace Rapport.Tests.Records.Customers.Import;

/// <summary>An import that is stopped anywhere goes on without a double or a lost row.</summary>
[Trait("Spec", "CUS-9")]
public abstract class ImportResumeTests(TestServer server) : ImportTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : ImportResumeTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : ImportResumeTests(server), IClassFixture<PostgresServer>;

    /// <summary>Fails a change that holds imported rows, when told to, before it commits.</summary>
    private sealed class Saboteur : IFollowChanges
    {
        public static readonly AsyncLocal<Func<bool>?> Strikes = new();

        public Task Follow(IReadOnlyList<DomainEvent> events, Batch batch, CancellationToken ct) =>
            events.OfType<CustomersImported>().Any() && Strikes.Value?.Invoke() == true
                ? throw new IOException("The cable was pulled.")
                : Task.CompletedTask;
    }

    // Equal rows on purpose, and none with an ID of its own: only the place in the file tells them apart.
    private static string Rows(int count) =>
        "name,city\n" + string.Concat(Enumerable.Range(0, count).Select(i => $"Person {i % 97},Town {i % 13}\n"));

    [Fact]
    public async Task Failures_before_and_after_any_commit_leave_exactly_the_file()
    {
        await using var node = await Server.StartNode(services => services.AddScoped<IFollowChanges, Saboteur>());
        foreach (var seed in Enumerable.Range(1, 6))
        {
            var (random, at) = (new Random(seed), await Fresh());
            var count = 150 + random.Next(100);
            var import = (await Upload(at.Api, Rows(count), ("on_duplicate", "create"))).Expect(201).Id;
            var run = node.Services.GetRequiredService<RunImport>();
            run.MaxBatch = 1 + random.Next(20);
            for (var attempt = 0; ; attempt++)
            {
                Assert.True(attempt < 200, "It never came to its end.");
                Saboteur.Strikes.Value = () => random.Next(4) == 0;
                try
                {
                    await run.Run(
                        at.Id,
                        import,
                        _ =>
                        {
                            if (random.Next(6) == 0)
                                throw new OperationCanceledException();
                        },
                        CancellationToken.None
                    );
                    break;
                }
                catch (Exception stopped) when (stopped is Refusal { Code: "import_failed" } or OperationCanceledException) { }
            }
            Saboteur.Strikes.Value = null;
            Counts(await at.Api.Get($"/api/imports/{import}"), created: count);
            Assert.Equal(count, await CustomersOf(at.Id));
            Assert.Equal(count, await Count($"select count(*) from import_rows where import_id = {import}"));
            Assert.Equal(
                0,
                await Count(
                    $"""
                    select count(*) from (select display_name, count(*) as n from customers where organization_id = {at.Id}
                      group by display_name) c where n not in ({count / 97}, {count / 97 + 1})
                    """
                )
            );
            await AssertDerived(at.Id);
        }
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing_and_answers_the_first_result()
    {
        var at = await Fresh();
        var first = await Import(at, Rows(40));
        var again = await Upload(at.Api, Rows(40));
        Assert.Equal((200, first.Id), (again.Status, again.Id));
        Assert.Equal($"/api/imports/{first.Id}", again.Headers.Location!.ToString());
        Assert.Equal(40, await CustomersOf(at.Id));

        var forced = (await Upload(at.Api, Rows(40), ("again", "true"))).Expect(201);
        Assert.NotEqual(first.Id, forced.Id);
        // Asked once more while that one is unfinished, it is found again.
        Assert.Equal(forced.Id, (await Upload(at.Api, Rows(40), ("again", "true"))).Expect(200).Id);
        Assert.NotEqual(first.Id, (await Upload(at.Api, Rows(40), ("on_duplicate", "skip"))).Expect(201).Id);
    }

    [Fact]
    public async Task Two_runs_of_one_file_at_once_are_one_run()
    {
        var at = await Fresh();
        var import = (await Upload(at.Api, Rows(400), ("on_duplicate", "create"))).Expect(201).Id;
        await using var other = await Server.StartNode();
        var outcomes = await Task.WhenAll(
            new[] { Server.Node, other, Server.Node, other }.Select(async node =>
            {
                try
                {
                    return (await node.Services.GetRequiredService<RunImport>().Run(at.Id, import, null, CancellationToken.None)).Created;
                }
                catch (Refusal refusal)
                {
                    return refusal.Code == "import_running" ? -1 : -2;
                }
            })
        );
        Assert.All(outcomes, o => Assert.True(o is 400 or -1));
        Assert.Equal(400, await CustomersOf(at.Id));
        Refused(409, await at.Api.Post($"/api/imports/{import}/cancellation"), "not_running");
    }

    [Fact]
    public async Task Two_uploads_of_one_file_at_once_are_one_import()
    {
        var at = await Fresh();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Upload(at.Api, Rows(30))));
        Assert.Single(answers.Select(a => a.Id).Distinct());
        Assert.Equal(1, answers.Count(a => a.Status == 201));
        Assert.Equal(1, await Count($"select count(*) from imports where organization_id = {at.Id}"));
    }

    [Fact]
    public async Task What_a_killed_process_left_running_can_be_stopped_and_started_again()
    {
        var at = await Fresh();
        var import = (await Upload(at.Api, Rows(30), ("on_duplicate", "create"))).Expect(201).Id;
        await Plainly($"update imports set state = {"running"} where id = {import}");
        Assert.Equal("cancelled", (await at.Api.Post($"/api/imports/{import}/cancellation")).Expect(202)["state"].GetString());
        await Plainly($"update imports set state = {"running"} where id = {import}");
        (await at.Api.Post($"/api/imports/{import}/run")).Expect(202);
        await Eventually(async () => (await at.Api.Get($"/api/imports/{import}"))["state"].GetString() == "finished", "the import");
        Assert.Equal(30, await CustomersOf(at.Id));
    }

    [Fact]
    public async Task A_full_disk_is_told_and_the_import_goes_on_once_there_is_room()
    {
        var at = await Fresh();
        await using var node = await Server.StartNode(services => services.AddScoped<IFollowChanges, Saboteur>());
        var import = (await Upload(at.Api, Rows(60), ("on_duplicate", "create"))).Expect(201).Id;
        var run = node.Services.GetRequiredService<RunImport>();
        run.MaxBatch = 20;
        var batches = 0;
        Saboteur.Strikes.Value = () => ++batches == 2 ? throw new IOException("No space left on device", 28) : false;
        var refusal = await Assert.ThrowsAsync<Refusal>(() => run.Run(at.Id, import, null, CancellationToken.None));
        Assert.Contains("disk is full", refusal.Message);
        Assert.Equal(("failed", 20L), ((await at.Api.Get($"/api/imports/{import}"))["state"].GetString(), await CustomersOf(at.Id)));
        Counts((await Finished(run, at, import)), created: 60);
        Assert.Equal(60, await CustomersOf(at.Id));
    }

    private static async Task<Answer> Finished(RunImport run, (Guid Id, HttpClient Api) at, Guid import)
    {
        await run.Run(at.Id, import, null, CancellationToken.None);
        return await at.Api.Get($"/api/imports/{import}");
    }

    [Fact]
    public async Task A_cancelled_import_keeps_what_it_took_in_and_goes_on_later()
    {
        var at = await Fresh();
        var import = (await Upload(at.Api, Rows(120), ("on_duplicate", "create"))).Expect(201).Id;
        await using var node = await Server.StartNode();
        var run = node.Services.GetRequiredService<RunImport>();
        run.MaxBatch = 10;
        var told = 0;
        Task<Answer>? cancelling = null;
        await run.Run(
            at.Id,
            import,
            _ =>
            {
                if (++told < 3)
                    return;
                cancelling ??= at.Api.Post($"/api/imports/{import}/cancellation");
                SpinWait.SpinUntil(() => cancelling.IsCompleted);
            },
            CancellationToken.None
        );
        (await cancelling!).Expect(202);
        var stopped = await at.Api.Get($"/api/imports/{import}");
        Assert.Equal("cancelled", stopped["state"].GetString());
        Assert.Equal(stopped["rows_done"].GetInt64(), await CustomersOf(at.Id));
        Assert.InRange(stopped["rows_done"].GetInt64(), 30, 119);

        (await at.Api.Post($"/api/imports/{import}/run")).Expect(202);
        await Eventually(
            async () => (await at.Api.Get($"/api/imports/{import}"))["state"].GetString() == "finished",
            "the rest of the import"
        );
        Assert.Equal(120, await CustomersOf(at.Id));
    }

    [Fact]
    public async Task An_import_whose_file_is_gone_fails_with_a_sentence_and_goes_on_with_a_new_copy()
    {
        var at = await Fresh();
        var import = (await Upload(at.Api, Rows(20))).Expect(201).Id;
        await LoseFiles();
        var refusal = await Assert.ThrowsAsync<Refusal>(() =>
            Server.Node.Services.GetRequiredService<RunImport>().Run(at.Id, import, null, CancellationToken.None)
        );
        Assert.Equal("import_failed", refusal.Code);
        Assert.Equal("failed", (await at.Api.Get($"/api/imports/{import}"))["state"].GetString());
        Assert.Equal(import, (await Upload(at.Api, Rows(20))).Expect(200).Id);
        await Server.Node.Services.GetRequiredService<RunImport>().Run(at.Id, import, null, CancellationToken.None);
        Assert.Equal(20, await CustomersOf(at.Id));
    }
}
