using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Intake;
using Rapport.Records.Import;
using Rapport.Records.Import.Runs;

namespace Rapport.Tests.Records.Customers.Import;

/// <summary>
/// The database itself gives out in the middle of an import: it says so, keeps what it committed, answers others, and the import goes on
/// later.
/// </summary>
[Trait("Spec", "CUS-9")]
public abstract class ImportFaultTests(TestServer server) : ImportTest(server)
{
    private const int Size = 300;

    /// <summary>
    /// SQLite may take this many pages more, as on a disk that is nearly full; the next batch that needs more is refused by SQLite itself.
    /// </summary>
    private sealed class Filling(RapportDb db) : IFollowChanges
    {
        public static readonly AsyncLocal<bool> IsOn = new();

        public async Task Follow(IReadOnlyList<DomainEvent> events, Batch batch, CancellationToken ct)
        {
            if (!IsOn.Value || !events.OfType<CustomersImported>().Any() || db.Engine != Engine.Sqlite)
                return;
            var pages = (await db.Rows($"pragma page_count", row => row.Long(0), ct))[0];
            await db.Rows(Sql.Raw($"pragma max_page_count = {pages + 60}"), row => row.Long(0), ct);
        }
    }

    public sealed class OnSqlite(SqliteServer server) : ImportFaultTests(server), IClassFixture<SqliteServer>
    {
        protected override Task Fill(Guid organization)
        {
            Filling.IsOn.Value = true;
            return Task.CompletedTask;
        }

        protected override async Task MakeRoom(TestNode node)
        {
            // The limit belongs to each connection, and the pool keeps them.
            var open = new List<System.Data.Common.DbConnection>();
            for (var i = 0; i < 20; i++)
            {
                open.Add(node.Database.Connection());
                await open[^1].OpenAsync();
                await open[^1].Rows($"pragma max_page_count = 1073741823", row => row.Long(0), default);
            }
            foreach (var connection in open)
                await connection.DisposeAsync();
        }
    }

    public sealed class OnPostgres(PostgresServer server) : ImportFaultTests(server), IClassFixture<PostgresServer>
    {
        // A disk of its own would need a mount; this is what the server says once it cannot extend a file.
        protected override async Task Fill(Guid organization)
        {
            await Plainly(
                $"""
                create or replace function no_space() returns trigger language plpgsql as $$
                begin
                  if (select count(*) from customers) > 100
                    then raise exception 'could not extend file "base/1/2": No space left on device' using errcode = '53100'; end if;
                  return null;
                end $$
                """
            );
            await Plainly($"create or replace trigger no_space after insert on customers for each statement execute function no_space()");
        }

        protected override Task MakeRoom(TestNode node) => Plainly($"drop trigger no_space on customers");

        [Fact]
        public async Task The_database_cuts_every_connection_and_the_import_goes_on_where_it_stood()
        {
            var (at, cut) = (await Fresh(), false);
            var import = (await Upload(at.Api, Rows(), ("on_duplicate", "create"))).Expect(201).Id;
            var run = Server.Node.Services.GetRequiredService<RunImport>();
            run.MaxBatch = 50;
            var away = await Assert.ThrowsAnyAsync<Exception>(() =>
                run.Run(
                    at.Id,
                    import,
                    told =>
                    {
                        if (cut || told.RowsDone < 100)
                            return;
                        cut = true;
                        Plainly(
                                $"""
                                select pg_terminate_backend(pid) from pg_stat_activity
                                where datname = current_database() and pid <> pg_backend_pid()
                                """
                            )
                            .GetAwaiter()
                            .GetResult();
                    },
                    default
                )
            );
            // No fault of the import, which nobody has to start again.
            Assert.True(LostDatabase.Is(away), away.ToString());
            Assert.NotEqual("failed", (await at.Api.Get($"/api/imports/{import}"))["state"].GetString());
            await GoesOn(run, at, import, others: 0);
        }
    }

    protected abstract Task Fill(Guid organization);

    protected abstract Task MakeRoom(TestNode node);

    [Fact]
    public async Task The_disk_is_full_in_the_middle_and_the_import_goes_on_once_there_is_room()
    {
        await using var node = await Server.StartNode(services => services.AddScoped<IFollowChanges, Filling>());
        var at = await Fresh();
        var import = (await Upload(at.Api, Rows(), ("on_duplicate", "create"))).Expect(201).Id;
        await Fill(at.Id);
        var run = node.Services.GetRequiredService<RunImport>();
        run.MaxBatch = 50;
        var refusal = await Assert.ThrowsAsync<Refusal>(() => run.Run(at.Id, import, null, default));
        Assert.Contains("disk is full", refusal.Message);
        if (Engine == Engine.Postgres)
            Refused(
                507,
                await at.Api.Post("/api/customers?on_duplicate=create", new { type = "individual", display_name = "One Too Many" }),
                "disk_full"
            );
        Filling.IsOn.Value = false;
        await MakeRoom(node);
        await KeptAndGoesOn(run, at, import, refusal);
    }

    private async Task KeptAndGoesOn(RunImport run, (Guid Id, HttpClient Api) at, Guid import, Refusal refusal)
    {
        var stopped = (await at.Api.Get($"/api/imports/{import}")).Expect(200);
        Assert.Equal(("failed", refusal.Message), (stopped["state"].GetString(), stopped["error"].GetString()));
        Assert.InRange(stopped["rows_done"].GetInt64(), 50, Size - 50);
        Assert.Equal(stopped["rows_done"].GetInt64(), await CustomersOf(at.Id));
        Assert.Equal(
            201,
            (await at.Api.Post("/api/customers?on_duplicate=create", new { type = "individual", display_name = "Somebody Else" })).Status
        );

        await GoesOn(run, at, import, others: 1);
    }

    private async Task GoesOn(RunImport run, (Guid Id, HttpClient Api) at, Guid import, int others)
    {
        await run.Run(at.Id, import, null, default);
        Counts(await at.Api.Get($"/api/imports/{import}"), created: Size);
        Assert.Equal(Size + others, await CustomersOf(at.Id));
        await AssertDerived(at.Id);
    }

    // Long enough that a batch needs more pages than are left.
    private static string Rows() =>
        "name,email,city\n"
        + string.Concat(
            Enumerable
                .Range(0, Size)
                .Select(i => $"Person {i} {new string((char)('a' + i % 26), 90)},p{i}.{new string('x', 40)}@example.com,Town {i % 13}\n")
        );
}
