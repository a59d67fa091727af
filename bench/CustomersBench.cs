using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;
using Rapport.Trust.Identity;

namespace Rapport.Bench;

/// <summary>
/// The rows of the specification's targets that concern customers: our API beside the same statement sent bare, in one run.
/// </summary>
internal static class CustomersBench
{
    private const string Email = "bench@example.com",
        Password = "many quiet rivers 71";

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
        var organization = await Prepare(folder, postgres, options);
        await using var server = await ServerProcess.Start(folder, postgres);
        Console.WriteLine(
            $"# {options.Rows:N0} customers on {(options.OnSqlite ? "SQLite" : "PostgreSQL under row-level security")}, "
                + $"{Environment.ProcessorCount} cores shared by server, database and load"
        );
        Console.WriteLine($"start to first answer: {server.StartedIn.TotalSeconds:N2} s");

        var token = await SignIn(server.Url);
        await using var bare = await BareSql.Open(folder, postgres, organization);
        Console.WriteLine(
            $"{"", -44} {"clients", 7} {"req/s", 9} {"p50 ms", 8} {"p99 ms", 8} {"failed", 6} {"bare/s", 9} {"bare p50", 8} {"ratio", 6}"
        );
        foreach (
            var scenario in (await Scenarios.All(server.Url, token, options.Rows)).Where(s =>
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

    internal static Task<Guid> Prepare(string folder, string? postgres, BenchOptions options) =>
        Prepare(folder, postgres, options.Rows, analyze: true);

    internal static async Task<Guid> Prepare(string folder, string? postgres, int rows, bool analyze)
    {
        await using var database = Database.Open(folder, postgres);
        await new Schema(database, TimeProvider.System).Migrate(default);
        var services = new ServiceCollection().AddLogging();
        services.AddModules(database, MasterKey.Load(folder, null));
        await using var provider = services.BuildServiceProvider();
        await using (var connection = await database.OpenSystem(default))
        {
            var known = await connection.Rows($"select id from organizations where name = {"Bench"}", row => row.Id(0), default);
            if (known.Count > 0)
                return known[0];
        }
        Console.Error.WriteLine("Growing the population …");
        var (organization, owner) = await Found(provider);
        await new Population(provider, organization, owner).Grow(rows);
        // Of SQLite the product asks no statistics: without them it always goes by an index.
        if (postgres is null || !analyze)
            return organization;
        await using (var connection = await database.OpenSystem(default))
            await connection.Execute(Sql.Raw("vacuum analyze"), default);
        return organization;
    }

    private static async Task<(Guid Organization, Guid Owner)> Found(IServiceProvider provider)
    {
        await using var scope = provider.CreateAsyncScope();
        var founded = await scope
            .ServiceProvider.GetRequiredService<Trust.Identity.Organizations.CreateOrganization>()
            .Run(new("Bench", Email, Password), default);
        var db = scope.ServiceProvider.GetRequiredService<RapportDb>();
        await using var change = await scope.ServiceProvider.GetRequiredService<Changes>().Begin(default);
        foreach (var branch in (string[])["Leeds", "Harrogate", "York"])
            db.Add(new Branch { Name = branch, CreatedAt = TimeProvider.System.Now() });
        await change.Save(default);
        return (db.TenantId, await db.Users.Where(u => u.Email == Email).Select(u => u.Id).SingleAsync());
    }

    internal static async Task<string> SignIn(Uri server)
    {
        using var handler = new SocketsHttpHandler();
        using var http = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, "/api/auth/login"))
        {
            Content = JsonContent.Create(new { email = Email, password = Password }),
        };
        using var answer = await http.SendAsync(request, default);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }
}
