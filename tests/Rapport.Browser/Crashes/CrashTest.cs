using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Rapport.Chaos;
using Rapport.Platform.Data;
using Rapport.Tests.Harness;

namespace Rapport.Browser.Crashes;

/// <summary>A program and a database of one test's own, which may be stopped, locked or filled under it.</summary>
public abstract class CrashTest : IAsyncLifetime
{
    // The promise is 10 seconds; a busy machine may take longer for everything, a program that needs a person never comes back.
    protected static readonly TimeSpan Back = TimeSpan.FromSeconds(60);

    private readonly string folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"rapport-crash-{Ids.Next():N}")).FullName;
    private HttpClient api = null!;

    protected ServedProgram Server { get; private set; } = null!;
    protected HttpClient Api => api;
    protected string Token { get; private set; } = "";
    protected virtual string Folder => folder;

    protected static string ProgramFile =>
        Path.Combine(
            Environment.GetEnvironmentVariable("RAPPORT_TEST_PROGRAM") is { Length: > 0 } named
                ? named
                : Path.Combine(TestMachine.Root, "artifacts", "publish"),
            "rapport.dll"
        );

    protected virtual Task<string?> Database() => Task.FromResult<string?>(null);

    public async ValueTask InitializeAsync()
    {
        Server = new ServedProgram(ProgramFile, Folder, await Database());
        await Server.StartAndWait();
        Token = await Server.SignIn();
        api = Server.Client(Token);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Api?.Dispose();
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>What a supervisor is told; the answer comes soon, whatever the database does.</summary>
    protected async Task<(HttpStatusCode Status, JsonElement Body)> Ready()
    {
        var answer = await Api.GetAsync("/health/ready");
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }

    protected async Task UntilReadySays(HttpStatusCode status)
    {
        var began = Stopwatch.GetTimestamp();
        while ((await Ready()).Status != status)
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Back, $"/health/ready never said {(int)status}.");
            await Task.Delay(50);
        }
    }

    protected async Task<bool> IsLive() => (await Api.GetAsync("/health/live")).StatusCode == HttpStatusCode.OK;

    /// <summary>Every acknowledged customer is there once, and the program never ended.</summary>
    protected async Task NothingIsLost(Ledger ledger)
    {
        Assert.False(Server.HasEnded, Server.Said);
        Assert.False(ledger.Answers.ContainsKey("500 internal"), Server.Said);
        Assert.Equal(0, ledger.WithoutRetry);
        foreach (var (name, id) in ledger.Acknowledged)
        {
            using var answer = await Api.GetAsync($"/api/customers/{id}");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(
                name,
                JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("display_name").GetString()
            );
        }
        var verified = await Server.Command("verify");
        Assert.True(verified.Code == 0, verified.Printed);
        var proved = await Server.Command("audit", "verify");
        Assert.True(proved.Code == 0, proved.Printed);
    }

    protected Ledger Write(params ServedProgram[] others) =>
        new([() => Api, .. others.Select(other => other.Client(Token)).Select(client => (Func<HttpClient>)(() => client))]);
}
