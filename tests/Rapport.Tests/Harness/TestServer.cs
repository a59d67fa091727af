using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rapport.Platform.Data;

namespace Rapport.Tests.Harness;

/// <summary>The real server, all of it, listening on a port of its own over a fresh database that holds one organization.</summary>
public abstract class TestServer(Engine engine) : IAsyncLifetime
{
    private TestNode node = null!;

    public Engine Engine => engine;
    public TestDatabase Database { get; private set; } = null!;
    public TestClock Clock { get; } = new();
    public MasterKey Master { get; } = new(RandomNumberGenerator.GetBytes(32));
    public Guid Organization { get; private set; }
    public TestNode Node => node;

    /// <summary>Services that this fixture puts beside the program's own.</summary>
    protected virtual void Add(IServiceCollection services) { }

    /// <summary>Tables that this fixture keeps beside the program's own.</summary>
    protected virtual IEnumerable<string> Tables => [];

    public async Task InitializeAsync()
    {
        Database = await TestDatabase.Migrated(engine);
        foreach (var table in Tables) await Create(table);
        node = await StartNode();
        Organization = await AddOrganization("Northwind Garages");
    }

    /// <summary>Another process' worth of server on the same database.</summary>
    public Task<TestNode> StartNode(Action<IServiceCollection>? also = null) => TestNode.Start(Database.Open(), Master, services =>
    {
        services.AddSingleton<TimeProvider>(Clock);
        Add(services);
        also?.Invoke(services);
    });

    public async Task<Guid> AddOrganization(string name)
    {
        var id = Ids.Next();
        await node.In(id, async services =>
        {
            await using var change = await services.GetRequiredService<Changes>().Begin(CancellationToken.None);
            services.GetRequiredService<RapportDb>().Add(new Organization(id, name, "Europe/Berlin", "EUR", Clock.Now()));
            await change.Save(CancellationToken.None);
            return id;
        });
        return id;
    }

    private async Task Create(string table)
    {
        await using var connection = await Database.OpenPlain();
        await connection.Execute(Sql.Raw($"create table {table}"), CancellationToken.None);
        if (engine == Engine.Postgres) await connection.Execute(Sql.Raw($"grant all on {table.Split(' ')[0]} to {Rapport.Platform.Data.Database.AppRole}"), CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await node.DisposeAsync();
        await Database.DisposeAsync();
    }
}

public class SqliteServer() : TestServer(Engine.Sqlite);

public class PostgresServer() : TestServer(Engine.Postgres);

/// <summary>One running server.</summary>
public sealed class TestNode : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Database database;

    private TestNode(WebApplication app, Database database, TestLog log) => (this.app, this.database, Log) = (app, database, log);

    public IServiceProvider Services => app.Services;
    public Database Database => database;
    public TestLog Log { get; }
    public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<TestNode> Start(Database database, MasterKey master, Action<IServiceCollection> also)
    {
        var log = new TestLog();
        // Named, since the program that hosts it here is the test runner.
        var app = Server.Build(["--urls", "http://127.0.0.1:0", "--applicationName", "rapport"], database, master, services =>
        {
            services.AddLogging(logging => logging.ClearProviders().AddProvider(log));
            also(services);
        });
        await app.StartAsync();
        return new TestNode(app, database, log);
    }

    /// <summary>Does something in a scope of its own, as the program at work in this organization.</summary>
    public async Task<T> In<T>(Guid organization, Func<IServiceProvider, Task<T>> use)
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(organization);
        return await use(scope.ServiceProvider);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await database.DisposeAsync();
    }
}
