using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;

namespace Rapport.Browser;

/// <summary>
/// Somebody moves in from elsewhere with three messy exports, stops and goes on, decides on who is in two of them, and takes one of them
/// back, its updates too.
/// </summary>
[Trait("Spec", "CUS-7"), Trait("Spec", "CUS-9"), Trait("Spec", "CUS-16")]
public abstract class MovingInJourney(PublishedServer server) : BrowserTest(server)
{
    public sealed class OnSqlite(SqliteProgram server) : MovingInJourney(server), IClassFixture<SqliteProgram>;

    public sealed class OnPostgres(PostgresProgram server) : MovingInJourney(server), IClassFixture<PostgresProgram>;

    private const int Taken = ThreeExports.Rows - ThreeExports.Rejected;

    [Fact]
    public async Task Three_exports_go_in_their_duplicates_are_merged_and_one_is_taken_back()
    {
        await SignIn();
        await TakeMaster();
        var book = await TakeBook();
        await TakeCards();
        await DecideOnAlike();
        await TakeBack(book);
        Assert.Contains(" 0 differences", await Server.Run("verify"), StringComparison.Ordinal);
    }

    private async Task TakeMaster()
    {
        await LookAt(("kundenstamm.csv", ThreeExports.Master()));
        await Page.GetByText("10 of 10 matched").WaitForAsync();
        await Page.GetByText("3 of the first 1000 rows").WaitForAsync();
        await Page.GetByText("'keine Adresse' is not").WaitForAsync();
        await Shot("moving-in-problems");

        await Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Import .* rows$") }).ClickAsync();
        await Page.GetByText("s left").WaitForAsync(new() { Timeout = 60_000 });
        await Page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Page.GetByRole(AriaRole.Heading, new() { Name = "Stopped" }).WaitForAsync(new() { Timeout = 60_000 });
        var stopped = await Standing();
        // All of them when the last batch was under way.
        Assert.InRange(stopped.GetProperty("rows_done").GetInt32(), 1, ThreeExports.Rows);

        await Page.ReloadAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Imported();
        var done = await Standing();
        Assert.Equal((Taken, ThreeExports.Rejected, 0), (N(done, "created"), N(done, "rejected"), N(done, "duplicates")));
        Assert.Equal(Taken, await Customers());
    }

    private async Task<string> TakeBook()
    {
        await LookAt(("verkauf.xlsx", ThreeExports.Book()));
        await Page.GetByText("5 of 5 matched").WaitForAsync();
        await Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Import .* rows$") }).ClickAsync();
        await Imported();
        var done = await Standing();
        Assert.Equal(
            (ThreeExports.NewInBook, ThreeExports.Updates, ThreeExports.Alike),
            (N(done, "created"), N(done, "updated"), N(done, "duplicates"))
        );
        var (search, _, phone) = ThreeExports.Updated(0);
        Assert.Equal(phone, (await Found(search)).GetProperty("phone").GetString());
        return new Uri(Page.Url).AbsolutePath;
    }

    private async Task TakeCards()
    {
        await LookAt([.. ThreeExports.Cards()]);
        await Page.GetByText("and 6 more").First.WaitForAsync();
        await Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Import .* rows$") }).ClickAsync();
        await Imported();
        var done = await Standing();
        Assert.Equal((ThreeExports.NewCards, ThreeExports.CardsAlike), (N(done, "created"), N(done, "duplicates")));
    }

    private async Task DecideOnAlike()
    {
        await Page.GotoAsync("/duplicates");
        await Page.GetByRole(AriaRole.Heading, new() { Name = $"Perhaps the same {ThreeExports.Alike + ThreeExports.CardsAlike}" })
            .WaitForAsync();
        Assert.Contains(".example", await Page.Locator("#queue .pair").First.InnerTextAsync(), StringComparison.Ordinal);
        await Page.Locator("#queue .pair [data-evidence], #queue .pair .evidence, #queue .pair p").First.WaitForAsync();
        await Shot("moving-in-duplicates");

        await Page.GetByText("What is compared").ClickAsync();
        await Page.GetByLabel("Merging many at once needs a second person").UncheckAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Merge them" }).ClickAsync();
        await Page.GetByText("Last time").WaitForAsync(new() { Timeout = 60_000 });
        await Page.GetByText("Nobody is here twice").WaitForAsync();
        Assert.Equal(Taken + ThreeExports.NewInBook + ThreeExports.NewCards, await Customers());
    }

    private async Task TakeBack(string import)
    {
        var (search, before, _) = ThreeExports.Updated(0);
        var (changed, _, _) = ThreeExports.Updated(1);
        var since = await Found(changed);
        (
            await Api.PatchAsJsonAsync($"/api/customers/{since.GetProperty("id").GetString()}", new { phone = "0171 9999999" })
        ).EnsureSuccessStatusCode();

        await Page.GotoAsync(import);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Undo this import" }).ClickAsync();
        await Page.GetByRole(AriaRole.Heading, new() { Name = "Undone" }).WaitForAsync(new() { Timeout = 60_000 });
        await Page.GetByText("Changed since and kept: Phone").First.WaitForAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = since.GetProperty("display_name").GetString() }).WaitForAsync();
        await Page.GetByText("Merged since, so it stays").First.WaitForAsync();
        await Shot("moving-in-undone");

        Assert.Equal(before, (await Found(search)).GetProperty("phone").GetString());
        Assert.Equal("0171 9999999", (await Found(changed)).GetProperty("phone").GetString());
        // Those of the workbook whom a card was merged with stay; the rest of its people are gone.
        Assert.Equal(Taken + ThreeExports.CardsAlike / 2 + ThreeExports.NewCards, await Customers());
    }

    private async Task LookAt(params (string Name, byte[] Content)[] files)
    {
        await Page.GotoAsync("/imports");
        await Page.SetInputFilesAsync(
            "#file",
            files.Select(f => new FilePayload
            {
                Name = f.Name,
                MimeType = "application/octet-stream",
                Buffer = f.Content,
            })
        );
        await Page.GetByRole(AriaRole.Button, new() { Name = "Look at the file" }).ClickAsync(new() { Timeout = 60_000 });
        await Page.GetByText("Column in the file").WaitForAsync();
    }

    // Nobody reloads: the page hears of it.
    private Task Imported() => Page.GetByRole(AriaRole.Heading, new() { Name = "Imported" }).WaitForAsync(new() { Timeout = 180_000 });

    private Task<JsonElement> Standing() => Api.GetFromJsonAsync<JsonElement>($"/api{new Uri(Page.Url).AbsolutePath}");

    private async Task<int> Customers() =>
        (await Api.GetFromJsonAsync<JsonElement>("/api/customers?limit=1&count=exact")).GetProperty("total").GetInt32();

    private async Task<JsonElement> Found(string search) =>
        (await Api.GetFromJsonAsync<JsonElement>($"/api/customers?search={Uri.EscapeDataString(search)}"))
            .GetProperty("data")
            .EnumerateArray()
            .Single(c => c.GetProperty("email").GetString() == search);

    private static int N(JsonElement import, string count) => import.GetProperty(count).GetInt32();
}
