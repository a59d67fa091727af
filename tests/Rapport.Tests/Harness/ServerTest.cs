using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;
using Rapport.Tests.Harness.Statements;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Harness;

/// <summary>
/// The start of a behaviour test. Two lines make it run on both databases, each class on a fresh one:
/// <code>
/// public abstract class Merging(TestServer server) : ServerTest(server)
/// {
///     public sealed class OnSqlite(SqliteServer server) : Merging(server), IClassFixture&lt;SqliteServer&gt;;
///     public sealed class OnPostgres(PostgresServer server) : Merging(server), IClassFixture&lt;PostgresServer&gt;;
/// </code>
/// </summary>
public abstract class ServerTest(TestServer server) : IDisposable
{
    protected TestServer Server => server;
    protected Engine Engine => server.Engine;
    protected Guid Organization => server.Organization;
    protected TestClock Clock => server.Clock;

    /// <summary>Signed in as the owner of this test's organization.</summary>
    protected HttpClient Api => server.Api;

    /// <summary>Nobody.</summary>
    protected HttpClient Stranger => server.Node.Client();

    /// <summary>Signed in as a new user with this role, such as "sales".</summary>
    protected async Task<HttpClient> As(string role, Guid? branch = null, Guid? organization = null) =>
        await server.SignIn(organization ?? Organization, await server.AddUser(organization ?? Organization, role, branch));

    /// <summary>Signed in as a new user of a new branch who may do everything, but only as far as this scope reaches.</summary>
    protected async Task<HttpClient> Reaching(Scope scope, params Mask[] masks)
    {
        var key = $"{Words.Of(scope)}_{Ids.Next():N}";
        var grants = new Grants(Grants.All.Scopes.Keys.ToDictionary(p => p, _ => scope), masks.ToHashSet());
        await Change((db, _) => db.Add(new Role(key, key, grants, false)));
        return await As(key, (await Api.Post("/api/branches", new { name = $"Elsewhere {Ids.Next():N}" })).Expect(201).Id);
    }

    /// <summary>Another organization on the same database, and its owner.</summary>
    protected async Task<(Guid Id, HttpClient Api)> OtherOrganization()
    {
        var id = await server.AddOrganization("Elsewhere");
        return (id, await server.SignIn(id, server.OwnerOf(id).Id));
    }

    /// <summary>Reads or writes straight through the scope's database, in the organization of this test or another.</summary>
    protected Task<T> Db<T>(Func<RapportDb, Task<T>> use, Guid? organization = null) =>
        server.Node.In(organization ?? Organization, services => use(services.GetRequiredService<RapportDb>()));

    /// <summary>One change as a use case makes it: rows, events and commit.</summary>
    protected Task<T> Change<T>(Func<RapportDb, Changes, T> make, Guid? organization = null) =>
        server.Node.In(
            organization ?? Organization,
            async services =>
            {
                var changes = services.GetRequiredService<Changes>();
                await using var change = await changes.Begin(CancellationToken.None);
                var made = make(services.GetRequiredService<RapportDb>(), changes);
                await change.Save(CancellationToken.None);
                return made;
            }
        );

    protected Task<T> In<T>(Func<IServiceProvider, Task<T>> use, Guid? organization = null) =>
        server.Node.In(organization ?? Organization, use);

    /// <summary>Runs SQL as any other program would: a plain connection with the driver's defaults, as a superuser on PostgreSQL.</summary>
    protected async Task<T> Plain<T>(Func<DbConnection, Task<T>> use)
    {
        await using var connection = await server.Database.OpenPlain();
        return await use(connection);
    }

    protected Task<int> Plainly(Sql sql) => Plain(connection => connection.Execute(sql, CancellationToken.None));

    protected async Task<long> Count(Sql sql) =>
        (await Plain(connection => connection.Rows(sql, row => row.Long(0), CancellationToken.None)))[0];

    /// <summary>Waits until every event has its place in the log.</summary>
    protected Task LogIsSealed() =>
        Eventually(
            async () =>
                await Count(
                    $"""
                    select count(*) from events e where not exists
                    (select 1 from event_positions p where p.organization_id = e.organization_id and p.event_id = e.id)
                    """
                ) == 0,
            "the log is sealed"
        );

    /// <summary>Waits until something holds that happens beside the test, and fails when it never does, which a busy machine is given time
    /// to.</summary>
    protected static async Task Eventually(Func<Task<bool>> holds, string what, int seconds = 120)
    {
        var until = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(until).TotalSeconds < seconds, $"{what}: not within {seconds} seconds.");
            await Task.Delay(20);
        }
    }

    /// <summary>After each test: what the program ran in it kept to its organization.</summary>
    public void Dispose()
    {
        TenantGuard.Check(server.Database);
        GC.SuppressFinalize(this);
    }
}
