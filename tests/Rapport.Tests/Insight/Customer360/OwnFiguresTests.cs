using System.Text.Json;
using Rapport.Records.Support;

namespace Rapport.Tests.Insight.Customer360;

/// <summary>
/// Each part tells what is its own: orders of orders, payments of what they were paid with, tickets of what was promised.
/// </summary>
public abstract class OwnFiguresTests(TestServer server) : PageTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : OwnFiguresTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : OwnFiguresTests(server), IClassFixture<PostgresServer>;

    [Fact, Trait("Spec", "C360-2.4"), Trait("Spec", "C360-2.5"), Trait("Spec", "C360-24")]
    public async Task Orders_have_figures_of_their_own_and_total_revenue_is_what_stayed()
    {
        var (id, number) = await Customer("Otto Driver");
        var customer = new { external_id = number };
        await Taken(
            new
            {
                type = "order",
                external_id = $"{number}-o",
                customer,
                number = "1",
                status = "paid",
                ordered_at = DaysAgo(10),
                currency = "EUR",
                total = 100,
            },
            new
            {
                type = "service_visit",
                external_id = $"{number}-v",
                customer,
                status = "completed",
                opened_at = DaysAgo(5),
                total = 900,
                currency = "EUR",
            },
            new
            {
                type = "payment",
                external_id = $"{number}-p",
                customer,
                amount = 100,
                currency = "EUR",
                paid_at = DaysAgo(9),
                status = "partially_refunded",
                refunded_amount = 30,
            }
        );

        var view = await View(id);

        Assert.Equal((100, 100), (Number(view, "orders.total_revenue"), Number(view, "orders.average_order_value")));
        Assert.Equal(
            (1000, 30, 970),
            (Number(view, "metrics.gross_revenue"), Number(view, "metrics.refunded"), Number(view, "financial_summary.total_revenue"))
        );
        SeesAll(await Read($"/customers/{id}", "s-spend"), "Orders over time", "Show as table");
    }

    [Fact, Trait("Spec", "C360-2.5")]
    public async Task Orders_of_long_ago_have_their_chart_and_their_place_on_the_timeline()
    {
        var (id, number) = await Customer("Vera Yesteryear");
        await Taken([
            .. Enumerable
                .Range(1, 30)
                .Select(i =>
                    (object)
                        new
                        {
                            type = "order",
                            external_id = $"{number}-{i}",
                            customer = new { external_id = number },
                            number = $"OLD-{i}",
                            status = "completed",
                            ordered_at = new DateTimeOffset(2011, 1 + i % 12, 5, 10, 0, 0, TimeSpan.Zero),
                            currency = "GBP",
                            total = 10,
                        }
                ),
        ]);

        Assert.Equal(12, At(await View(id), "orders.by_month").GetArrayLength());
        var html = await Html($"/customers/{id}");
        SeesAll(TextOf(html, "s-timeline"), "Customer created", "Order OLD-", "Show earlier");
        Assert.Equal(10, html.Split("<li id=\"entry-").Length - 1);
        var more = await Html(System.Net.WebUtility.HtmlDecode(html.Split("data-earlier-url=\"")[1].Split('"')[0]));
        SeesAll(TextOf(more), "January 2011");
    }

    [Fact, Trait("Spec", "C360-9.3")]
    public async Task A_payment_names_the_card_it_was_made_with()
    {
        var (id, number) = await Customer();
        var customer = new { external_id = number };
        await Taken(
            new
            {
                type = "payment_method",
                external_id = $"{number}-m",
                customer,
                method = "card",
                brand = "Visa",
                last4 = "4242",
            },
            new
            {
                type = "payment",
                external_id = $"{number}-p",
                customer,
                amount = 5,
                currency = "EUR",
                paid_at = DaysAgo(1),
                status = "succeeded",
                payment_method = new { external_id = $"{number}-m" },
            }
        );

        Assert.Equal("Visa •••• 4242", Text(await View(id), "payments.data.0.method"));
    }

    [Fact, Trait("Spec", "C360-24"), Trait("Spec", "C360-11.1")]
    public async Task The_lifecycle_tells_scores_and_segments_in_a_word()
    {
        var view = await View(await Shopper());

        Assert.Equal(Number(view, "health.score"), Number(view, "lifecycle.scores.health"));
        Assert.Equal(Text(view, "churn_risk.level"), Text(view, "lifecycle.scores.churn_level"));
        Assert.Equal(JsonValueKind.Array, At(view, "lifecycle.segments").ValueKind);
    }

    [Fact, Trait("Spec", "FCT-3"), Trait("Spec", "C360-6.2")]
    public async Task A_ticket_says_by_when_it_is_promised_and_whether_that_was_kept()
    {
        var (id, number) = await Customer();
        object Ticket(string name, string status, string priority, double opened, double? answered = null, double? solved = null) =>
            new
            {
                type = "ticket",
                external_id = $"{number}-{name}",
                customer = new { external_id = number },
                subject = name,
                status,
                priority,
                opened_at = DaysAgo(opened),
                first_response_at = answered is { } a ? DaysAgo(opened - a / 24) : (DateTimeOffset?)null,
                resolved_at = solved is { } s ? DaysAgo(opened - s / 24) : (DateTimeOffset?)null,
            };
        await Taken(
            Ticket("kept", "resolved", "high", 4, answered: 3, solved: 20),
            Ticket("slow", "resolved", "high", 5, answered: 5, solved: 20),
            Ticket("waits", "open", "low", 0.5),
            Ticket("late", "open", "urgent", 0.2)
        );

        var tickets = At(await View(id), "support.data").EnumerateArray().ToDictionary(t => t.GetProperty("subject").GetString()!);

        Assert.Equal(["late", "slow"], tickets.Where(t => t.Value.GetProperty("is_sla_broken").GetBoolean()).Select(t => t.Key).Order());
        Assert.Equal(
            ServiceLevels.AtFirst.Answer(TicketPriority.Low),
            tickets["waits"].GetProperty("first_response_due_at").GetDateTimeOffset()
                - tickets["waits"].GetProperty("opened_at").GetDateTimeOffset()
        );
        SeesAll(await Read($"/customers/{id}", "s-tickets"), "first answer due", "first answer was due");
    }

    [Fact, Trait("Spec", "FCT-12"), Trait("Spec", "C360-6.3")]
    public async Task The_status_of_a_ticket_is_set_on_its_page_and_notes_when_it_was_solved()
    {
        var (id, _) = await Customer();
        var ticket = (await Api.Post("/api/tickets", new { customer_id = id, subject = "Noise" })).Expect(201).Id;
        async Task<(string? Status, bool IsSolved)> Set(string status)
        {
            Assert.Equal(302, (await Send($"/tickets/{ticket}", null, $"/tickets/{ticket}/properties", null, ("status", status))).Status);
            var now = (await Api.Get($"/api/tickets/{ticket}")).Expect(200);
            return (now["status"].GetString(), now["resolved_at"].ValueKind == JsonValueKind.String);
        }

        Assert.Equal(("resolved", true), await Set("resolved"));
        Assert.Equal(("resolved", true), await Set("exploded"));
        Assert.Equal(("on_hold", false), await Set("on_hold"));
        SeesAll(await Read($"/tickets/{ticket}"), "On hold", "First reply", "Solve by", "Assign to me");
        Assert.DoesNotContain("Assign to me", await Read($"/tickets/{ticket}", by: await As("viewer")));
    }

    [Theory, Trait("Spec", "INT-9")]
    [
        InlineData("/api/interactions", "interaction_type=call", 1),
        InlineData("/api/interactions", "interaction_type=meeting", 0),
        InlineData("/api/notes", "from=2026-02-01&to=2026-02-28", 1),
        InlineData("/api/notes", "from=2026-03-01", 0)
    ]
    [
        InlineData("/api/activities", "activity_type=task&priority=high&from=2026-01-01", 1),
        InlineData("/api/activities", "priority=low", 0),
        InlineData("/api/activities", "to=2026-01-01", 0),
        InlineData("/api/orders", "currency=EUR", 1),
        InlineData("/api/vehicles", "make=Volvo", 1)
    ]
    public async Task Lists_take_the_names_of_their_fields(string list, string filter, int found)
    {
        var (id, number) = await Customer();
        var customer = new { external_id = number };
        await Taken(
            new
            {
                type = "interaction",
                external_id = $"{number}-i",
                customer,
                interaction_type = "call",
                direction = "inbound",
                occurred_at = "2026-02-03T10:00:00Z",
            },
            new
            {
                type = "note",
                external_id = $"{number}-n",
                customer,
                content = "Here",
                written_at = "2026-02-03T10:00:00Z",
            },
            new
            {
                type = "order",
                external_id = $"{number}-o",
                customer,
                number = "1",
                status = "draft",
                ordered_at = "2026-02-03T10:00:00Z",
                currency = "EUR",
                total = 1,
            },
            new
            {
                type = "vehicle",
                external_id = $"{number}-v",
                customer,
                make = "Volvo",
                model = "V60",
            }
        );
        (
            await Api.Post(
                "/api/activities",
                new
                {
                    customer_id = id,
                    activity_type = "task",
                    subject = "Do it",
                    due_date = DaysAgo(-2),
                    priority = "high",
                }
            )
        ).Expect(201);

        Assert.Equal(found, (await Api.Get($"{list}?customer_id={id}&{filter}")).Expect(200)["total"].GetInt32());
    }
}
