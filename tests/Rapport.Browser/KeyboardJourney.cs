using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;

namespace Rapport.Browser;

/// <summary>Customers are created, found, edited and merged without a mouse; two people in one form lose nothing.</summary>
[Trait("Spec", "PLT-16")]
public abstract class KeyboardJourney(PublishedServer server) : BrowserTest(server)
{
    public sealed class OnSqlite(SqliteProgram server) : KeyboardJourney(server), IClassFixture<SqliteProgram>;

    public sealed class OnPostgres(PostgresProgram server) : KeyboardJourney(server), IClassFixture<PostgresProgram>;

    [Fact]
    public async Task The_main_work_is_done_with_the_keyboard_alone()
    {
        await SignIn();
        await Page.GotoAsync("/customers");
        foreach (
            var (name, email) in new[] { ("Quentin Quill", "quentin@quill.example"), ("Penelope Inkwell", "p.inkwell@inkwell.example") }
        )
        {
            await Jump("new customer", "New customer");
            await Type("[name=display_name]", name);
            await Type("[name=email]", email);
            await Page.Keyboard.PressAsync("Enter");
            await Headed(name);
        }

        await Jump("quill", "Quentin Quill");
        await Headed("Quentin Quill");
        await Press("a:has-text('Edit')");
        await Page.WaitForURLAsync("**/edit");
        await Type("[name=display_name]", "Quentin Inkwell");
        await Page.Keyboard.PressAsync("Enter");
        await Headed("Quentin Inkwell");

        await Press("[popovertarget=more]");
        await Choose("Merge…");
        await Page.WaitForURLAsync("**/merge*");
        await Type("main input[name=q]", "penelope");
        await Page.Keyboard.PressAsync("Enter");
        await Page.GetByText("Penelope Inkwell").First.WaitForAsync();
        await Press("main [type=checkbox][name=with]", "Space");
        await Press("#choose button[type=submit]");
        await Press("main button:has-text('Merge 2 customers')");
        await Page.GetByText("2 customers merged").WaitForAsync();
        await Jump("inkwell", "Quentin Inkwell");
    }

    [Fact]
    public async Task Enter_opens_what_was_typed_not_what_was_shown_before()
    {
        var (first, second) = (await Customer("Zelda Firstly"), await Customer("Yorick Secondly"));
        await SignIn();
        await Page.GotoAsync("/customers");
        await Page.RouteAsync(
            "**/api/palette?q=yorick",
            async route =>
            {
                await Task.Delay(700);
                await route.ContinueAsync();
            }
        );
        await Page.Keyboard.PressAsync("Control+K");
        var field = Page.Locator("dialog[data-palette] input");
        await field.FillAsync("zelda");
        await Page.GetByRole(AriaRole.Option, new() { Name = "Zelda Firstly" }).WaitForAsync();

        await field.FillAsync("yorick");
        await Page.Keyboard.PressAsync("Enter");

        await Page.WaitForURLAsync("**/customers/*-*");
        Assert.EndsWith($"/customers/{second}", Page.Url, StringComparison.Ordinal);
        Assert.NotEqual(first, second);
    }

    [Fact, Trait("Spec", "PLT-10")]
    public async Task Whoever_saves_second_is_told_and_loses_nothing_typed()
    {
        var id = await Customer("Shared Sheet");
        await SignIn();
        var colleague = await Colleague("Nina Colleague", "support");
        foreach (var window in new[] { Page, colleague })
            await window.GotoAsync($"/customers/{id}/edit");

        await colleague.Locator("[name=phone]").FillAsync("+44 7700 900777");
        await colleague.Locator("[name=display_name]").FillAsync("Shared by Nina");
        await Save(colleague);
        await colleague.GetByRole(AriaRole.Heading, new() { Name = "Shared by Nina" }).First.WaitForAsync();

        await Page.Locator("[name=email]").FillAsync("shared@sheet.example");
        await Page.Locator("[name=display_name]").FillAsync("Shared by the owner");
        await Save(Page);
        await Page.GetByText("Somebody saved this customer while you were typing.").WaitForAsync();
        Assert.Equal("shared@sheet.example", await Page.Locator("[name=email]").InputValueAsync());
        Assert.Equal("+44 7700 900777", await Page.Locator("[name=phone]").InputValueAsync());
        await Shot("edit-conflict");
        await Save(Page);

        await Page.GetByRole(AriaRole.Heading, new() { Name = "Shared by the owner" }).First.WaitForAsync();
        var saved = await Api.GetFromJsonAsync<JsonElement>($"/api/customers/{id}");
        Assert.Equal(
            ("shared@sheet.example", "+44 7700 900777"),
            (saved.GetProperty("email").GetString(), saved.GetProperty("phone").GetString())
        );
        ExpectConflict();
    }

    private void ExpectConflict()
    {
        Expect(409);
        Expect(412);
    }

    private static Task Save(IPage window) => window.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();

    private Task Headed(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name }).First.WaitForAsync();

    /// <summary>By the palette: some letters, and Enter on what they find.</summary>
    private async Task Jump(string letters, string to)
    {
        await Page.Keyboard.PressAsync("Control+K");
        await Page.Keyboard.TypeAsync(letters);
        await Assertions.Expect(Page.Locator("dialog[data-palette] [role=option][aria-selected=true]")).ToContainTextAsync(to);
        await Page.Keyboard.PressAsync("Enter");
        await Page.Locator("dialog[data-palette]").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
    }

    /// <summary>Goes with Tab to what the selector names.</summary>
    private async Task Reach(string selector)
    {
        await Page.Locator(selector).First.WaitForAsync();
        for (var steps = 0; steps < 150; steps++)
        {
            if (await Page.Locator(selector).And(Page.Locator(":focus")).CountAsync() > 0)
                return;
            await Page.Keyboard.PressAsync("Tab");
        }
        Assert.Fail($"{selector} cannot be reached with the keyboard.");
    }

    private async Task Press(string selector, string key = "Enter")
    {
        await Reach(selector);
        await Page.Keyboard.PressAsync(key);
    }

    private async Task Type(string selector, string text)
    {
        await Reach(selector);
        await Page.Keyboard.PressAsync("Control+A");
        await Page.Keyboard.TypeAsync(text);
    }

    private async Task Choose(string item)
    {
        for (var steps = 0; steps < 40; steps++)
        {
            await Page.Keyboard.PressAsync("ArrowDown");
            if (
                (await Page.EvaluateAsync<string>("() => document.activeElement?.textContent ?? ''")).Contains(
                    item,
                    StringComparison.Ordinal
                )
            )
                break;
        }
        await Page.Keyboard.PressAsync("Enter");
    }

    private async Task<Guid> Customer(string name) =>
        (
            await (await Api.PostAsJsonAsync("/api/customers?on_duplicate=create", new { type = "individual", display_name = name }))
                .EnsureSuccessStatusCode()
                .Content.ReadFromJsonAsync<JsonElement>()
        )
            .GetProperty("id")
            .GetGuid();
}
