using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;

namespace Rapport.Browser;

/// <summary>A garage's advisor opens a driver, a success manager an account: each sees on one page what the next talk needs.</summary>
public abstract class AdvisorJourneys(PublishedServer server) : BrowserTest(server)
{
    public sealed class OnSqlite(SqliteProgram server) : AdvisorJourneys(server), IClassFixture<SqliteProgram>;

    public sealed class OnPostgres(PostgresProgram server) : AdvisorJourneys(server), IClassFixture<PostgresProgram>;

    [Fact, Trait("Spec", "C360-21"), Trait("Spec", "FCT-6")]
    public async Task An_advisor_sees_a_driver_s_cars_visits_and_what_is_due_next()
    {
        var id = await Customer(
            new
            {
                type = "individual",
                display_name = "Eleanor Whitcombe",
                email = "eleanor@whitcombe.example",
                phone = "+44 7700 900412",
            }
        );
        await Taken(
            id,
            new
            {
                type = "vehicle",
                external_id = "golf",
                plate = "YK21 HNV",
                make = "Volkswagen",
                model = "Golf",
                year = 2021,
                mileage = 41870,
                next_service_at = Day(18),
            },
            new
            {
                type = "vehicle",
                external_id = "fiesta",
                plate = "LS18 KPT",
                make = "Ford",
                model = "Fiesta",
                year = 2018,
                mileage = 78120,
                inspection_due_at = Day(-4),
            },
            Visit("118204", "golf", -250, 486.40m, "Front brake discs", "Fitting"),
            Visit("117410", "golf", -610, 214m, "Interim service", "Oil filter"),
            Visit("118011", "fiesta", -330, 129m, "MOT and emissions", "Wiper blades"),
            new
            {
                type = "appointment",
                external_id = "next",
                vehicle = new { external_id = "golf" },
                starts_at = At(6),
                ends_at = At(6.05),
                reason = "Service and brake check",
                status = "confirmed",
                branch = "Leeds",
            }
        );

        var page = await Colleague("Tom Advisor", "support");
        await Open(page, "900412", "Eleanor Whitcombe");
        var vehicles = page.Locator("#s-vehicles");
        foreach (
            var told in new[]
            {
                "YK21 HNV",
                "Volkswagen Golf",
                "41,870",
                "LS18 KPT",
                "overdue since",
                "Front brake discs",
                "Service and brake check",
            }
        )
            await Assertions.Expect(vehicles).ToContainTextAsync(told);
        await Assertions.Expect(page.Locator("#s-figures")).ToContainTextAsync("Last visit");
        await Shot("advisor-driver", page);

        // What is overdue stands first and open; the other car opens with a click.
        await vehicles.Locator("summary").Filter(new() { HasText = "YK21 HNV" }).ClickAsync();
        await vehicles.GetByText("Oil filter").WaitForAsync();
        await vehicles.GetByRole(AriaRole.Link, new() { Name = "Open the vehicle" }).Last.ClickAsync();
        await page.WaitForURLAsync("**/vehicles/*-*");
        await Shot("advisor-vehicle", page);
    }

