using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;

namespace Rapport.Browser;

/// <summary>
/// Names as long as they may be, wide and on a phone: nothing lies on something else, and the figures stay in the window.
/// </summary>
public abstract class LongNameTests(PublishedServer server) : BrowserTest(server)
{
    public sealed class OnSqlite(SqliteProgram server) : LongNameTests(server), IClassFixture<SqliteProgram>;

    public sealed class OnPostgres(PostgresProgram server) : LongNameTests(server), IClassFixture<PostgresProgram>;

    private static readonly string Name = new('W', 120);

    [Fact, Trait("Spec", "PLT-16")]
    public async Task Long_names_push_nothing_aside()
    {
        var customer = (
            await Made(
                "/api/customers?on_duplicate=create",
                new
                {
                    type = "organization",
                    display_name = Name,
                    email = $"{new string('w', 60)}@{new string('w', 60)}.example",
                }
            )
        ).GetProperty("id").GetGuid();
        var ticket = await Made(
            "/api/tickets",
            new
            {
                customer_id = customer,
                subject = Name,
                status = "open",
                priority = "high",
            }
        );
        var deal = await Made(
            "/api/opportunities",
            new
            {
                customer_id = customer,
                name = Name,
                stage = "Offer",
                amount = 123456789.01,
                currency = "GBP",
            }
        );
        var vehicle = await Made(
            "/api/vehicles",
            new
            {
                customer_id = customer,
                plate = "LONG 12345678901",
                make = Name[..60],
                model = Name[..60],
            }
        );
        await Made(
            "/api/orders",
            new
            {
                customer_id = customer,
                number = $"ORD-{Name[..30]}",
                status = "completed",
                ordered_at = "2025-09-20T10:00:00Z",
                currency = "GBP",
                lines = new[]
                {
                    new
                    {
                        description = "Ship",
                        quantity = 1,
                        unit_price = 7407407340.00,
                    },
                },
            }
        );

        foreach (
            var path in new[]
            {
                "/customers",
                "/tickets",
                "/opportunities",
                "/vehicles",
                "/orders",
                "/interactions",
                $"/customers/{customer}",
                $"/customers/{customer}/edit",
                $"/tickets/{Id(ticket)}",
                $"/opportunities/{Id(deal)}",
                $"/vehicles/{Id(vehicle)}",
                "/audit",
            }
        )
        foreach (var phone in new[] { false, true })
            await Fits(path, phone);
    }

    private async Task Fits(string path, bool phone)
    {
        var page = await NewWindow(signedIn: true, phone: phone);
        await page.GotoAsync(path);
        Assert.True(
            await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0,
            $"{path} is wider than the {(phone ? "phone" : "window")}"
        );
        var faults = await page.EvaluateAsync<string[]>(
            """
            () => {
              const shown = [...document.querySelectorAll("main :is(td, th, h2, .meta > *, .actions .btn, .kpi .value)")].filter(e =>
                e.checkVisibility({ visibilityProperty: true }) && !e.closest(".vh, [popover], details:not([open])")
                && e.textContent.trim() && e.getBoundingClientRect().width > 2);
              const said = e => `${e.tagName} "${e.textContent.trim().slice(0, 20)}"`;
              const boxes = shown.map(e => [e, e.getBoundingClientRect()]);
              const beyond = boxes.filter(([, b]) => b.right > innerWidth + 1).map(([e]) => `${said(e)} is out of the window`);
              const overlap = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
                && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
              const onto = boxes.flatMap(([e, a], i) => boxes.slice(i + 1)
                .filter(([o, b]) => !e.contains(o) && !o.contains(e) && overlap(a, b))
                .map(([o]) => `${said(e)} lies on ${said(o)}`));
              const cut = [...document.querySelectorAll("main .kpi .value")]
                .filter(e => e.scrollWidth > e.clientWidth + 1)
                .map(e => `${said(e)} is cut`);
              return [...beyond, ...onto, ...cut].slice(0, 6);
            }
            """
        );
        Assert.True(faults.Length == 0, $"{path} on the {(phone ? "phone" : "desktop")}: {string.Join("; ", faults)}");
    }

    private static Guid Id(JsonElement made) => made.GetProperty("id").GetGuid();

    private async Task<JsonElement> Made(string path, object body)
    {
        var answer = await Api.PostAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
