using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Rapport.Chaos;

namespace Rapport.Browser.Crashes;

/// <summary>PostgreSQL restarts, is away, or is replaced by its standby, while people write.</summary>
[Trait("Spec", "PLT-11")]
public sealed class PostgresCrashTests : CrashTest
{
    private static readonly string SharedKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private PostgresCluster cluster = null!;
    private PostgresCluster? standby;

    protected override async Task<string?> Database()
    {
        cluster = await PostgresCluster.Create();
        return cluster.ConnectionString;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (standby is not null)
            await standby.DisposeAsync();
        await cluster.DisposeAsync();
    }

    [Theory]
    [InlineData(StopMode.Fast, 0)]
    [InlineData(StopMode.Immediate, 0)]
    [InlineData(StopMode.Fast, 6)]
    public async Task A_restart_ends_no_program_and_loses_nothing_that_was_acknowledged(StopMode mode, int secondsAway)
    {
        var ledger = Write();
        ledger.Start(4);
        for (var round = 0; round < (secondsAway == 0 ? 3 : 1); round++)
        {
            await ledger.More(10, Back);
            await cluster.Stop(mode);
            await Task.Delay(TimeSpan.FromSeconds(secondsAway));
            await cluster.Start();
            await ledger.More(10, Back);
        }
        await ledger.Stop();

        await NothingIsLost(ledger);
        await UntilReadySays(HttpStatusCode.OK);
        await UntilNothingFails();
    }

    [Fact]
    public async Task While_it_is_away_health_tells_the_truth_and_every_answer_says_when_to_come_again()
    {
        await cluster.Stop(StopMode.Fast);

        await UntilReadySays(HttpStatusCode.ServiceUnavailable);
        var (_, health) = await Ready();
        Assert.Equal("database", health.GetProperty("reason").GetString());
        Assert.True(await IsLive());
        await UntilSomethingFails();

        using var read = await Api.GetAsync("/api/customers");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, read.StatusCode);
        Assert.Equal("application/problem+json", read.Content.Headers.ContentType?.MediaType);
        Assert.Contains("/problems/unavailable", await read.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.NotNull(read.Headers.RetryAfter?.Delta);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/customers");
        request.Headers.Add("Cookie", $"rapport_session={Token}");
        request.Headers.Add("Accept", "text/html");
        using var page = await Server.Client().SendAsync(request);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
        Assert.NotNull(page.Headers.RetryAfter?.Delta);
        Assert.Contains("http-equiv=\"refresh\"", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        await cluster.Start();
        await UntilReadySays(HttpStatusCode.OK);
        await UntilNothingFails();
    }

    [Fact]
    public async Task A_standby_that_is_promoted_takes_over_without_a_restart()
    {
        await Server.Kill();
        standby = await cluster.MakeStandby();
        await using var server = new ServedProgram(
            ProgramFile,
            Folder,
            $"Host={cluster.Socket},{standby.Socket};Username=rapport;Database=postgres;Target Session Attributes=primary"
        );
        await server.StartAndWait();
        var client = server.Client(Token);
        var ledger = new Ledger([() => client]);
        ledger.Start(4);
        await ledger.More(10, Back);

        await cluster.Stop(StopMode.Immediate);
        await standby.Promote();
        await ledger.More(10, Back);
        await ledger.Stop();

        Assert.False(server.HasEnded, server.Said);
        Assert.False(ledger.Answers.ContainsKey("500 internal"), server.Said);
        foreach (var id in ledger.Acknowledged.Values)
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"/api/customers/{id}")).StatusCode);
    }

    [Fact]
    public async Task Two_nodes_that_start_at_once_on_an_empty_database_both_live()
    {
        await using var empty = await PostgresCluster.Create();
        await using var one = Node(empty, "one");
        await using var two = Node(empty, "two");

        one.Start();
        two.Start();
        await Task.WhenAll(one.UntilReady(), two.UntilReady());

        await one.SignIn();
        await two.SignIn();
    }

    [Fact]
    public async Task The_import_of_a_node_that_died_is_brought_to_its_end_by_another_and_doubles_nothing()
    {
        const int Rows = 6_000;
        await using var shared = await PostgresCluster.Create();
        await using var dying = Node(shared, "dying");
        await using var living = Node(shared, "living");
        await dying.StartAndWait();
        await living.StartAndWait();
        var token = await living.SignIn();
        // So many columns make for small batches.
        var text = new StringBuilder($"name,city{string.Concat(Enumerable.Range(3, 398).Select(c => $",c{c}"))}\n");
        for (var row = 0; row < Rows; row++)
            text.Append(CultureInfo.InvariantCulture, $"Taken over {row},Town {row % 13}{new string(',', 398)}\n");
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Encoding.UTF8.GetBytes(text.ToString())), "file", "people.csv" },
            { new StringContent("create"), "on_duplicate" },
        };
        var sent = await (await dying.Client(token).PostAsync("/api/imports", form)).EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        var import = JsonDocument.Parse(sent).RootElement.GetProperty("id").GetGuid();
        (await dying.Client(token).PostAsync($"/api/imports/{import}/run", null)).EnsureSuccessStatusCode();
        var client = living.Client(token);
        await UntilImport(client, import, state => state.GetProperty("rows_done").GetInt64() > 0);

        await dying.Kill();

        await UntilImport(client, import, state => state.GetProperty("state").GetString() == "finished");
        var found = JsonDocument.Parse(await client.GetStringAsync("/api/customers?limit=1")).RootElement;
        Assert.Equal(Rows, found.GetProperty("total").GetInt64());
    }

    private ServedProgram Node(PostgresCluster shared, string name) =>
        new(ProgramFile, Path.Combine(Folder, name), shared.ConnectionString) { Settings = { ["RAPPORT_MASTER_KEY"] = SharedKey } };

    private static async Task UntilImport(HttpClient client, Guid import, Predicate<JsonElement> holds)
    {
        for (var tries = 0; !holds(JsonDocument.Parse(await client.GetStringAsync($"/api/imports/{import}")).RootElement); tries++)
        {
            Assert.True(tries < 3000, "The import does not go on.");
            await Task.Delay(100);
        }
    }

    private Task UntilSomethingFails() => Until("failing");

    private Task UntilNothingFails() => Until(null);

    private async Task Until(string? failing)
    {
        for (var tries = 0; ; tries++)
        {
            var states = (await Ready()).Body.GetProperty("loops").EnumerateObject().Select(loop => loop.Value.GetString()).ToList();
            if (failing is null ? states.All(state => state == "running") : states.Contains(failing))
                return;
            Assert.True(tries < 600, "What goes on in the background is not told truly.");
            await Task.Delay(100);
        }
    }
}
