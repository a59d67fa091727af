using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Rapport.Platform.Data;

namespace Rapport.Browser;

/// <summary>
/// A marketing manager writes criteria in the builder, sees the count, the sample and the sentence, and saves; an order that arrives by API
/// takes one customer out.
/// </summary>
[Trait("Spec", "SEG-2"), Trait("Spec", "WF-LC-003")]
public abstract class SegmentJourney(PublishedServer server) : BrowserTest(server)
{
    public sealed class OnSqlite(SqliteProgram server) : SegmentJourney(server), IClassFixture<SqliteProgram>;

    public sealed class OnPostgres(PostgresProgram server) : SegmentJourney(server), IClassFixture<PostgresProgram>;

    [Fact]
    public async Task Criteria_are_written_previewed_and_saved_and_an_order_takes_a_customer_out()
    {
        var tag = $"Brakes {Ids.Next():N}"[..20];
        var customer = await Customer(tag);
        await SignIn();
        await Page.GotoAsync("/segments/new");
        await Page.Locator("input[name=name]").FillAsync($"Lapsed {tag}");

        var rules = Page.Locator("[data-rules]");
        await rules.GetByRole(AriaRole.Button, new() { Name = "Condition" }).First.ClickAsync();
        await rules.GetByLabel("Field").First.SelectOptionAsync("customer.tags");
        await rules.GetByLabel("Value", new() { Exact = true }).First.FillAsync(tag);
        await Assertions.Expect(Page.Locator("#segment-count")).ToContainTextAsync("1");
        await Assertions.Expect(Page.Locator("#segment-sample")).ToContainTextAsync($"Customer {tag}");

        await rules.GetByRole(AriaRole.Button, new() { Name = "Condition" }).Last.ClickAsync();
        var second = rules.GetByRole(AriaRole.Group).Filter(new() { Has = Page.GetByLabel("Field") }).Last;
        await second.GetByLabel("Field").Last.SelectOptionAsync("orders.count");
        await rules.GetByLabel("Comparison").Last.SelectOptionAsync("eq");
        await rules.GetByLabel("Value", new() { Exact = true }).Last.FillAsync("0");
        await Assertions.Expect(Page.Locator("#segment-sentence")).ToContainTextAsync("number of orders in the last 90 days is 0");
        await Shot("segment-builder");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Save segment" }).ClickAsync();
        await Page.WaitForURLAsync(url => !url.EndsWith("/new", StringComparison.Ordinal));
        var segment = Guid.Parse(new Uri(Page.Url).Segments[^1]);
        Assert.Equal(1, await Members(segment));

        await Order(customer);
        await Assertions.Expect(Page.Locator("body")).ToBeVisibleAsync();
        for (var tries = 0; tries < 200 && await Members(segment) > 0; tries++)
            await Page.ReloadAsync();
        Assert.Equal(0, await Members(segment));
        await Page.GotoAsync("/segments");
        await Assertions.Expect(Page.Locator($"#segment-{segment}")).ToContainTextAsync("0 customers");
    }

    private async Task<Guid> Customer(string tag)
    {
        var made = await Api.PostAsJsonAsync(
            "/api/customers?on_duplicate=create",
            new
            {
                type = "individual",
                display_name = $"Customer {tag}",
                tags = new[] { tag },
            }
        );
        made.EnsureSuccessStatusCode();
        return (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private async Task Order(Guid customer) =>
        (
            await Api.PostAsJsonAsync(
                "/api/orders",
                new
                {
                    customer = new { id = customer },
                    external_id = Ids.Next().ToString(),
                    number = "1",
                    status = "paid",
                    ordered_at = TimeProvider.System.GetUtcNow(),
                    currency = "GBP",
                    total = 10,
                }
            )
        ).EnsureSuccessStatusCode();

    private async Task<long> Members(Guid segment) =>
        (await Api.GetFromJsonAsync<JsonElement>($"/api/segments/{segment}")).GetProperty("member_count").GetInt64();
}
