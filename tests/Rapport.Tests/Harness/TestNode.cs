using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rapport.Platform.Data;

namespace Rapport.Tests.Harness;

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

    public static async Task<TestNode> Start(Database database, MasterKey master, Action<IServiceCollection> also, params string[] settings)
    {
        var log = new TestLog();
        // Named, since the program that hosts it here is the test runner.
        var app = Server.Build(
            ["--urls", "http://127.0.0.1:0", "--applicationName", "rapport", .. settings],
            database,
            master,
            services =>
            {
                services.AddLogging(logging => logging.ClearProviders().AddProvider(log));
                also(services);
            }
        );
        await app.StartAsync();
        return new TestNode(app, database, log);
    }

    /// <summary>A client that follows no redirect and keeps no cookie; without a token, nobody.</summary>
    public HttpClient Client(string? token = null)
    {
        var client = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                Expect100ContinueTimeout = TimeSpan.FromSeconds(30),
            }
        )
        {
            BaseAddress = Address,
            Timeout = TimeSpan.FromMinutes(3),
        };
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
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
