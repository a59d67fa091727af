using System.Net.Http.Json;
using System.Text.Json;

namespace Rapport.Browser;

/// <summary>What somebody wrote to run in a colleague's browser stands there as text, on every page that shows it.</summary>
[Trait("Spec", "PLT-15"), Trait("Spec", "INT-3")]
public abstract class SafeTextJourney(PublishedServer server) : BrowserTest(server)
{
    public sealed class OnSqlite(SqliteProgram server) : SafeTextJourney(server), IClassFixture<SqliteProgram>;

    public sealed class OnPostgres(PostgresProgram server) : SafeTextJourney(server), IClassFixture<PostgresProgram>;

    private const string Script =
        "<script>window.ran = true</script><img src=x onerror=\"window.ran = true\"><svg onload=\"window.ran = true\">";

    [Fact]
    public async Task Script_in_names_notes_and_subjects_is_shown_and_never_runs()
    {
        var id = (
            await Made(
                "/api/customers?on_duplicate=create",
                new
                {
                    type = "individual",
                    display_name = $"Mallory {Script}",
                    email = "mallory@example.org",
                    tags = new[] { "<b>bold</b>" },
                }
            )
        ).GetProperty("id").GetGuid();
        var at = TimeProvider.System.GetUtcNow();
        var note = (
            await Made(
                "/api/notes",
                new
                {
                    customer_id = id,
                    title = Script,
                    content = $"{Script} [press me](javascript:window.ran=true) ![see](javascript:window.ran=true) <a "
                        + "href=\"javascript:window.ran=true\">x</a>",
                    visibility = "all",
                    is_pinned = true,
                }
            )
        ).GetProperty("id").GetGuid();
        await Made(
            "/api/interactions",
            new
            {
                customer_id = id,
                interaction_type = "call",
                direction = "inbound",
                subject = Script,
                description = Script,
                occurred_at = at,
            }
        );
        var ticket = (
            await Made(
                "/api/tickets",
                new
                {
                    customer_id = id,
                    number = "T-1",
                    subject = Script,
                    description = Script,
                    status = "open",
                    priority = "high",
                    opened_at = at,
                }
            )
        ).GetProperty("id").GetGuid();
        await Made(
            "/api/activities",
            new
            {
                customer_id = id,
                activity_type = "call",
                subject = Script,
                due_date = at.AddDays(1),
            }
        );
        await SignIn();

        foreach (
            var path in new[]
            {
                $"/customers/{id}",
                $"/customers/{id}?tab=timeline",
                $"/customers/{id}/edit",
                "/customers",
                "/interactions",
                "/activities",
                $"/tickets/{ticket}",
                "/tickets",
                $"/notes/{note}/edit?customer={id}",
                $"/dashboard/compare?ids={id}",
            }
        )
        {
            var answer = await Page.GotoAsync(path);
            Assert.True(answer!.Status == 200, $"{path}: {answer.Status}");
            await Page.WaitForTimeoutAsync(150);
            Assert.False(await Page.EvaluateAsync<bool>("window.ran === true"), $"{path} ran what was written.");
            Assert.Equal(0, await Page.Locator("a[href^='javascript:'], img[src='x'], svg[onload], main b").CountAsync());
        }
        await Page.GotoAsync($"/customers/{id}");
        await Page.GetByText("<script>window.ran = true</script>").First.WaitForAsync();
        await Page.Keyboard.PressAsync("Control+K");
        await Page.Locator("dialog[data-palette] input").FillAsync("mallory");
        await Page.Locator("dialog[data-palette]").GetByText("Mallory <script>").First.WaitForAsync();
        Assert.False(await Page.EvaluateAsync<bool>("window.ran === true"));
    }

    private async Task<JsonElement> Made(string path, object body)
    {
        var answer = await Api.PostAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
