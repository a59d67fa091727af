using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;

namespace Rapport.Browser;

/// <summary>A support agent's ticket, worked by keyboard: from the queue to solved, with a note that calls a colleague.</summary>
[Trait("Spec", "OPP-1")]
public abstract class TicketJourney(PublishedServer server) : BrowserTest(server)
{
    public sealed class OnSqlite(SqliteProgram server) : TicketJourney(server), IClassFixture<SqliteProgram>;

    public sealed class OnPostgres(PostgresProgram server) : TicketJourney(server), IClassFixture<PostgresProgram>;

    [Fact]
    public async Task A_ticket_goes_from_the_queue_over_a_note_and_a_reply_to_solved()
    {
        await SignIn();
        var colleague = await Colleague("Dean Sykes", "support");
        var ticket = await Ticket("Warning light came back");

        await Page.GotoAsync("/tickets?queue=unassigned");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Warning light came back" }).ClickAsync();
        await colleague.GotoAsync($"/tickets/{ticket}");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Assign to me" }).ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Assign to me" })).ToHaveCountAsync(0);

        await Page.Keyboard.PressAsync("p");
        await Page.Locator("#pick-priority").GetByRole(AriaRole.Button, new() { Name = "High" }).ClickAsync();
        await Assertions.Expect(Page.Locator("#ticket-details")).ToContainTextAsync("High");
        await Assertions.Expect(colleague.Locator("#ticket-details")).ToContainTextAsync("High");

        await Page.Keyboard.PressAsync("n");
        await Page.Keyboard.TypeAsync("@sy");
        await Assertions.Expect(Page.Locator("#mentions").GetByText("Dean Sykes")).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Page.Keyboard.TypeAsync("please order the sensor");
        await Assertions.Expect(Page.Locator("textarea[name=note]")).ToHaveValueAsync("@Dean Sykes please order the sensor");
        await Page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(Page.Locator(".msg.note")).ToContainTextAsync("please order the sensor");
        await Assertions.Expect(colleague.Locator("#nav-notifications .count")).ToHaveTextAsync("1");

        await Page.Keyboard.PressAsync("r");
        await Page.Keyboard.TypeAsync("The sensor is ordered and fitted tomorrow.");
        await Shot("ticket");
        await Page.Keyboard.PressAsync("Control+Shift+Enter");
        await Assertions.Expect(Page.Locator(".thread")).ToContainTextAsync("fitted tomorrow");
        await Assertions.Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Reopen" })).ToBeVisibleAsync();
        await Assertions.Expect(Page.Locator("#ticket-clocks")).ToContainTextAsync("Met");
        await Assertions.Expect(colleague.Locator(".thread")).ToContainTextAsync("fitted tomorrow");
        Assert.Equal("resolved", (await Read(ticket)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_double_ticket_is_found_merged_answered_from_a_macro_and_opened_again()
    {
        await SignIn();
        await Made("/api/macros", new { name = "Ready for collection", body = "Hello {customer}, your car is ready." });
        var customer = await Customer();
        var stays = await Ticket("Collect the car", customer);
        await Ticket("Collect my vehicle", customer);

        await Page.GotoAsync("/tickets");
        await Page.GetByLabel("Search tickets").FillAsync("my vehicle");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Collect my vehicle" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "More", Exact = true }).ClickAsync();
        await Page.GetByText("Merge into another ticket").ClickAsync();
        await Page.GetByText("Collect the car (Open").ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Merge tickets" }).ClickAsync();
        await Page.WaitForURLAsync($"**/tickets/{stays}");

        await Page.Keyboard.PressAsync("t");
        await Page.Locator("#macros").GetByText("Ready for collection").ClickAsync();
        await Assertions.Expect(Page.Locator("textarea[name=reply]")).ToHaveValueAsync("Hello Fatima Fawcett, your car is ready.");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Send reply" }).ClickAsync();
        await Assertions.Expect(Page.Locator(".thread")).ToContainTextAsync("your car is ready.");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Solve", Exact = true }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Reopen" }).ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Solve", Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(Page.Locator("#ticket-history")).ToContainTextAsync("Status Resolved to Open");
    }

    [Fact]
    public async Task Each_kind_of_message_has_a_draft_of_its_own()
    {
        await SignIn();
        await Page.GotoAsync($"/tickets/{await Ticket("Two drafts")}");
        await Page.Keyboard.PressAsync("r");
        await Page.Keyboard.TypeAsync("For the customer");
        await Page.GetByText("Internal note").First.ClickAsync();
        await Page.Locator("textarea[name=note]").FillAsync("For colleagues");
        await Page.Locator("label[for=write-reply]").ClickAsync();
        await Assertions.Expect(Page.Locator("textarea[name=reply]")).ToHaveValueAsync("For the customer");
        await Assertions.Expect(Page.Locator("textarea[name=note]")).ToBeHiddenAsync();
    }

    private async Task<Guid> Customer() =>
        (await Made("/api/customers?on_duplicate=create", new { display_name = "Fatima Fawcett", type = "individual" }))
            .GetProperty("id")
            .GetGuid();

    private async Task<Guid> Ticket(string subject, Guid? customer = null)
    {
        var ticket = new
        {
            customer_id = customer ?? await Customer(),
            subject,
            description = "The light came back on the A64.",
        };
        return (await Made("/api/tickets", ticket)).GetProperty("id").GetGuid();
    }

    private Task<JsonElement> Read(Guid ticket) => Api.GetFromJsonAsync<JsonElement>($"/api/tickets/{ticket}");

    private async Task<JsonElement> Made(string path, object body) =>
        await (await Api.PostAsJsonAsync(path, body)).EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
}
