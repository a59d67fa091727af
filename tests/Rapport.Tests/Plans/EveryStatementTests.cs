using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Rapport.Platform.Data;
using Rapport.Platform.Jobs;
using Rapport.Tests.Harness.Statements;
using Rapport.Tests.Security;

namespace Rapport.Tests.Plans;

/// <summary>
/// Runs the program among more than 20,000 customers with facts, in two organizations, on a database without statistics, and reads the plan
/// of every statement that ran: those of each page and route, of what follows a write, of jobs, readers and the schedule.
/// </summary>
public abstract partial class EveryStatementTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : EveryStatementTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : EveryStatementTests(server), IClassFixture<PostgresServer>;

    /// <summary>
    /// Statements that must read much, by the file and member that wrote them, each with its reason. A new line there is a decision.
    /// </summary>
    private static readonly Lazy<IReadOnlyDictionary<string, string>> Allowed = new(() =>
        File.ReadLines(Path.Combine(TestMachine.Root, "tests", "Rapport.Tests", "Plans", "Allowed.txt"))
            .Where(line => line.Contains(" | "))
            .Select(line => line.Split(" | "))
            .ToDictionary(line => line[0].Trim(), line => line[1])
    );

    /// <summary>It answers for as long as the page is open.</summary>
    private const string LiveStream = "/live";

    /// <summary>The same text may do little for one value and much for another: so many runs of it are looked at.</summary>
    private int mostRuns = 1;

    private readonly ConcurrentDictionary<string, ConcurrentQueue<RunStatement>> ran = new();

    [Fact]
    public async Task Every_statement_finds_its_rows_by_an_index()
    {
        Assert.SkipWhen(
            Engine == Engine.Postgres,
            "On PostgreSQL without statistics a few statements of stages and tickets still read an organization whole."
        );
        StatementFeed.Of(Server.Database).Ran += Keep;
        await using var holder = await KeepFromAnalysing();
        var rows = await OneOfEach.In(Server, Organization, Api);
        await MakeManyCustomers();
        mostRuns = 4;
        var samples = await ApiSamples.Of(Api);
        var unknown = await ReadEverything(rows);
        await WriteEverything(rows, samples);
        await RunSchedule();
        await Rest();

        if (Engine == Engine.Postgres)
            Assert.Equal(0, await Count($"select count(*) from pg_stats where schemaname = 'public'"));
        Nothing.In(unknown);
        Nothing.In(await Faults());
    }

    private void Keep(RunStatement statement)
    {
        var runs = ran.GetOrAdd(statement.Text, _ => new());
        if (runs.Count < mostRuns)
            runs.Enqueue(statement);
    }

    /// <summary>The program has tables that grow analyzed where it may lock them; autovacuum the same.</summary>
    private async Task<IAsyncDisposable?> KeepFromAnalysing()
    {
        if (Engine != Engine.Postgres)
            return null;
        var holder = (NpgsqlConnection)await Server.Database.OpenPlain();
        await holder.Execute(Sql.Raw("begin"), default);
        foreach (
            var table in await holder.Rows($"select tablename::text from pg_tables where schemaname = 'public'", r => r.Text(0), default)
        )
            await holder.Execute(Sql.Raw($"lock table {table} in share update exclusive mode"), default);
        return holder;
    }

    private async Task MakeManyCustomers()
    {
        var (other, elsewhere) = await OtherOrganization();
        await OneOfEach.In(Server, other, elsewhere);
        await Rest();
        await using var connection = await Server.Database.OpenPlain();
        await new ManyCustomers(connection, Engine, Organization).Make(8_000);
        await new ManyCustomers(connection, Engine, other).Make(800);
        if (Engine == Engine.Postgres)
            await connection.Rows($"select pg_stat_reset()::text", row => 0, default);
        Assert.True(await Count($"select count(*) from customers where organization_id = {Organization}") >= 20_000);
    }

    private async Task<IReadOnlyList<string>> ReadEverything(OneOfEach rows)
    {
        var document = JsonNode.Parse((await Api.Get("/openapi/v1.json")).Expect(200).Text)!.AsObject();
        var queries = new RouteQueries(Api, document, await AnIdOfEach());
        foreach (var route in Routes.Of(Server.Node).Where(r => r is { Method: "GET" or "", IsAsset: false, IsOpen: false }))
            if (route.Pattern != LiveStream && await rows.PathOf(route) is { } path)
                await queries.Ask(route, path + ApiSamples.QueryOf(route));
        return [.. queries.Unknown.Select(parameter => $"no value was found for {parameter}")];
    }

    /// <summary>Bodies as the description of the API has them; what a route makes of them does not matter here.</summary>
    private async Task WriteEverything(OneOfEach rows, ApiSamples samples)
    {
        foreach (
            var route in Routes.Of(Server.Node).Where(r => r is { IsApi: true, IsOpen: false } && r.Method is "POST" or "PUT" or "PATCH")
        )
            if (!route.Pattern.Contains("/me") && !route.Pattern.Contains("/auth/") && await rows.PathOf(route) is { } path)
                await Api.Ask(HttpMethod.Parse(route.Method), path, samples.BodyOf(route));
        foreach (var route in Routes.Of(Server.Node).Where(r => r is { IsApi: true, IsOpen: false, Method: "DELETE" }))
            if (!route.Pattern.Contains("/me") && !route.Pattern.Contains("/auth/") && await rows.PathOf(route) is { } path)
                await Api.Delete(path);
    }

    private async Task RunSchedule()
    {
        foreach (var task in Server.Node.Services.GetServices<ScheduledTask>())
            await Eventually(() => Ran(task), $"{task.Name} ran");
    }

    /// <summary>What the program does by itself among many may hold the database for longer than a writer waits.</summary>
    private async Task<bool> Ran(ScheduledTask task)
    {
        try
        {
            await task.Run(Server.Node.Database, Clock.GetUtcNow(), default);
            return true;
        }
        catch (DatabaseBusy)
        {
            return false;
        }
    }

    /// <summary>Until jobs are done and no statement comes that did not come before.</summary>
    private async Task Rest()
    {
        var seen = -1;
        await Eventually(
            async () =>
            {
                var waiting = await Count($"select count(*) from jobs where state = 'waiting' and run_at <= {Clock.GetUtcNow()}");
                var isQuiet = waiting == 0 && seen == ran.Count;
                seen = ran.Count;
                if (!isQuiet)
                    await Task.Delay(1_000);
                return isQuiet;
            },
            "The program comes to rest",
            seconds: 180
        );
    }

    /// <summary>Statements of Entity Framework go by the first table they name.</summary>
    private static string NameOf(RunStatement statement) =>
        statement.Origin == StatementFeed.EntityFramework
            ? $"{statement.Origin} {FirstTable().Match(statement.Text).Groups["table"].Value}"
            : statement.Origin;

    private async Task<List<string>> Faults()
    {
        await using var plans = await StatementPlans.For(Server);
        var faults = new List<string>();
        foreach (var runs in ran.Values.Where(r => !Allowed.Value.ContainsKey(NameOf(r.First()))).OrderBy(r => NameOf(r.First())))
        foreach (var run in runs)
            if (await plans.Faults(run) is { Count: > 0 } found)
            {
                faults.Add($"{string.Join("\n", found)}\n  in {NameOf(run)}\n{run.Text}\n");
                break;
            }
        return faults;
    }

    private async Task<IReadOnlyDictionary<string, Guid>> AnIdOfEach()
    {
        var ids = new Dictionary<string, Guid>();
        foreach (var table in TenantGuard.Tables)
            try
            {
                var found = await Plain(connection =>
                    connection.Rows(
                        $"select id from {Sql.Raw(table)} where organization_id = {Organization} limit 1",
                        row => row.Id(0),
                        default
                    )
                );
                if (found.Count > 0)
                    ids[table] = found[0];
            }
            catch (System.Data.Common.DbException)
            {
                // Keyed by something else.
            }
        return ids;
    }

    [GeneratedRegex("""(from|update|into) "?(?<table>\w+)""", RegexOptions.IgnoreCase)]
    private static partial Regex FirstTable();
}
