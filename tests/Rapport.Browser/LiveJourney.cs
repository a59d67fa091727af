using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Rapport.Platform.Data;

namespace Rapport.Browser;

/// <summary>
/// A page is open on one server process, changes are made through another on the same database. Each shows in its own section alone,
/// without a reload; a server that went away and came back is caught up with.
/// </summary>
[Trait("Spec", "C360-23")]
public abstract class LiveJourney(PublishedServer server) : BrowserTest(server)
{
    public sealed class OnSqlite(SqliteProgram server) : LiveJourney(server), IClassFixture<SqliteProgram>;

    public sealed class OnPostgres(PostgresProgram server) : LiveJourney(server), IClassFixture<PostgresProgram>;

    private readonly ConcurrentBag<string> fetched = [];

    [
        Fact,
        Trait("Spec", "PLT-1"),
        Trait("Spec", "C360-18.1"),
        Trait("Spec", "C360-18.2"),
        Trait("Spec", "C360-18.3"),
        Trait("Spec", "C360-18.4"),
        Trait("Spec", "C360-18.5")
    ]
    public async Task What_changes_through_another_node_shows_in_its_section_alone()
    {
        var (id, number) = await Opened();
        using var other = await Server.StartAnother();
        await HeardOfItsCreation(other, id);

        await Bulk(
            other,
            new
            {
                type = "order",
                external_id = $"o-{number}",
                customer = new { id },
                number = "O-4711",
                status = "paid",
                ordered_at = Now,
                currency = "GBP",
                lines = new[]
                {
                    new
                    {
                        description = "Lamp",
                        quantity = 1,
                        unit_price = 20,
                    },
                },
            }
        );
        await Shows("#s-orders", "O-4711");
        await Alone("orders", but: ["tickets", "loyalty", "notes"]);

        await Made(
            other,
            "/api/loyalty/transactions",
            new
            {
                customer_id = id,
                points = 250,
                reason = "earn",
                occurred_at = Now,
            }
        );
        await Shows("#s-loyalty", "250 points");
        await Alone("loyalty", but: ["orders", "tickets"]);

        await Made(
            other,
            "/api/tickets",
            new
            {
                customer_id = id,
                number = "T-9",
                subject = "Lamp flickers",
                status = "open",
                priority = "high",
                opened_at = Now,
            }
        );
        await Shows("#s-tickets", "Lamp flickers");
        await Alone("tickets", but: ["orders", "loyalty"]);

        await ImportFacts(
            new
            {
                type = "note",
                external_id = $"n-{number}",
                customer = new { id },
                content = "Came in by a file",
                visibility = "all",
            }
        );
        await Shows("#s-notes", "Came in by a file");

        await RenameByPage(other.BaseAddress!, id);
        await Shows("#s-head", "Renamed on the other node");
        Assert.True(await Page.EvaluateAsync<bool>("window.stays === true"));
    }

    [Fact]
    public async Task A_page_catches_up_with_what_happened_while_its_server_was_away()
    {
        var (id, _) = await Opened();
        using var other = await Server.StartAnother();

        await Server.Kill();
        await Made(
            other,
            "/api/tickets",
            new
            {
                customer_id = id,
                subject = "Nobody answered",
                status = "open",
                priority = "high",
                opened_at = Now,
            }
        );
        await Page.WaitForTimeoutAsync(1_500);
        await Server.StartServer();

        await Assertions.Expect(Page.Locator("#s-tickets")).ToContainTextAsync("Nobody answered", new() { Timeout = 20_000 });
        await Made(
            other,
            "/api/tickets",
            new
            {
                customer_id = id,
                subject = "And once more",
                status = "open",
                priority = "high",
                opened_at = Now,
            }
        );
        await Shows("#s-tickets", "And once more");
        Assert.True(await Page.EvaluateAsync<bool>("window.stays === true"));
        ExpectAway();
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private async Task<(Guid Id, string Number)> Opened()
    {
        var number = Ids.Next().ToString("N");
        var id = (
            await Made(
                Api,
                "/api/customers?on_duplicate=create",
                new
                {
                    type = "individual",
                    display_name = "Wanda Watched",
                    external_id = number,
                }
            )
        ).GetProperty("id").GetGuid();
        await SignIn();
        Page.Request += (_, request) => fetched.Add(new Uri(request.Url).AbsolutePath);
        var listening = Page.WaitForRequestAsync("**/live?*");
        await Page.GotoAsync($"/customers/{id}");
        await listening;
        await Page.EvaluateAsync("window.stays = true");
        return (id, number);
    }

    /// <summary>
    /// On a busy machine the log is sealed after the page was drawn, and the page rightly hears that its customer was created. News come in
    /// the order of the log: what shows a note
    /// has heard everything before it.
    /// </summary>
    private async Task HeardOfItsCreation(HttpClient node, Guid id)
    {
        await Made(
            node,
            "/api/notes",
            new
            {
                customer_id = id,
                content = "The page listens",
                visibility = "all",
            }
        );
        await Assertions.Expect(Page.Locator("#s-notes")).ToContainTextAsync("The page listens", new() { Timeout = 20_000 });
        await Page.WaitForTimeoutAsync(1_000);
        fetched.Clear();
        fetched.Add(new Uri(Page.Url).AbsolutePath);
    }

    private Task Shows(string section, string text) => Assertions.Expect(Page.Locator(section)).ToContainTextAsync(text);

    /// <summary>The section was fetched, those it does not concern were not, nor the page around them.</summary>
    private async Task Alone(string section, string[] but)
    {
        // A refresh that came too much would come by now.
        await Page.WaitForTimeoutAsync(1_000);
        var panels = fetched
            .Where(path => path.Contains("/panels/", StringComparison.Ordinal))
            .SelectMany(path => path.Split('/')[^1].Split(','))
            .ToHashSet();
        Assert.Contains(section, panels);
        Assert.DoesNotContain(panels, but.Contains);
        Assert.Equal(
            1,
            fetched.Count(path =>
                path.StartsWith("/customers/", StringComparison.Ordinal) && !path.Contains("/panels/", StringComparison.Ordinal)
            )
        );
        fetched.Clear();
        fetched.Add(new Uri(Page.Url).AbsolutePath);
    }

    private async Task RenameByPage(Uri node, Guid id)
    {
        var window = await NewWindow(signedIn: true);
        await window.GotoAsync(new Uri(node, $"/customers/{id}/edit").ToString());
        await window.Locator("input[name=display_name]").FillAsync("Renamed on the other node");
        await window.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await window.GetByRole(AriaRole.Heading, new() { Name = "Renamed on the other node" }).First.WaitForAsync();
    }

    private async Task ImportFacts(object fact)
    {
        var file = Path.Combine(Path.GetTempPath(), $"rapport-{Ids.Next():N}.ndjson");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(fact));
        await Server.Run("import", "facts", file, "--organization", "Harbour Garages", "--json");
        File.Delete(file);
    }

    private static async Task Bulk(HttpClient node, object fact)
    {
        var answer = await node.PostAsync(
            "/api/facts/bulk",
            new StringContent(JsonSerializer.Serialize(fact), Encoding.UTF8, "application/x-ndjson")
        );
        Assert.Contains("\"created\":1", await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> Made(HttpClient node, string path, object body) =>
        await (await node.PostAsJsonAsync(path, body)).EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
}
