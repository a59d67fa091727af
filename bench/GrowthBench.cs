using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Rapport.Platform.Data;

namespace Rapport.Bench;

/// <summary>
/// How the times of the daily requests grow with the number of customers, each with facts, on databases that nobody analysed by hand. What
/// goes by an index takes about as long among 300,000 customers as among 20,000.
/// </summary>
internal static class GrowthBench
{
    private const double Goal = 1.5;
    private static readonly int[] OnSqlite = [20_000, 100_000, 300_000],
        OnPostgres = [100_000, 1_000_000];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <param name="Sizes">Null where a single request took too long to send more of them.</param>
    private sealed record Series(string Name, List<Figures?> Sizes);

    /// <summary>All customers, and the names of some of them.</summary>
    private sealed record Known(IReadOnlyList<Guid> Ids, IReadOnlyList<string> Names);

    public static async Task Run(BenchOptions options)
    {
        if (options.Engine is null or "sqlite")
            await Measure(options, "SQLite", options.Sizes ?? OnSqlite, size => (Folder("sqlite", size), null));
        if (options.Engine is null or "postgres")
            await Measure(options, "PostgreSQL", options.Sizes ?? OnPostgres, size => (Folder("postgres", size), Named(size)));
    }

    private static async Task Measure(BenchOptions options, string engine, int[] sizes, Func<int, (string Folder, string? Postgres)> place)
    {
        var measured = new List<Series>();
        foreach (var size in sizes)
        {
            var (folder, postgres) = place(size);
            var known = await Prepare(folder, postgres, size);
            await using var server = await ServerProcess.Start(folder, postgres);
            var token = await CustomersBench.SignIn(server.Url);
            foreach (var scenario in Scenarios(known).Where(s => options.Only is null || s.Name.Contains(options.Only)))
            {
                if (measured.Find(m => m.Name == scenario.Name) is not { } series)
                    measured.Add(series = new(scenario.Name, []));
                Console.Error.WriteLine($"  {size:N0}: {scenario.Name}");
                series.Sizes.Add(await Measure(scenario, options, server.Url, token));
            }
        }
        Print(engine, options.Clients[0], sizes, measured);
    }

