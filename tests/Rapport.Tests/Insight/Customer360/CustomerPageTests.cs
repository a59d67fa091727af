using Rapport.Platform.Data;

namespace Rapport.Tests.Insight.Customer360;

public abstract class CustomerPageTests(TestServer server) : PageTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : CustomerPageTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : CustomerPageTests(server), IClassFixture<PostgresServer>;

    [
        Fact,
        Trait("Spec", "C360-1.1"),
        Trait("Spec", "C360-1.2"),
        Trait("Spec", "C360-1.3"),
        Trait("Spec", "C360-1.5"),
        Trait("Spec", "C360-14.1"),
        Trait("Spec", "C360-14.2"),
        Trait("Spec", "C360-17.1")
    ]
    public async Task The_head_tells_who_it_is_and_what_can_be_done()
    {
        var customer = (
            await Api.Post(
                "/api/customers?on_duplicate=create",
                new
                {
                    display_name = "Ada Page",
                    type = "individual",
                    email = $"{Ids.Next():N}@example.org",
                    phone = "07700 900123",
                    registration_date = "2020-03-14",
                }
            )
        ).Expect(201);
        foreach (var (street, main) in new[] { ("1 First Street", true), ("2 Second Street", false) })
            await Api.Post(
                $"/api/customers/{customer.Id}/addresses",
                new
                {
                    address_type = main ? "billing" : "shipping",
                    street_line_1 = street,
                    city = "Leeds",
                    postal_code = "LS1 1AA",
                    country = "GB",
                    is_default = true,
                }
            );
        var segment = (await Api.Post("/api/segments", new { name = $"VIP {customer.Id:N}"[..20], type = "static" })).Expect(201);
        Assert.Equal(
            302,
            (
                await Send($"/customers/{customer.Id}", null, $"/customers/{customer.Id}/segments", null, ("segment_id", $"{segment.Id}"))
            ).Status
        );

        var html = await Html($"/customers/{customer.Id}");

        SeesAll(
            TextOf(html, "s-head"),
            "Ada Page",
            "07700 900123",
            "@example.org",
            "14 March 2020",
            "Prospect",
            segment["name"].GetString()!,
            "Send e-mail",
            "Add note",
            "AP"
        );
        SeesAll(TextOf(html, "s-addresses"), "1 First Street", "2 Second Street", "Billing");
        foreach (var act in new[] { "e-mail", "ticket", "points", "note", "call", "follow-up" })
            Assert.Contains($"/customers/{customer.Id}/quick/{act}", html);
        Assert.Contains("export?format=pdf", html);
        Assert.Contains("export?format=csv", html);
    }

    [Fact]
    [
        Trait("Spec", "C360-1.4"),
        Trait("Spec", "C360-2.1"),
        Trait("Spec", "C360-2.2"),
        Trait("Spec", "C360-2.4"),
        Trait("Spec", "C360-2.5"),
        Trait("Spec", "C360-3.1"),
        Trait("Spec", "C360-3.2"),
        Trait("Spec", "C360-3.3"),
        Trait("Spec", "C360-3.4"),
        Trait("Spec", "C360-3.5")
    ]
    [
        Trait("Spec", "C360-4.1"),
        Trait("Spec", "C360-4.2"),
        Trait("Spec", "C360-4.3"),
        Trait("Spec", "C360-4.4"),
        Trait("Spec", "C360-4.5"),
        Trait("Spec", "C360-5.1"),
        Trait("Spec", "C360-5.2"),
        Trait("Spec", "C360-5.3"),
        Trait("Spec", "C360-5.4"),
        Trait("Spec", "C360-6.1"),
        Trait("Spec", "C360-6.2"),
        Trait("Spec", "C360-6.4"),
        Trait("Spec", "C360-6.5")
    ]
    [
        Trait("Spec", "C360-9.1"),
        Trait("Spec", "C360-9.2"),
        Trait("Spec", "C360-9.3"),
        Trait("Spec", "C360-9.4"),
        Trait("Spec", "C360-9.5"),
        Trait("Spec", "C360-10.1"),
        Trait("Spec", "C360-10.2"),
        Trait("Spec", "C360-10.3"),
        Trait("Spec", "C360-10.4"),
        Trait("Spec", "C360-10.5"),
        Trait("Spec", "C360-12.1"),
        Trait("Spec", "C360-12.3"),
        Trait("Spec", "C360-13.1"),
        Trait("Spec", "C360-13.3")
    ]
    public async Task Every_panel_shows_what_is_known()
    {
        var id = await Shopper();
        var html = await Html($"/customers/{id}");

        SeesAll(
            TextOf(html, "s-figures"),
            "Lifetime value",
            "£",
            "Purchases",
            "4",
            "Health",
            "%",
            "Recency",
            "Churn risk",
            "one every 10 days"
        );
        SeesAll(TextOf(html, "s-orders"), "O4", "Paid", "£85.00", "Return", "4 orders", "1 return", "on average");
        Assert.True(html.IndexOf("O4<", StringComparison.Ordinal) < html.IndexOf("O1<", StringComparison.Ordinal));
        SeesAll(
            TextOf(html, "s-tickets"),
            "1 open",
            "Where is it?",
            "Broken lamp",
            "#T",
            "high",
            "solved in 10 h on average",
            "satisfaction 4 of 5"
        );
        SeesAll(
            TextOf(html, "s-loyalty"),
            "640 points",
            "points ever earned",
            "expire in the next 30 days",
            "Code ",
            "referred",
            "Last 10 movements"
        );
        Assert.Contains("<progress", html);
        SeesAll(
            TextOf(html, "s-marketing"),
            "E-mail",
            "SMS",
            "Push",
            "Not given",
            "Open rate",
            "Click rate",
            "Last opened",
            "Last clicked",
            "Spring",
            "Clicked"
        );
        SeesAll(
            TextOf(html, "s-payments"),
            "4242",
            "Default",
            "expires Apr 2031",
            "Failed",
            "£55.00 received",
            "nothing refunded",
            "1 failed"
        );
        SeesAll(TextOf(html, "s-behaviour"), "3 sessions", "on average", "Mobile", "67%", "Lamps", "Bought most", "Most purchases on");
        SeesAll(TextOf(html, "s-opportunities"), "Refit", "£1,000.00 in the pipeline");
        SeesAll(TextOf(html, "s-timeline"), "Ticket", "Call - Call 1", "points earned", "Campaign Spring - ");
        Assert.Contains("role=\"img\"", html);
        Assert.DoesNotContain("style=\"", html);
    }

    [Fact, Trait("Spec", "C360-5.5")]
    public async Task The_marketing_panel_names_the_segments_one_is_in()
    {
        var id = await Shopper();
        var segment = (await Api.Post("/api/segments", new { name = $"Lamp lovers {id:N}"[..24], type = "static" })).Expect(201);
        (await Api.Post($"/api/segments/{segment.Id}/members", new { customer_ids = new[] { id } })).Expect(200);

        SeesAll(await Read($"/customers/{id}", "s-marketing"), segment["name"].GetString()!);
        Assert.Equal([segment["name"].GetString()], Texts(await View(id), "segments", "name"));
    }

    [Fact, Trait("Spec", "C360-18.4"), Trait("Spec", "C360-23")]
    public async Task Panels_are_fetched_by_themselves_and_name_what_makes_them_stale()
    {
        var id = await Shopper();

        var html = await Html($"/customers/{id}/panels/orders,tickets");

        Assert.StartsWith("<div id=\"s-orders\"", html.TrimStart());
        Assert.Contains($"data-live=\"order:{id}\"", html);
        Assert.Contains($"data-live=\"ticket:{id} survey_response:{id} service_levels\"", html);
        Assert.Contains($"data-live-url=\"/customers/{id}/panels/tickets\"", html);
        Assert.DoesNotContain("s-loyalty", html);
        Assert.Equal(404, (await Api.Get($"/customers/{id}/panels/nonsense")).Status);
        Assert.Equal(404, (await Api.Get($"/customers/{Ids.Next()}/panels/orders")).Status);
    }

    [Fact, Trait("Spec", "C360-21")]
    public async Task A_panel_without_data_is_not_drawn_but_its_place_waits_for_the_first_fact()
    {
        var (id, _) = await Customer("Empty Page");
        var html = await Html($"/customers/{id}");
        Assert.Contains($"data-live-url=\"/customers/{id}/panels/orders\" hidden", html);
        Assert.Equal("", TextOf(html, "s-orders").Replace("id=\"s-orders\"", "").Split('>')[^1].Trim());
        Assert.DoesNotContain("<h2 class=\"grow\">Vehicles", html);
    }

    [Fact, Trait("Spec", "C360-2.3"), Trait("Spec", "C360-6.3"), Trait("Spec", "FCT-12"), Trait("Spec", "C360-21")]
    public async Task A_driver_s_vehicles_lead_to_their_visits_and_every_fact_has_a_page()
    {
        var (id, number) = await Customer("Dana Driver");
        var customer = new { external_id = number };
        await Taken(
            new
            {
                type = "vehicle",
                external_id = $"{number}-v",
                customer,
                plate = "AB12 CDE",
                make = "Mini",
                model = "Cooper",
                mileage = 4000,
                next_service_at = DaysAgo(-20).ToString("yyyy-MM-dd"),
            },
            new
            {
                type = "service_visit",
                external_id = $"{number}-s",
                customer,
                number = "J-1",
                vehicle = new { external_id = $"{number}-v" },
                status = "completed",
                opened_at = DaysAgo(8),
                total = 120,
                currency = "GBP",
                technician = "D. Ferris",
                lines = new object[]
                {
                    new
                    {
                        description = "Brake pads",
                        kind = "part",
                        quantity = 2,
                        unit_price = 30,
                    },
                    new
                    {
                        description = "Fitting",
                        kind = "labour",
                        quantity = 1,
                        unit_price = 60,
                    },
                },
            }
        );
        var html = await Html($"/customers/{id}");
        SeesAll(TextOf(html, "s-vehicles"), "AB12 CDE", "Mini Cooper", "Brake pads", "D. Ferris", "£120.00", "Service due");
        SeesAll(TextOf(html, "s-figures"), "Last visit", "8 days ago");

        var visit = (await Api.Get($"/api/service-visits?customer_id={id}")).Json.GetProperty("data")[0].GetProperty("id").GetGuid();
        Assert.Contains($"/service-visits/{visit}", html);
        SeesAll(
            await Read($"/service-visits/{visit}"),
            "Job card J-1",
            "Dana Driver",
            "AB12 CDE",
            "Brake pads",
            "£60.00",
            "£120.00",
            "Completed"
        );
        SeesAll(await Read("/vehicles?customer_id=" + id), "AB12 CDE", "Dana Driver", "1 vehicle");
        SeesAll(await Read("/service-visits?status=scheduled&customer_id=" + id), "No results");
        Assert.Equal(400, (await Api.Get("/orders?nonsense=1")).Status);
        Assert.Equal(404, (await Api.Get($"/orders/{Ids.Next()}")).Status);
    }

    [Fact, Trait("Spec", "C360-19.2"), Trait("Spec", "C360-19.3"), Trait("Spec", "C360-19.5")]
    public async Task What_a_role_may_not_see_is_said_in_a_line_and_what_it_may_not_do_is_absent()
    {
        var id = await Shopper();
        var viewer = await As("viewer");

        var html = await Html($"/customers/{id}", viewer);

        SeesAll(TextOf(html), "Payments are hidden from your role", "Invoices are hidden from your role");
        Assert.DoesNotMatch(@"\b4242\b", TextOf(html));
        Assert.DoesNotContain("Payment received", html);
        Assert.DoesNotContain("/quick/", html);
        foreach (var act in new[] { "ticket", "note", "points", "e-mail" })
            Assert.Equal(403, (await viewer.Get($"/customers/{id}/quick/{act}")).Status);
        Assert.Equal(403, (await viewer.Get("/invoices")).Status);
    }

    [Fact, Trait("Spec", "C360-24")]
    public async Task A_part_that_fails_takes_nothing_else_with_it()
    {
        var id = await Shopper();
        await Plainly($"alter table loyalty_transactions rename to loyalty_away");
        try
        {
            var html = await Html($"/customers/{id}");
            SeesAll(TextOf(html, "s-head"), "Wanda Shopper");
            SeesAll(TextOf(html, "s-timeline"), "Ticket");
            SeesAll(await Read($"/customers/{id}/panels/orders"), "O4");
            SeesAll(await Read($"/customers/{id}/panels/loyalty"), "could not be read", "Try again");
        }
        finally
        {
            await Plainly($"alter table loyalty_away rename to loyalty_transactions");
        }
        SeesAll(await Read($"/customers/{id}/panels/loyalty"), "640 points");
    }
}
