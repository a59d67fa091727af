using System.Net.Http.Json;
using Microsoft.Playwright;

namespace Rapport.Browser;

/// <summary>From one customer of a list to the next without going back to it.</summary>
[Trait("Spec", "PLT-16")]
public abstract class WalkJourney(PublishedServer server) : BrowserTest(server)
{
    public sealed class OnSqlite(SqliteProgram server) : WalkJourney(server), IClassFixture<SqliteProgram>;

    [Fact]
    public async Task J_and_k_lead_through_the_customers_of_the_last_list()
    {
        await SignIn();
        var organization = await Api.PostAsJsonAsync(
            "/api/customers?on_duplicate=create",
            new { display_name = "Aaron Walker", type = "individual" }
        );
        organization.EnsureSuccessStatusCode();
        foreach (var name in new[] { "Berta Walker", "Cesar Walker" })
            (
                await Api.PostAsJsonAsync("/api/customers?on_duplicate=create", new { display_name = name, type = "individual" })
            ).EnsureSuccessStatusCode();

        await Page.GotoAsync("/customers?search=Walker&sort=display_name");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Aaron Walker" }).ClickAsync();
        await Says("Aaron Walker");
        await Page.Keyboard.PressAsync("j");
        await Says("Berta Walker");
        await Page.Keyboard.PressAsync("j");
        await Says("Cesar Walker");
        await Page.Keyboard.PressAsync("j");
        await Page.Keyboard.PressAsync("k");
        await Says("Berta Walker");
    }

    private Task Says(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name, Level = 1 }).WaitForAsync();
}