    [Fact, Trait("Spec", "C360-21"), Trait("Spec", "FCT-7"), Trait("Spec", "INT-11")]
    public async Task A_success_manager_sees_an_account_s_contacts_its_contract_and_the_engagements()
    {
        var id = await Customer(
            new
            {
                type = "organization",
                display_name = "Brightwater Analytics",
                phone = "+44 113 496 0112",
                account = new
                {
                    legal_name = "Brightwater Analytics Ltd",
                    industry = "Software",
                    arr = 48_000,
                    contract_start = Day(-300),
                    contract_end = Day(65),
                    contract_renewal = Day(65),
                },
            }
        );
        await Made(
            $"/api/customers/{id}/contacts",
            new
            {
                first_name = "Priya",
                last_name = "Raghunathan",
                email = "priya@brightwater.example",
                job_title = "Head of Operations",
                role = "champion",
                is_primary = true,
            }
        );
        await Made(
            $"/api/customers/{id}/contacts",
            new
            {
                first_name = "Owen",
                last_name = "Sutcliffe",
                email = "owen@brightwater.example",
                job_title = "Finance Director",
                role = "decision_maker",
            }
        );
        await Taken(
            id,
            [
                .. Enumerable
                    .Range(0, 40)
                    .Select(i =>
                        (object)
                            new
                            {
                                type = "usage_metric",
                                external_id = $"u{i}",
                                date = Day(-i),
                                logins = 14 + i % 7,
                                feature_adoption_score = 61.5m,
                                training_completion_rate = 80,
                                seats = 25,
                            }
                    ),
                Talk("kick-off", "meeting", "Quarterly review", -20),
                Talk("call", "call", "Asked about single sign-on", -6),
                new
                {
                    type = "opportunity",
                    external_id = "renewal",
                    name = "Renewal with ten more seats",
                    kind = "renewal",
                    status = "open",
                    amount = 62_000,
                    currency = "GBP",
                    probability = 70,
                    expected_close = Day(60),
                },
            ]
        );

        var page = await Colleague("Sam Success", "admin");
        await Open(page, "brightwater", "Brightwater Analytics");
        await Sees(page, "#s-account", "48,000", "a year", "Renews in 65 days", "Adoption", "Seats");
        await Sees(page, "#s-contacts", "Priya Raghunathan", "Owen Sutcliffe");
        await Sees(page, "#s-opportunities", "Renewal with ten more seats");
        await Sees(page, "#s-timeline", "Quarterly review", "Asked about single sign-on");
        await Shot("success-account", page);

        await page.GetByRole(AriaRole.Navigation, new() { Name = "Sections" })
            .GetByRole(AriaRole.Link, new() { Name = "Contacts" })
            .ClickAsync();
        await page.GetByText("Head of Operations").First.WaitForAsync();
        await Shot("success-contacts", page);
        await page.GotoAsync($"/customers/{id}?tab=interactions");
        await Sees(page, "#s-timeline", "Quarterly review");
        await Shot("success-engagements", page);
    }

    private static async Task Sees(IPage page, string section, params string[] texts)
    {
        foreach (var text in texts)
            await Assertions.Expect(page.Locator(section)).ToContainTextAsync(text);
    }

    /// <summary>As one does with the customer at the counter: a few letters of what they say.</summary>
    private static async Task Open(IPage page, string said, string name)
    {
        await page.GotoAsync("/customers");
        await page.Keyboard.PressAsync("Control+K");
        await page.Locator("dialog[data-palette] input").FillAsync(said);
        await page.Locator("dialog[data-palette]").GetByRole(AriaRole.Option, new() { Name = name }).First.ClickAsync();
        await page.WaitForURLAsync("**/customers/*-*");
        await page.GetByRole(AriaRole.Heading, new() { Name = name }).First.WaitForAsync();
    }

    private static object Visit(string number, string vehicle, int day, decimal total, string part, string labour) =>
        new
        {
            type = "service_visit",
            external_id = number,
            number,
            vehicle = new { external_id = vehicle },
            status = "completed",
            opened_at = At(day),
            completed_at = At(day + 0.2),
            mileage = 40_000 + day,
            technician = "D. Ferris",
            total,
            currency = "GBP",
            branch = "Leeds",
            lines = new object[]
            {
                new
                {
                    description = part,
                    kind = "part",
                    quantity = 1,
                    unit_price = total - 60,
                },
                new
                {
                    description = labour,
                    kind = "labour",
                    quantity = 1,
                    unit_price = 60,
                },
            },
        };

    private static object Talk(string number, string kind, string subject, int day) =>
        new
        {
            type = "interaction",
            external_id = number,
            interaction_type = kind,
            direction = "outbound",
            subject,
            occurred_at = At(day),
            duration_minutes = 30,
            outcome = "completed",
        };

    private static DateTimeOffset At(double days) => TimeProvider.System.GetUtcNow().AddDays(days);

    private static string Day(int days) => At(days).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<Guid> Customer(object of) => (await Made("/api/customers?on_duplicate=create", of)).GetProperty("id").GetGuid();

    private async Task<JsonElement> Made(string path, object body)
    {
        var answer = await Api.PostAsJsonAsync(path, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Facts of this customer, all of which must go in.</summary>
    private async Task Taken(Guid customer, params object[] facts)
    {
        var rows = facts.Select(fact => JsonSerializer.SerializeToNode(fact)!.AsObject()).ToList();
        foreach (var row in rows)
            row["customer"] = new System.Text.Json.Nodes.JsonObject { ["id"] = customer };
        var answer = await Api.PostAsync(
            "/api/facts/bulk",
            new StringContent(string.Join('\n', rows.Select(row => row.ToJsonString())), System.Text.Encoding.UTF8, "application/x-ndjson")
        );
        var told = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        Assert.True(JsonDocument.Parse(told.TrimEnd().Split('\n')[^1]).RootElement.GetProperty("created").GetInt32() == facts.Length, told);
    }
}
