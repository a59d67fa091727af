using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Rapport.Platform.Data;
using Rapport.Tests.Harness;

namespace Rapport.Browser;

/// <summary>
/// A shop takes in its sales of a year with one command and opens a customer: who they are, what they bought and brought back, what they
/// are worth, when they last came.
/// What one person then logs, plans and pins stands on a colleague's screen without a reload.
/// </summary>
public abstract class ShopJourney(PublishedServer server) : BrowserTest(server)
{
    public sealed class OnSqlite(SqliteProgram server) : ShopJourney(server), IClassFixture<SqliteProgram>;

    public sealed class OnPostgres(PostgresProgram server) : ShopJourney(server), IClassFixture<PostgresProgram>;

    [
        Fact,
        Trait("Spec", "FCT-8"),
        Trait("Spec", "C360-18.5"),
        Trait("Spec", "C360-23"),
        Trait("Spec", "C360-14.4"),
        Trait("Spec", "INT-2"),
        Trait("Spec", "INT-4")
    ]
    public async Task A_year_of_sales_goes_in_and_two_people_work_with_one_customer()
    {
        await TakeIn();
        await SignIn();
        var id = await Find("12748");
        await SeesWhoTheyAre(id);
        await Page.GotoAsync($"/customers/{id}");

        var colleague = await Colleague("Nina Colleague", "support");
        await colleague.GotoAsync($"/customers/{id}");
        await colleague.EvaluateAsync("window.stays = true");

        await Page.GetByRole(AriaRole.Link, new() { Name = "Log a call" }).First.ClickAsync();
        await Fill("subject", "Asked for the spring catalogue");
        await Save("Log call");
        await Shows(colleague, "#s-timeline", "Asked for the spring catalogue");

        await Page.GetByRole(AriaRole.Link, new() { Name = "Plan a follow-up" }).First.ClickAsync();
        await Fill("text", "Send the catalogue tomorrow");
        await Save("Schedule");
        await Shows(colleague, "#s-activities", "Send the catalogue");

        await Page.GetByRole(AriaRole.Link, new() { Name = "Add note" }).First.ClickAsync();
        await Fill("content", "Orders by post, **never** by phone");
        await Page.Locator("dialog[open]").GetByLabel("Visibility").SelectOptionAsync("all");
        await Page.Locator("dialog[open]").GetByLabel("Pin to the top").CheckAsync();
        await Save("Save note");
        await Shows(colleague, "#s-timeline .pinned", "Orders by post, never by phone");
        await Shows(colleague, "#s-notes", "Orders by post, never by phone");

        Assert.True(await colleague.EvaluateAsync<bool>("window.stays === true"));
        await Shot("shop-colleague", colleague);
    }

    private async Task TakeIn()
    {
        var file = PublicData.Extract("online-retail.csv.gz");
        var printed = await Server.Run("import", "online-retail", file, "--organization", "Harbour Garages", "--json");
        var account = JsonDocument.Parse(printed.TrimEnd().Split('\n')[^1]).RootElement;
        int Of(string name) => account.GetProperty(name).GetInt32();
        Assert.Equal(Of("lines"), Of("order_lines") + Of("return_lines") + Of("anonymous_lines") + Of("rejected"));
        Assert.Equal((466, 43, 206), (Of("orders"), Of("returns"), Of("customers")));
    }

    private async Task<string> Find(string number)
    {
        await Page.GotoAsync("/customers");
        await Page.GetByRole(AriaRole.Searchbox).First.FillAsync(number);
        await Page.Locator("#results").GetByRole(AriaRole.Link, new() { Name = $"Customer {number}" }).First.ClickAsync();
        await Page.WaitForURLAsync("**/customers/*-*");
        return new Uri(Page.Url).AbsolutePath.Split('/')[^1];
    }

    private async Task SeesWhoTheyAre(string id)
    {
        await Page.GetByRole(AriaRole.Heading, new() { Name = "Customer 12748" }).First.WaitForAsync();
        var figures = Page.Locator("#s-figures");
        await Assertions.Expect(figures).ToContainTextAsync("£29,072.10");
        await Assertions.Expect(figures).ToContainTextAsync("£4,647.63 refunded");
        await Assertions.Expect(figures).ToContainTextAsync("210");
        await Assertions.Expect(figures).ToContainTextAsync("9 Dec 2011");
        await Assertions.Expect(Page.Locator("#s-orders")).ToContainTextAsync("Return");
        await Shot("shop-customer");

        await Page.GotoAsync($"/orders?customer_id={id}");
        await Shot("shop-orders");
        await Page.Locator("tbody a").First.ClickAsync();
        await Page.WaitForURLAsync("**/orders/*-*");
        await Shot("shop-order");
        await Page.GotoAsync($"/customers/{id}?period=all");
        await Assertions.Expect(Page.Locator("#timeline-entries")).ToContainTextAsync("Order");
        await Shot("shop-timeline");
    }

    private Task Fill(string field, string text) => Page.Locator($"dialog[open] [name={field}]").FillAsync(text);

    private async Task Save(string button)
    {
        await Page.Locator("dialog[open]").GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        await Page.Locator("dialog[open]").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    private static Task Shows(IPage page, string section, string text) => Assertions.Expect(page.Locator(section)).ToContainTextAsync(text);
}
