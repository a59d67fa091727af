using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Rapport.Platform.Data;

namespace Rapport.Browser;

/// <summary>
/// Deals on their board: dragged with the mouse or a finger, moved with the keyboard, asked why they were lost, and seen by a colleague at
/// once.
/// </summary>
[Trait("Spec", "FCT-12")]
public abstract class BoardJourney(PublishedServer server) : BrowserTest(server)
{
    public sealed class OnSqlite(SqliteProgram server) : BoardJourney(server), IClassFixture<SqliteProgram>;

    public sealed class OnPostgres(PostgresProgram server) : BoardJourney(server), IClassFixture<PostgresProgram>;

    [Fact]
    public async Task A_card_is_dragged_and_a_colleague_sees_it_move()
    {
        var (customer, deal) = await Deal("Fleet plan");
        await Open(Page, customer);
        var colleague = await Colleague("Cora Colleague", "admin");
        await Open(colleague, customer);

        await Page.Locator($"#deal-{deal} .strong")
            .DragToAsync(
                Lane(Page, "open:Negotiation"),
                new()
                {
                    TargetPosition = new() { X = 60, Y = 160 },
                }
            );

        await Holds(Page, "open:Negotiation", "Fleet plan");
        await Holds(colleague, "open:Negotiation", "Fleet plan");
        await Assertions.Expect(Lane(colleague, "open:Negotiation")).ToContainTextAsync("£1,200.00");
        Assert.Equal("Negotiation", await Field(deal, "stage"));
    }

    [Fact]
    public async Task A_deal_that_is_dropped_on_lost_is_asked_why()
    {
        var (customer, deal) = await Deal("Tyre contract");
        await Open(Page, customer);

        await Page.Locator($"#deal-{deal} .strong")
            .DragToAsync(
                Lane(Page, "lost"),
                new()
                {
                    TargetPosition = new() { X = 60, Y = 160 },
                }
            );
        var dialog = Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Why it was lost").FillAsync("They bought elsewhere");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Move" }).ClickAsync();

        await Holds(Page, "lost", "They bought elsewhere");
        Assert.Equal("lost", await Field(deal, "status"));
    }

    [Fact, Trait("Spec", "PLT-16")]
    public async Task A_deal_is_moved_with_the_keyboard_alone()
    {
        var (customer, deal) = await Deal("Winter wheels");
        await Open(Page, customer);

        await Page.GetByLabel("Move Winter wheels to …").FocusAsync();
        await Page.Keyboard.PressAsync("Enter");
        var chosen = Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Radio, new() { Name = "Offer" });
        await Assertions.Expect(chosen).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("ArrowDown");
        await Page.Keyboard.PressAsync("Enter");

        await Holds(Page, "open:Negotiation", "Winter wheels");
        Assert.Equal("Negotiation", await Field(deal, "stage"));
    }

    [Fact]
    public async Task What_somebody_else_moved_meanwhile_is_shown_and_not_moved_over()
    {
        var (customer, deal) = await Deal("Contested plan");
        // As if the news had not come yet.
        await Page.RouteAsync("**/live**", _ => Task.CompletedTask);
        await Open(Page, customer);
        await Page.EvalOnSelectorAsync($"#deal-{deal}", "card => card.dataset.version = '0'");

        await Page.Locator($"#deal-{deal} .strong")
            .DragToAsync(
                Lane(Page, "won"),
                new()
                {
                    TargetPosition = new() { X = 60, Y = 160 },
                }
            );

        await Assertions.Expect(Page.GetByText("so it was not moved")).ToBeVisibleAsync();
        await Holds(Page, "open:Offer", "Contested plan");
        Assert.Equal("open", await Field(deal, "status"));
    }

    [Fact]
    public async Task A_finger_holds_and_drags_and_one_that_moves_at_once_scrolls()
    {
        var (customer, deal) = await Deal("Pocket plan");
        var phone = await NewWindow(signedIn: true, phone: true);
        await Open(phone, customer);
        await Lane(phone, "open:Offer").ScrollIntoViewIfNeededAsync();
        var box = (await phone.Locator($"#deal-{deal}").BoundingBoxAsync())!;
        var (x, y) = (box.X + 40, box.Y + 20);
        var wire = await phone.Context.NewCDPSessionAsync(phone);
        async Task Touch(string type, double atX) =>
            await wire.SendAsync(
                "Input.dispatchTouchEvent",
                new()
                {
                    ["type"] = type,
                    ["touchPoints"] = type == "touchEnd" ? Array.Empty<object>() : new object[] { new { x = atX, y } },
                }
            );

        await Touch("touchStart", x);
        await phone.WaitForTimeoutAsync(500);
        await Assertions.Expect(phone.Locator(".lifted")).ToBeVisibleAsync();
        // At the edge the next column comes into view.
        for (var i = 0; i < 40; i++)
            await Touch("touchMove", 375 - i % 2);
        for (var i = 0; i < 5; i++)
            await Touch("touchMove", 200 + i);
        var over = await phone.Locator(".lane.over").GetAttributeAsync("data-drop");
        await Touch("touchEnd", 200);

        Assert.NotEqual("open:Offer", over);
        await Holds(phone, over!, "Pocket plan");
    }

    [Fact, Trait("Spec", "PLT-16")]
    public async Task The_board_stands_up_wide_and_narrow_light_and_dark()
    {
        await Server.Run("samples", "load");
        await SignIn();
        var (_, deal) = await Deal("Shown plan");
        await Page.GotoAsync("/opportunities/board");
        await Shot("board");
        await Page.GotoAsync($"/opportunities/{deal}/move?to=lost");
        await Shot("board-move");
        await Page.GotoAsync("/settings/sales");
        await Shot("settings-sales");
        await Page.GotoAsync("/settings/service-levels");
        await Shot("settings-service-levels");
        await Page.GotoAsync("/tickets?sla=broken");
        await Shot("tickets-breached");
    }

    private async Task Open(IPage page, Guid customer)
    {
        if (page == Page)
            await SignIn();
        var listening = page.WaitForRequestAsync("**/live?*");
        await page.GotoAsync($"/opportunities/board?customer_id={customer}");
        await listening;
    }

    private static ILocator Lane(IPage page, string key) => page.Locator($"[data-drop=\"{key}\"]");

    private static Task Holds(IPage page, string lane, string text) => Assertions.Expect(Lane(page, lane)).ToContainTextAsync(text);

    private async Task<(Guid Customer, Guid Deal)> Deal(string name)
    {
        var customer = (
            await Made("/api/customers?on_duplicate=create", new { type = "organization", display_name = $"Board {Ids.Next():N}" })
        )
            .GetProperty("id")
            .GetGuid();
        var deal = await Made(
            "/api/opportunities",
            new
            {
                customer_id = customer,
                name,
                stage = "Offer",
                amount = 1200,
                currency = "GBP",
                probability = 50,
                expected_close = "2027-01-15",
                owner = "Ada Okafor",
            }
        );
        return (customer, deal.GetProperty("id").GetGuid());
    }

    private async Task<JsonElement> Made(string path, object body)
    {
        var answer = await Api.PostAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<string?> Field(Guid deal, string field) =>
        (await Api.GetFromJsonAsync<JsonElement>($"/api/opportunities/{deal}")).GetProperty(field).GetString();
}
