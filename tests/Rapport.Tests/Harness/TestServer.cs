using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Trust.Identity;
using Rapport.Trust.Identity.Organizations;
using Rapport.Trust.Identity.SigningIn;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Harness;

/// <summary>The real server, all of it, listening on a port of its own over a fresh database that holds one organization.</summary>
public abstract class TestServer(Engine engine) : IAsyncLifetime
{
    public const string Password = "correct horse battery staple 7";

    private readonly Dictionary<Guid, (Guid Id, string Email)> owners = [];
    private TestNode node = null!;

    public Engine Engine => engine;
    public TestDatabase Database { get; private set; } = null!;
    public TestClock Clock { get; } = new();
    public MasterKey Master { get; } = new(RandomNumberGenerator.GetBytes(32));
    public Guid Organization { get; private set; }
    public TestNode Node => node;

    /// <summary>Signed in as the owner.</summary>
    public HttpClient Api { get; private set; } = null!;

    /// <summary>Services that this fixture puts beside the program's own.</summary>
    protected virtual void Add(IServiceCollection services) { }

    /// <summary>Tables that this fixture keeps beside the program's own.</summary>
    protected virtual IEnumerable<string> Tables => [];

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.Migrated(engine);
        foreach (var table in Tables)
            await Create(table);
        node = await StartNode();
        Organization = await AddOrganization("Northwind Garages");
        Api = await SignIn(Organization, OwnerOf(Organization).Id);
    }

    /// <summary>Another process' worth of server on the same database.</summary>
    /// <param name="settings">Such as "--RAPPORT_PROXIES", "10.0.0.7".</param>
    public Task<TestNode> StartNode(Action<IServiceCollection>? also = null, params string[] settings) =>
        TestNode.Start(
            Database.Open(),
            Master,
            services =>
            {
                services.AddSingleton<TimeProvider>(Clock);
                Add(services);
                also?.Invoke(services);
            },
            settings
        );

    /// <summary>An organization as a first start makes one: roles, system user, owner.</summary>
    public async Task<Guid> AddOrganization(string name)
    {
        await using var scope = node.Services.CreateAsyncScope();
        var made = await scope
            .ServiceProvider.GetRequiredService<CreateOrganization>()
            .Run(new($"{name} {Ids.Next():N}", $"owner.{Ids.Next():N}@example.org", Password), CancellationToken.None);
        owners[made.OrganizationId] = (made.OwnerId, made.OwnerEmail);
        return made.OrganizationId;
    }

    public (Guid Id, string Email) OwnerOf(Guid organization) => owners[organization];

    /// <summary>
    /// A client signed in as this user. It opens the session as a sign-in does once the password was right; hashing one for each would take
    /// most of the run.
    /// </summary>
    public Task<HttpClient> SignIn(Guid organization, Guid user, TestNode? at = null) =>
        node.In(
            organization,
            async services =>
            {
                var login = await services
                    .GetRequiredService<RapportDb>()
                    .Logins.SingleAsync(l => l.OrganizationId == organization && l.UserId == user);
                var session = await services
                    .GetRequiredService<OpenSession>()
                    .Run(login, new Origin(null, "Tests"), "password", CancellationToken.None);
                return (at ?? node).Client(session!.Access.Text);
            }
        );

    /// <summary>A new user with one role, built-in or the organization's own, and a login without a password.</summary>
    public Task<Guid> AddUser(Guid organization, string role, Guid? branch = null) =>
        node.In(
            organization,
            async services =>
            {
                var (db, email) = (services.GetRequiredService<RapportDb>(), $"{role}.{Ids.Next():N}@example.org");
                await using var change = await services.GetRequiredService<Changes>().Begin(CancellationToken.None);
                var user = new User
                {
                    Name = $"Some {role}",
                    Email = email,
                    Status = UserStatus.Active,
                    BranchId = branch,
                    LoginId = Ids.Next(),
                    CreatedAt = Clock.Now(),
                };
                db.Add(user);
                db.Add(
                    new UserRole { UserId = user.Id, RoleId = await db.Roles.Where(r => r.Key == role).Select(r => r.Id).SingleAsync() }
                );
                db.Add(
                    new Login
                    {
                        Id = user.LoginId!.Value,
                        OrganizationId = organization,
                        UserId = user.Id,
                        UserName = email,
                        NormalizedUserName = email.ToUpperInvariant(),
                        Email = email,
                        NormalizedEmail = email.ToUpperInvariant(),
                        EmailConfirmed = true,
                        LockoutEnabled = true,
                        SecurityStamp = Ids.Next().ToString("N"),
                    }
                );
                await change.Save(CancellationToken.None);
                return user.Id;
            }
        );

    private async Task Create(string table)
    {
        await using var connection = await Database.OpenPlain();
        await connection.Execute(Sql.Raw($"create table {table}"), CancellationToken.None);
        if (engine == Engine.Postgres)
            await connection.Execute(
                Sql.Raw($"grant all on {table.Split(' ')[0]} to {Rapport.Platform.Data.Database.AppRole}"),
                CancellationToken.None
            );
    }

    public async ValueTask DisposeAsync()
    {
        await node.DisposeAsync();
        await Database.DisposeAsync();
    }
}

public class SqliteServer() : TestServer(Engine.Sqlite);

/// <summary>Nothing follows the log by itself, so that the whole database can be compared before and after.</summary>
public sealed class QuietSqliteServer : SqliteServer
{
    protected override void Add(IServiceCollection services) => services.RemoveAll<ReaderRegistration>();
}

/// <inheritdoc cref="QuietSqliteServer"/>
public sealed class QuietPostgresServer : PostgresServer
{
    protected override void Add(IServiceCollection services) => services.RemoveAll<ReaderRegistration>();
}

public class PostgresServer() : TestServer(Engine.Postgres);
