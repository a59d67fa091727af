using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;

namespace Rapport.Browser;

/// <summary>
/// The customer's page in one hand: one column, what matters first, the rest folded, everything large enough for a thumb.
/// </summary>
public abstract class PhoneTests(PublishedServer server) : BrowserTest(server)
{
    public sealed class OnSqlite(SqliteProgram server) : PhoneTests(server), IClassFixture<SqliteProgram>;

    public sealed class OnPostgres(PostgresProgram server) : PhoneTests(server), IClassFixture<PostgresProgram>;

    private IPage phone = null!;

    [Fact, Trait("Spec", "C360-20.1"), Trait("Spec", "C360-20.2")]
    public async Task One_column_holds_all_and_what_matters_stands_first()
    {
        await Open();

        Assert.Equal(
            0,
            await phone.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        );
        // Whatever is shown begins at the same edge, and no two sections share a row.
        var slots = await phone.EvaluateAsync<JsonElement>(
            """
            () => [...document.querySelectorAll("#customer .slot")]
              .filter(s => !s.hidden && s.offsetHeight > 0)
              .map(s => [s.id, s.getBoundingClientRect()])
              .map(([id, b]) => ({ id, left: Math.round(b.left), top: b.top, bottom: b.bottom }))
              .sort((a, b) => a.top - b.top)
            """
        );
        var shown = slots
            .EnumerateArray()
            .Select(s =>
                (
                    Id: s.GetProperty("id").GetString()!,
                    Left: s.GetProperty("left").GetInt32(),
                    Top: s.GetProperty("top").GetDouble(),
                    Bottom: s.GetProperty("bottom").GetDouble()
                )
            )
            .ToList();
        Assert.Single(shown.Select(s => s.Left).Distinct());
        for (var i = 1; i < shown.Count; i++)
            Assert.True(shown[i].Top >= shown[i - 1].Bottom - 1, $"{shown[i].Id} stands beside {shown[i - 1].Id}");
        var order = shown.ConvertAll(s => s.Id);
        Assert.Equal(["s-head", "s-figures"], order.Take(2));
        foreach (
            var (first, later) in new[]
            {
                ("s-figures", "s-tickets"),
                ("s-tickets", "s-timeline"),
                ("s-timeline", "s-orders"),
                ("s-timeline", "s-behaviour"),
            }
        )
            Assert.True(order.IndexOf(first) < order.IndexOf(later), $"{first} comes after {later} in {string.Join(' ', order)}");
    }

    [Fact, Trait("Spec", "C360-20.3")]
    public async Task Sections_fold_and_the_less_important_are_folded_from_the_start()
    {
        await Open();
        Assert.False(await phone.Locator("#s-behaviour details").First.EvaluateAsync<bool>("d => d.open"));

        await phone.Locator("#s-orders details > summary").First.TapAsync();
        Assert.False(await phone.Locator("#s-orders details").First.EvaluateAsync<bool>("d => d.open"));
        await phone.Locator("#s-behaviour details > summary").First.TapAsync();
        Assert.True(await phone.Locator("#s-behaviour details").First.EvaluateAsync<bool>("d => d.open"));
    }

    [Fact, Trait("Spec", "C360-20.4")]
    public async Task Buttons_and_fields_are_large_enough_for_a_thumb()
    {
        var id = await Open();
        foreach (
            var path in new[]
            {
                $"/customers/{id}",
                $"/customers/{id}/quick/note",
                $"/customers/{id}/quick/ticket",
                $"/customers/{id}/edit",
            }
        )
        {
            await phone.GotoAsync(path);
            var small = await phone.EvaluateAsync<string[]>(
                """
                () => {
                  const named = e => (e.textContent || e.getAttribute("aria-label") || e.name || "").trim().slice(0, 30);
                  return [...document.querySelectorAll("main .btn, main .input, main select, main textarea, nav.tabs a, main summary")]
                    .filter(e => e.checkVisibility() && e.type !== "hidden")
                    .map(e => [e, e.getBoundingClientRect()])
                    .filter(([, b]) => b.height < 36 || b.width < 32)
                    .map(([e, b]) => `${e.className} "${named(e)}" ${Math.round(b.width)}×${Math.round(b.height)}`);
                }
                """
            );
            Assert.True(small.Length == 0, $"{path}: {string.Join('\n', small)}");
        }
        await phone.GotoAsync($"/customers/{id}");
        await phone.GetByRole(AriaRole.Link, new() { Name = "Add note" }).First.TapAsync();
        await phone.Locator("dialog[open] [name=content]").FillAsync("Written with a thumb");
        await phone.Locator("dialog[open]").GetByRole(AriaRole.Button, new() { Name = "Save note" }).TapAsync();
        await Assertions.Expect(phone.Locator("#s-timeline")).ToContainTextAsync("Written with a thumb");
    }

    [Fact, Trait("Spec", "C360-20.5")]
    public async Task The_timeline_runs_downward_and_is_scrolled_with_the_page()
    {
        var id = await Open();
        await phone.GotoAsync($"/customers/{id}?tab=timeline");

        var tops = await phone.EvaluateAsync<double[]>(
            "() => [...document.querySelectorAll('#timeline-entries li')].filter(e => e.checkVisibility()).map(e => "
                + "e.getBoundingClientRect().top)"
        );
        Assert.True(tops.Length > 5);
        Assert.Equal(tops.Order(), tops);
        Assert.False(
            await phone
                .Locator("#s-timeline")
                .EvaluateAsync<bool>(
                    "e => [e, ...e.querySelectorAll('*')].some(x => x.checkVisibility() && x.scrollHeight > x.clientHeight + 4 && "
                        + "getComputedStyle(x).overflowY === 'auto' && getComputedStyle(x).overflowX !== 'auto')"
                )
        );
        await phone.Locator("#timeline-entries li").Last.ScrollIntoViewIfNeededAsync();
        await Shot("phone-timeline", phone);
    }

    private async Task<Guid> Open()
    {
        var id = (
            await Made(
                "/api/customers?on_duplicate=create",
                new
                {
                    type = "individual",
                    display_name = "Thea Thumb",
                    phone = "+44 7700 900123",
                }
            )
        ).GetProperty("id").GetGuid();
        var at = TimeProvider.System.GetUtcNow();
        await Made(
            "/api/tickets",
            new
            {
                customer_id = id,
                subject = "Lamp flickers",
                status = "open",
                priority = "high",
                opened_at = at,
            }
        );
        for (var i = 1; i <= 4; i++)
        {
            await Made(
                "/api/orders",
                new
                {
                    customer_id = id,
                    number = $"O-{i}",
                    status = "paid",
                    ordered_at = at.AddDays(-i * 9),
                    currency = "GBP",
                    lines = new[]
                    {
                        new
                        {
                            description = "Lamp",
                            quantity = 1,
                            unit_price = 20 * i,
                            category = "Lamps",
                        },
                    },
                }
            );
            await Made(
                "/api/interactions",
                new
                {
                    customer_id = id,
                    interaction_type = "call",
                    direction = "inbound",
                    subject = $"Call {i}",
                    occurred_at = at.AddDays(-i * 7),
                }
            );
        }
        phone = await NewWindow(signedIn: true, phone: true);
        await phone.GotoAsync($"/customers/{id}");
        return id;
    }

    private async Task<JsonElement> Made(string path, object body)
    {
        var answer = await Api.PostAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