    private static async Task<Figures?> Measure(Scenario scenario, BenchOptions options, Uri server, string token)
    {
        using var late = new CancellationTokenSource(Patience);
        try
        {
            await Load.Http(server, 1, 0, turn => scenario.Request(turn, token, server)).WaitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        return await Load.Http(server, options.Clients[0], options.Seconds, turn => scenario.Request(turn, token, server));
    }

    private static void Print(string engine, int clients, int[] sizes, List<Series> measured)
    {
        Console.WriteLine($"# {engine}, {clients} at once: p50 / p99 in ms, and how much longer the largest takes than the smallest");
        Console.WriteLine($"{"", -32}{string.Concat(sizes.Select(size => $"{size, 20:N0}"))}{"growth", 9}{"failed", 8}");
        foreach (var (name, figures) in measured)
        {
            var growth = figures[^1]?.P50 / figures[0]?.P50;
            var times = string.Concat(figures.Select(f => $"{(f is null ? "too long" : $"{f.P50:N1} / {f.P99:N1}"), 20}"));
            Console.WriteLine($"{name, -32}{times}{growth, 8:N2}{(growth <= Goal ? " " : "!")}{figures.Sum(f => f?.Failed ?? 0), 8}");
        }
        Console.WriteLine($"The goal is {Goal:N1} or less; what is above it is marked.");
    }

    private static IEnumerable<Scenario> Scenarios(Known known)
    {
        var (ids, names) = (known.Ids, known.Names);
        var run = Ids.Next().ToString("N")[..12];
        var created = 0;
        Guid Id(int turn) => ids[(int)((long)turn * 7919 % ids.Count)];
        Scenario Search(string name, params string[] typed) =>
            new(name, n => ("GET", $"/api/customers?limit=25&search={Uri.EscapeDataString(typed[n % typed.Length])}", null));
        return
        [
            new("list 50 by name", _ => ("GET", "/api/customers?limit=50", null)),
            new("list 50 by -created_at", _ => ("GET", "/api/customers?limit=50&sort=-created_at", null)),
            // The invented e-mail ends with the customer's number.
            new("search, rare", n => ("GET", $"/api/customers?limit=25&search={n * 37 % ids.Count}%40example", null)),
            Search("search, common", "bai", "hug", "sha", "tho"),
            Search(
                "search, two words",
                [.. names.Select(name => string.Join(' ', name.Split(' ').Select(word => word[..Math.Min(4, word.Length)])))]
            ),
            Search("search, digits of a phone", "77009", "4477", "0091", "90012"),
            Search("search, nothing found", "zqxvkw", "qqwxyz", "xzqjkv"),
            Search("search, one letter", "b", "h", "m", "t"),
            Search("search, mistyped", [.. names.Where(name => name.Length > 8).Select(Mistyped)]),
            new("open", n => ("GET", $"/api/customers/{Id(n)}", null)),
            new("360", n => ("GET", $"/api/customers/{Id(n)}/360", null)),
            new("timeline", n => ("GET", $"/api/customers/{Id(n)}/timeline?limit=50", null)),
            new("create", _ => ("POST", "/api/customers", Bench.Scenarios.NewCustomer(run, Interlocked.Increment(ref created)))),
        ];
    }

    /// <summary>Two letters changed places.</summary>
    private static string Mistyped(string name) => $"{name[..^3]}{name[^2]}{name[^3]}{name[^1]}";

    /// <summary>Customers and their facts, made once and kept for the next run.</summary>
    private static async Task<Known> Prepare(string folder, string? postgres, int size)
    {
        Directory.CreateDirectory(folder);
        if (postgres is not null)
            await CreateDatabase(postgres);
        var organization = await CustomersBench.Prepare(folder, postgres, size, analyze: false);
        await using var database = Database.Open(folder, postgres);
        await using var connection = await database.OpenSystem(default);
        var ids = await connection.Rows(
            $"select id from customers where organization_id = {organization} order by id limit {size}",
            row => row.Id(0),
            default
        );
        var names = await connection.Rows(
            $"select display_name from customers where organization_id = {organization} order by id limit 500",
            row => row.Text(0),
            default
        );
        var known = new Known(ids, names);
        var orders = await connection.Rows(
            $"select 1 from orders where organization_id = {organization} limit 1",
            row => row.Int(0),
            default
        );
        if (orders.Count > 0)
            return known;
        Console.Error.WriteLine("Growing facts …");
        var services = new ServiceCollection().AddLogging();
        services.AddModules(database, MasterKey.Load(folder, null));
        await using var provider = services.BuildServiceProvider();
        await new FactsPopulation(provider, organization).Grow(ids);
        return known;
    }

    private static async Task CreateDatabase(string postgres)
    {
        var named = new NpgsqlConnectionStringBuilder(postgres);
        var name = named.Database!;
        await using var connection = new NpgsqlConnection(Server);
        await connection.OpenAsync();
        var known = await connection.Rows($"select 1 from pg_database where datname = {name}", row => row.Int(0), default);
        if (known.Count == 0)
            await connection.Execute(Sql.Raw($"create database \"{name}\""), default);
    }

    private static string Folder(string engine, int size) =>
        Path.Combine(Environment.GetEnvironmentVariable("RAPPORT_BENCH_DATA") ?? Path.GetTempPath(), $"rapport-growth-{engine}-{size}");

    /// <summary>A database for each size, beside the one that is named for the other measurements.</summary>
    private static string Named(int size) => new NpgsqlConnectionStringBuilder(Server) { Database = $"rapport_growth_{size}" }.ToString();

    private static string Server =>
        Environment.GetEnvironmentVariable("RAPPORT_BENCH_DATABASE")
        ?? throw new InvalidOperationException("Set RAPPORT_BENCH_DATABASE to a connection string.");
}
