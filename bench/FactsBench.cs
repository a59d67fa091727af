using System.Data.Common;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;

namespace Rapport.Bench;

/// <summary>
/// The rows of the specification's targets that concern facts, timelines and the 360 view, beside the same SQL sent bare in the same run.
/// </summary>
internal static class FactsBench
{
    private const int BulkRows = 100_000,
        LongTimeline = 520_000,
        Page = 50;
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static async Task Run(BenchOptions options)
    {
        var folder =
            Environment.GetEnvironmentVariable("RAPPORT_BENCH_DATA")
            ?? Path.Combine(Path.GetTempPath(), $"rapport-bench-{(options.OnSqlite ? "sqlite" : "postgres")}-{options.Rows}");
        Directory.CreateDirectory(folder);
        var postgres = options.OnSqlite
            ? null
            : Environment.GetEnvironmentVariable("RAPPORT_BENCH_DATABASE")
                ?? throw new InvalidOperationException("Set RAPPORT_BENCH_DATABASE to a connection string.");
        var organization = await CustomersBench.Prepare(folder, postgres, options);
        var ids = await Customers(folder, postgres, organization);
        await GrowFacts(folder, postgres, organization, ids[0]);
        await using var server = await ServerProcess.Start(folder, postgres);
        Console.WriteLine(
            $"# {options.Rows:N0} customers on {(options.OnSqlite ? "SQLite" : "PostgreSQL under row-level security")}, "
                + $"{Environment.ProcessorCount} cores shared by server, database and load"
        );
        var token = await CustomersBench.SignIn(server.Url);
        if (options.Only is null || "bulk".Contains(options.Only, StringComparison.OrdinalIgnoreCase))
            await Bulk(server.Url, token, ids);
        if (options.Only is null || "live".Contains(options.Only, StringComparison.OrdinalIgnoreCase))
            await new LiveBench(server, token, ids).Run();
        if (options.Only == "live")
            return;

        await using var bare = await BareSql.Open(folder, postgres, organization);
        Console.WriteLine(
            $"{"", -44} {"clients", 7} {"req/s", 9} {"p50 ms", 8} {"p99 ms", 8} {"failed", 6} {"bare/s", 9} {"bare p50", 8} {"ratio", 6}"
        );
        foreach (
            var scenario in (await Scenarios(server.Url, token, ids)).Where(s =>
                options.Only is null || s.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase)
            )
        )
        foreach (var clients in options.Clients)
        {
            var ours = await Load.Http(server.Url, clients, options.Seconds, turn => scenario.Request(turn, token, server.Url));
            var theirs = scenario.Bare is null ? null : await bare.Measure(scenario.Bare, clients, options.Seconds);
            Console.WriteLine(
                $"{scenario.Name, -44} {clients, 7} {ours.PerSecond, 9:N0} {ours.P50, 8:N2} {ours.P99, 8:N2} {ours.Failed, 6} "
                    + $"{theirs?.PerSecond, 9:N0} {theirs?.P50, 8:N2} {ours.PerSecond / theirs?.PerSecond, 6:P0}"
            );
        }
        Console.WriteLine($"memory of the server after the load: {server.WorkingSet / 1024 / 1024:N0} MB");
    }

    private static async Task<List<Scenario>> Scenarios(Uri server, string token, List<Guid> ids)
    {
        var deep = await DeepCursor(server, token, ids[0]);
        Guid Id(int turn) => ids[1 + turn % (ids.Count - 1)];
        Sql First(Guid o, Guid id) =>
            $"""
                select id, type, occurred_at, actor_id, details, pinned, source_type, source_id from timeline_entries
                where organization_id = {o} and customer_id = {id} order by occurred_at desc, id desc limit {Page + 1}
                """;
        return
        [
            new(
                "360 view",
                n => ("GET", $"/api/customers/{Id(n)}/360", null),
                (o, n) =>
                    $"""
                        select * from orders where organization_id = {o} and customer_id = {Id(
                            n
                        )} order by happened_at desc, id desc limit 20
                        """
            ),
            new(
                "timeline, first page of a long one",
                _ => ("GET", $"/api/customers/{ids[0]}/timeline?limit={Page}", null),
                (o, _) => First(o, ids[0])
            ),
            new(
                "timeline, page 10,000 by cursor",
                _ => ("GET", $"/api/customers/{ids[0]}/timeline?limit={Page}&cursor={deep}", null),
                (o, _) => First(o, ids[0])
            ),
            new("timeline, one type of a long one", _ => ("GET", $"/api/customers/{ids[0]}/timeline?limit={Page}&type=order", null)),
            new(
                "list by clv, three filters",
                _ => ("GET", "/api/customers?limit=50&sort=-clv&status=active&orders_min=1&clv_min=10", null)
            ),
            new("orders of a customer", n => ("GET", $"/api/orders?customer_id={Id(n)}&limit=25", null)),
            new(
                "log an interaction",
                n =>
                    (
                        "POST",
                        "/api/interactions",
                        JsonSerializer.Serialize(
                            new
                            {
                                customer_id = Id(n),
                                interaction_type = "call",
                                direction = "outbound",
                                subject = "Bench",
                                occurred_at = "2026-03-01T10:00:00Z",
                            }
                        )
                    )
            ),
        ];
    }

    /// <summary>A hundred thousand facts of five kinds in one body: validated, with their summaries, timeline entries and events.</summary>
    private static async Task Bulk(Uri server, string token, List<Guid> ids)
    {
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = server, Timeout = TimeSpan.FromMinutes(10) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var run = Ids.Next().ToString("N")[..12];
        foreach (var kind in (string[])["warm", "mixed", "orders", "interactions"])
        {
            var body = Encoding.UTF8.GetBytes(
                string.Join(
                    '\n',
                    Enumerable
                        .Range(0, kind == "warm" ? 10_000 : BulkRows)
                        .Select(i => JsonSerializer.Serialize(Fact(kind, i, run, ids[(int)((long)i * 7919 % ids.Count)]), Json))
                )
            );
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
            var watch = Stopwatch.StartNew();
            using var answer = await http.PostAsync(new Uri("/api/facts/bulk", UriKind.Relative), content);
            var last = (await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).TrimEnd().Split('\n')[^1];
            if (kind != "warm")
                Console.WriteLine($"{$"facts in bulk, {kind}", -44} {BulkRows / watch.Elapsed.TotalSeconds, 9:N0} rows/s   {last}");
        }
    }

    private static object Fact(string kind, int i, string run, Guid customer)
    {
        var (id, at, of) = (
            $"{kind}-{run}-{i}",
            new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(i),
            new { id = customer }
        );
        return (
            kind == "orders" ? 0
            : kind == "interactions" ? 2
            : i % 5
        ) switch
        {
            0 => new
            {
                type = "order",
                external_id = id,
                customer = of,
                number = id,
                status = "paid",
                ordered_at = at,
                currency = "EUR",
                lines = new[]
                {
                    new
                    {
                        sku = "A-1",
                        description = "Brake pads",
                        quantity = 2,
                        unit_price = 39.9m,
                    },
                    new
                    {
                        sku = "B-2",
                        description = "Fitting",
                        quantity = 1,
                        unit_price = 25m,
                    },
                },
            },
            1 => new
            {
                type = "ticket",
                external_id = id,
                customer = of,
                subject = "Noise from the front",
                status = "open",
                priority = "normal",
                opened_at = at,
            },
            2 => new
            {
                type = "interaction",
                external_id = id,
                customer = of,
                interaction_type = "call",
                direction = "inbound",
                subject = "Asked for a date",
                occurred_at = at,
                duration_minutes = 4,
            },
            3 => new
            {
                type = "loyalty_transaction",
                external_id = id,
                customer = of,
                points = 20,
                reason = "earn",
                occurred_at = at,
            },
            _ => new
            {
                type = "session",
                external_id = id,
                customer = of,
                started_at = at,
                duration_seconds = 90,
                device = "mobile",
            },
        };
    }

    private static async Task<List<Guid>> Customers(string folder, string? postgres, Guid organization)
    {
        await using var database = Database.Open(folder, postgres);
        await using var connection = await database.OpenSystem(default);
        return await connection.Rows(
            $"select id from customers where organization_id = {organization} order by name_key, id limit 200000",
            row => row.Id(0),
            default
        );
    }

    private static async Task GrowFacts(string folder, string? postgres, Guid organization, Guid longest)
    {
        await using var database = Database.Open(folder, postgres);
        await using var connection = await database.OpenSystem(default);
        if (
            (
                await connection.Rows($"select 1 from orders where organization_id = {organization} limit 1", row => row.Int(0), default)
            ).Count > 0
        )
            return;
        Console.Error.WriteLine("Growing facts …");
        var services = new ServiceCollection().AddLogging();
        services.AddModules(database, MasterKey.Load(folder, null));
        await using var provider = services.BuildServiceProvider();
        await new FactsPopulation(provider, organization).Grow(
            await connection.Rows($"select id from customers where organization_id = {organization} order by id", row => row.Id(0), default)
        );
        await GrowLongTimeline(connection, organization, longest);
        if (postgres is not null)
            await connection.Execute(Sql.Raw("vacuum analyze"), default);
    }

    private static async Task GrowLongTimeline(DbConnection connection, Guid organization, Guid customer)
    {
        var entries = Enumerable
            .Range(0, LongTimeline)
            .Select(i => new Records.Customers.TimelineEntry
            {
                OrganizationId = organization,
                CustomerId = customer,
                OccurredAt = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(i),
                Type = i % 10 == 0 ? "order" : "interaction",
                Details = "{\"title\":\"call - bench\"}",
                SourceType = "interaction",
                SourceId = organization,
            });
        foreach (var some in entries.Chunk(20_000))
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await Records.Customers.KeepCustomersInStep.Timeline.Insert(connection, transaction, some, default);
            await transaction.CommitAsync();
        }
    }

    private static async Task<string> DeepCursor(Uri server, string token, Guid customer)
    {
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = server };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        string? cursor = null;
        // Two hundred a page: the entry that page 10,000 of fifty begins at is 500,000 deep.
        for (var page = 0; page < 10_000 * Page / 200; page++)
        {
            var answer = JsonSerializer.Deserialize<JsonElement>(
                await http.GetStringAsync(
                    new Uri($"/api/customers/{customer}/timeline?limit=200{(cursor is null ? "" : "&cursor=" + cursor)}", UriKind.Relative)
                )
            );
            cursor = answer.GetProperty("next_cursor").GetString() ?? throw new InvalidOperationException("The timeline is too short.");
        }
        return cursor!;
    }
}
