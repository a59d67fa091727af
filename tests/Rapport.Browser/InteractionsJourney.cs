using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;

namespace Rapport.Browser;

/// <summary>
/// A day's work with customers: what is overdue is done from the list without leaving it, a call is logged in a dialog, and the numbers
/// beside the navigation follow.
/// </summary>
public abstract class InteractionsJourney(PublishedServer server) : BrowserTest(server)
{
    public sealed class OnSqlite(SqliteProgram server) : InteractionsJourney(server), IClassFixture<SqliteProgram>;

    public sealed class OnPostgres(PostgresProgram server) : InteractionsJourney(server), IClassFixture<PostgresProgram>;

    [Fact, Trait("Spec", "INT-4"), Trait("Spec", "INT-2")]
    public async Task What_is_done_leaves_the_list_without_a_reload_and_a_call_is_logged_in_a_dialog()
    {
        await SignIn();
        var customer = (await Made("/api/customers?on_duplicate=create", new { display_name = "Eleanor Whitcombe", type = "individual" }))
            .GetProperty("id")
            .GetGuid();
        await Made(
            "/api/activities",
            new
            {
                customer_id = customer,
                activity_type = "call",
                subject = "Call about the brake noise",
                due_date = TimeProvider.System.GetUtcNow().AddHours(-3),
                priority = "urgent",
            }
        );
        await Page.GotoAsync("/activities");
        await Assertions.Expect(Page.Locator("#nav-activities .count")).ToHaveTextAsync("1");
        await Page.EvaluateAsync("window.stays = true");

        await Page.Locator("[aria-label='Complete Call about the brake noise']").ClickAsync();
        await Page.Locator("#bucket-overdue").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await Assertions.Expect(Page.Locator("#nav-activities .count")).ToHaveCountAsync(0);
        Assert.True(await Page.EvaluateAsync<bool>("window.stays === true"));
        await Shot("my-activities");

        await Page.GotoAsync("/interactions");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Log an interaction" }).ClickAsync();
        var dialog = Page.Locator("dialog[open]");
        await dialog.GetByLabel("Customer").FillAsync("Eleanor Whitcombe");
        await dialog.GetByLabel("Subject").FillAsync("Booked the MOT");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Log interaction" }).ClickAsync();
        await Assertions.Expect(Page.Locator("tbody")).ToContainTextAsync("Booked the MOT");
        await Shot("interaction-log");
    }

    private async Task<JsonElement> Made(string path, object body) =>
        await (await Api.PostAsJsonAsync(path, body)).EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
}
