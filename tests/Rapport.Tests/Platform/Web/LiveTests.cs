using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Rapport.Platform.Data;
using Rapport.Tests.Platform.Events;

namespace Rapport.Tests.Platform.Web;

/// <summary>What an open page hears of changes.</summary>
[Trait("Spec", "C360-23")]
public abstract partial class LiveTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : LiveTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : LiveTests(server), IClassFixture<PostgresServer>;

    [Fact]
    public async Task A_stream_whose_session_has_ended_is_told_not_to_ask_again()
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/live?names=customers");
        ask.Headers.Accept.ParseAdd("text/event-stream");

        using var answer = await Stranger.SendAsync(ask);

        Assert.Equal(204, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_page_hears_of_a_change_elsewhere()
    {
        var id = await Customer();
        using var stream = await Open(id, await Drawn(id));

        await Rename(id, "Renamed");

        Assert.Contains(id, await Next(stream));
    }

    [Fact]
    public async Task What_changed_between_the_page_and_its_stream_is_told_at_once()
    {
        var id = await Customer();
        var drawn = await Drawn(id);
        await Rename(id, "Renamed before anybody listened");
        await Eventually(async () => await Drawn(id) > drawn, "the change is in the log");

        using var stream = await Open(id, drawn);

        Assert.Contains(id, await Next(stream));
    }

    [Fact]
    public async Task A_page_that_was_away_for_long_is_told_to_fetch_everything()
    {
        var id = await Customer();
        for (var i = 0; i < 3; i++)
            await Change(NoteMuch);
        await Eventually(async () => await Drawn(id) > 2_000, "the log has grown");

        using var stream = await Open(id, since: 0);

        Assert.Contains(id, await Next(stream));
    }

    [Fact]
    public async Task Another_organization_hears_nothing()
    {
        var id = await Customer();
        var (_, elsewhere) = await OtherOrganization();
        var theirs = (
            await (
                await elsewhere.PostAsJsonAsync("/api/customers", new { type = "individual", display_name = "Theirs" })
            ).Content.ReadFromJsonAsync<JsonElement>()
        )
            .GetProperty("id")
            .GetString()!;
        using var stream = await Open($"{id},{theirs}", since: null, elsewhere);

        await Rename(id, "Renamed");
        (await elsewhere.PatchAsJsonAsync($"/api/customers/{theirs}", new { display_name = "Renamed too" })).EnsureSuccessStatusCode();

        var heard = await Next(stream);
        Assert.Contains(theirs, heard);
        Assert.DoesNotContain(id, heard);
    }

    [Fact, Trait("Spec", "PLT-1")]
    public async Task A_page_on_another_node_hears_of_a_single_change_and_of_a_bulk()
    {
        var id = await Customer();
        await using var other = await Server.StartNode();
        var there = await Server.SignIn(Organization, Server.OwnerOf(Organization).Id, other);
        using var stream = await Open(id, since: null, there);
        using var orders = await Open(id, since: null, there, "order");

        await Rename(id, "Renamed on the first node");
        Assert.Contains(id, await Next(stream));
        using var body = new StringContent(
            $$"""{"type":"order","external_id":"{{id}}","customer":{"id":"{{id}}"}"""
                + ""","number":"1","status":"paid","ordered_at":"2026-03-01T10:00:00Z","currency":"EUR","total":10}""",
            System.Text.Encoding.UTF8,
            "application/x-ndjson"
        );
        (await Api.PostAsync("/api/facts/bulk", body)).EnsureSuccessStatusCode();
        Assert.Contains($"order:{id}", await Next(orders));
    }

    [Fact]
    public async Task Of_many_open_pages_those_that_show_the_changed_customer_hear_of_it_and_no_other()
    {
        const int Pages = 100;
        var (watched, ignored) = (await Customer(), await Customer());
        var streams = await Task.WhenAll(Enumerable.Range(0, Pages).Select(i => Open(i % 10 == 0 ? watched : ignored, since: null)));

        await Rename(watched, "Renamed before many");
        var heard = await Task.WhenAll(streams.Where((_, i) => i % 10 == 0).Select(Next));
        Assert.All(heard, line => Assert.Contains(watched, line));

        await Rename(ignored, "Renamed after that");
        Assert.All(await Task.WhenAll(streams.Where((_, i) => i % 10 != 0).Select(Next)), line => Assert.DoesNotContain(watched, line));
        foreach (var stream in streams)
            stream.Dispose();
    }

    private static int NoteMuch(RapportDb db, Changes changes)
    {
        for (var i = 0; i < 700; i++)
            changes.Raise(new Noted(Ids.Next(), "noted"));
        return 700;
    }

    private async Task<string> Customer() =>
        (
            await (
                await Api.PostAsJsonAsync(
                    "/api/customers?on_duplicate=create",
                    new { type = "individual", display_name = "Open Somewhere" }
                )
            ).Content.ReadFromJsonAsync<JsonElement>()
        )
            .GetProperty("id")
            .GetString()!;

    private async Task Rename(string id, string name) =>
        (await Api.PatchAsJsonAsync($"/api/customers/{id}", new { display_name = name })).EnsureSuccessStatusCode();

    /// <summary>How far the log was when the page was drawn.</summary>
    private async Task<long> Drawn(string id) =>
        long.Parse(
            LiveSince().Match(await Api.GetStringAsync($"/customers/{id}")).Groups["position"].Value,
            System.Globalization.CultureInfo.InvariantCulture
        );

    private async Task<StreamReader> Open(string names, long? since, HttpClient? by = null, string kind = "customer")
    {
        await LogIsSealed();
        var response = await (by ?? Api).GetAsync(
            $"/live?names={string.Join(',', names.Split(',').Select(name => $"{kind}:{name}"))}{(since is null ? "" : $"&since={since}")}",
            HttpCompletionOption.ResponseHeadersRead
        );
        var stream = new StreamReader(await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync());
        // The first heartbeat: from here on it listens.
        await stream.ReadLineAsync();
        return stream;
    }

    private static async Task<string> Next(StreamReader stream)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await stream.ReadLineAsync(patience.Token) is { } line)
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                return line;
        return "";
    }

    [GeneratedRegex("data-live-since=\"(?<position>[0-9]+)\"")]
    private static partial Regex LiveSince();
}
