using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;
using Rapport.Platform.Events;

namespace Rapport.Tests.Platform.Events;

[Trait("Spec", "PLT-4")]
public abstract class EventReaderTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteWithReaders server) : EventReaderTests(server), IClassFixture<SqliteWithReaders>;

    public sealed class OnPostgres(PostgresWithReaders server) : EventReaderTests(server), IClassFixture<PostgresWithReaders>
    {
        [Fact]
        public async Task A_writer_does_not_wait_for_another_ones_commit_and_neither_does_a_reader()
        {
            var organization = await Server.AddOrganization("Patient");
            await using var slow = await Open(Server.Node, organization, "slow");

            await Note(Server.Node, organization, "fast").WaitAsync(TimeSpan.FromMinutes(2));

            await Eventually(async () => await Read(organization) >= 1, "the fast event was read while the slow transaction was open");
            await slow.Commit();
            await ReadToTheEnd(organization, written: 2);
        }
    }

    [Fact]
    public async Task Every_event_is_read_once_and_in_order_while_slow_transactions_overlap_fast_ones_on_two_nodes()
    {
        var organization = await Server.AddOrganization("Busy");
        await using var second = await Server.StartNode();
        TestNode[] nodes = [Server.Node, second];
        var written = 0;

        await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(writer =>
                    Task.Run(async () =>
                    {
                        var isSlow = writer < 8;
                        for (var i = 0; i < (isSlow ? 5 : 25); i++)
                        {
                            if (!isSlow)
                                await Note(nodes[writer % 2], organization, $"fast {writer}.{i}");
                            else
                            {
                                await using var open = await Open(nodes[writer % 2], organization, $"slow {writer}.{i}");
                                // SQLite has one writer at a time, so a slow one holds up all.
                                await Task.Delay(Engine == Engine.Postgres ? 10 + 40 * writer : 5);
                                if (i == 3)
                                    continue;
                                await open.Commit();
                            }
                            Interlocked.Increment(ref written);
                        }
                    })
                )
        );

        Assert.Equal(8 * 4 + 8 * 25, written);
        await ReadToTheEnd(organization, written);
        Assert.Null((await Server.Node.Services.GetRequiredService<VerifyLog>().One(organization, default)).Fault);
    }

    [Fact]
    public async Task A_transaction_whose_connection_is_killed_leaves_nothing_and_the_rest_goes_on()
    {
        var organization = await Server.AddOrganization("Interrupted");
        await Note(Server.Node, organization, "before");

        var open = await Open(Server.Node, organization, "never");
        await open.Kill(Engine);
        await Note(Server.Node, organization, "after");

        await ReadToTheEnd(organization, written: 2);
    }

    [Theory]
    [InlineData("poison", "InvalidOperationException")]
    [InlineData("slow poison", "TaskCanceledException")]
    public async Task An_event_that_a_reader_fails_on_is_parked_after_its_tries_and_the_rest_goes_on(string poison, string error)
    {
        var organization = await Server.AddOrganization($"Fed {poison}");
        foreach (var text in new[] { "good", poison, "good again" })
            await Note(Server.Node, organization, text);
        var (readers, fussy) = (Server.Node.Services.GetRequiredService<EventReaders>(), new ReaderRegistration(Fussy.Name, typeof(Fussy)));

        await Eventually(
            async () =>
            {
                Clock.Advance(TimeSpan.FromMinutes(10));
                await readers.CatchUp(fussy, organization, default);
                return await Read(organization, Fussy.Name) == await Last(organization) - 1
                    && await Last(organization) == await Count($"select count(*) from events where organization_id = {organization}");
            },
            "the reader reached the end"
        );

        // The server's own run of the readers may have made the last try, and tells of it once it is committed.
        await Eventually(
            () => Task.FromResult(Server.Node.Log.Lines.Count(l => l.Contains(Fussy.Name) && l.Contains(error)) >= 5),
            "five tries before it was parked"
        );
        var parked = await Db(
            db =>
                db.Rows(
                    $"select position, error from parked_events where organization_id = {organization} and reader = {Fussy.Name}",
                    row => (row.Long(0), row.Text(1)),
                    default
                ),
            organization
        );
        Assert.Equal([(await Last(organization) - 1, error)], parked);
        await ReadToTheEnd(organization, written: 3);
    }

    [Fact]
    public async Task A_reader_that_a_later_version_brings_reads_the_log_from_its_start()
    {
        var organization = await Server.AddOrganization("Grown");
        await Note(Server.Node, organization, "long ago");
        await ReadToTheEnd(organization, written: 1);

        await using var newer = await Server.StartNode(services => services.AddEventReader<Latecomer>());

        await Eventually(
            async () => await Read(organization, Latecomer.Name) == await Last(organization),
            "the new reader came to the end"
        );
    }

    [Fact]
    public async Task The_server_outlives_whatever_its_readers_throw()
    {
        var organization = await Server.AddOrganization("Sturdy");
        await Note(Server.Node, organization, "slow poison");
        await Eventually(
            async () =>
            {
                Clock.Advance(TimeSpan.FromMinutes(10));
                return await Count($"select count(*) from parked_events where organization_id = {organization} and reader = {Fussy.Name}")
                    == 1;
            },
            "the event was given up"
        );

        Assert.False(
            Server
                .Node.Services.GetRequiredService<Microsoft.Extensions.Hosting.IHostApplicationLifetime>()
                .ApplicationStopping.IsCancellationRequested
        );
    }

    /// <summary>What a restart of PostgreSQL does to a node: every connection breaks off, in the middle of whatever it was doing.</summary>
    [Fact]
    public async Task The_server_outlives_a_database_that_breaks_off_every_connection()
    {
        if (Engine == Engine.Sqlite)
            return;
        var organization = await Server.AddOrganization("Unbroken");
        for (var round = 0; round < 20; round++)
        {
            await Attempt(() => Note(Server.Node, organization, $"note {round}"));
            await Plain(c =>
                c.Rows(
                    $"""
                    select pg_terminate_backend(pid) from pg_stat_activity
                    where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
                    """,
                    row => row.Truth(0),
                    default
                )
            );
        }

        await Eventually(() => Attempt(() => Note(Server.Node, organization, "after it")), "somebody can write again");
        await Eventually(
            async () =>
            {
                // A statement that broke off half-way may have been taken for a failure of its event, which waits by this clock.
                Clock.Advance(TimeSpan.FromMinutes(1));
                var written = await Count($"select count(*) from events where organization_id = {organization}");
                return await Last(organization) == written && await Read(organization) == written;
            },
            "its readers go on"
        );
        Assert.Equal(0, await Count($"select count(*) from parked_events where organization_id = {organization}"));
        Assert.False(
            Server
                .Node.Services.GetRequiredService<Microsoft.Extensions.Hosting.IHostApplicationLifetime>()
                .ApplicationStopping.IsCancellationRequested
        );
    }

    private static async Task<bool> Attempt(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private static Task<Guid> Note(TestNode node, Guid organization, string text) =>
        node.In(
            organization,
            async services =>
            {
                var changes = services.GetRequiredService<Changes>();
                await using var change = await changes.Begin(default);
                var id = Ids.Next();
                changes.Raise(new Noted(id, text));
                await change.Save(default);
                return id;
            }
        );

    private static async Task<OpenChange> Open(TestNode node, Guid organization, string text) =>
        await OpenChange.Of(node, organization, new Noted(Ids.Next(), text));

    private Task<long> Read(Guid organization, string? reader = null) =>
        Count($"select count(*) from test_readings where organization_id = {organization} and reader = {reader ?? Recorder.Name}");

    private Task<long> Last(Guid organization) =>
        Count($"select coalesce(max(position), 0) from event_positions where organization_id = {organization}");

    /// <summary>The reader has read all that was written: as many lines as events, from 1 without a gap, each once.</summary>
    private async Task ReadToTheEnd(Guid organization, long written)
    {
        await Eventually(
            async () =>
                await Count($"select count(*) from events where organization_id = {organization} and name = 'test.noted'") == written
                && await Last(organization) == await Count($"select count(*) from events where organization_id = {organization}")
                && await Read(organization) == await Last(organization),
            $"{written} events were read"
        );

        Assert.Equal(
            0,
            await Count(
                $"""
                select count(*) from test_readings r where r.organization_id = {organization} and r.reader = {Recorder.Name}
                and not exists (select 1 from event_positions p
                  where p.organization_id = r.organization_id and p.position = r.position and p.event_id = r.event_id)
                """
            )
        );
        Assert.Equal(
            await Last(organization),
            await Count(
                $"select count(distinct event_id) from test_readings where organization_id = {organization} and reader = {Recorder.Name}"
            )
        );
    }
}
