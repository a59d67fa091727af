using System.Text.Json;
using Rapport.Platform.Data;

namespace Rapport.Tests.Records.Facts;

/// <summary>A fact that somebody posts by hand says less than a file does.</summary>
public abstract class ByHandTests(TestServer server) : FactTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : ByHandTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : ByHandTests(server), IClassFixture<PostgresServer>;

    public static TheoryData<string, string, string, string> Least =>
        new()
        {
            { "orders", """{"number": "7", "total": 12.5}""", """{"status": "pending", "currency": "EUR", "total": 12.5}""", "ordered_at" },
            { "opportunities", """{"name": "Fleet", "amount": 900}""", """{"status": "open", "kind": "new", "currency": "EUR"}""", "" },
            { "invoices", """{"number": "I-7", "total": 20}""", """{"status": "open", "currency": "EUR"}""", "issued_at" },
            { "payments", """{"amount": "9.90"}""", """{"status": "succeeded", "currency": "EUR"}""", "paid_at" },
            {
                "tickets",
                """{"subject": "Brake noise"}""",
                """{"status": "open", "priority": "normal", "is_complaint": false}""",
                "opened_at"
            },
            { "survey-responses", """{"survey": "nps", "score": 9}""", """{"score": 9}""", "answered_at" },
            { "loyalty/transactions", """{"points": 40}""", """{"reason": "earn"}""", "occurred_at" },
            { "appointments", """{"starts_at": "2027-01-04T09:00:00Z"}""", """{"status": "requested"}""", "" },
            {
                "service-visits",
                """{"lines": [{"description": "Oil", "kind": "part", "quantity": 2, "unit_price": 9.5}, """
                    + """{"description": "Pads", "kind": "part", "quantity": 1, "unit_price": 60, "declined": true}]}""",
                """{"status": "scheduled", "currency": "EUR", "total": 19}""",
                "opened_at"
            },
            { "web-sessions", """{}""", """{"device": null}""", "started_at" },
            { "usage-metrics", """{"logins": 3}""", """{"logins": 3}""", "date" },
            { "interactions", """{"interaction_type": "call"}""", """{"direction": "outbound"}""", "occurred_at" },
        };

    [Theory, MemberData(nameof(Least)), Trait("Spec", "FCT-11")]
    public async Task What_goes_without_saying_need_not_be_said(string route, string body, string expected, string time)
    {
        var (id, _) = await Customer();
        var fields = JsonSerializer.Deserialize<Dictionary<string, object?>>(body)!;
        fields["customer_id"] = id;
        var made = (await Api.Post($"/api/{route}", fields)).Expect(201);
        foreach (var field in JsonSerializer.Deserialize<JsonElement>(expected).EnumerateObject())
            Assert.Equal($"{field.Name} {field.Value.GetRawText()}", $"{field.Name} {made[field.Name].GetRawText()}");
        if (time.Length > 0)
            Assert.Equal(Clock.GetUtcNow().UtcDateTime.Date, made[time].GetDateTimeOffset().UtcDateTime.Date);
    }

    [Fact, Trait("Spec", "FCT-3")]
    public async Task What_was_left_out_stays_when_the_same_fact_is_posted_again()
    {
        var (id, _) = await Customer();
        var ticket = new
        {
            external_id = $"T-{id}",
            customer_id = id,
            subject = "Brake noise",
        };
        var made = (await Api.Post("/api/tickets", ticket)).Expect(201);
        (await Api.Patch($"/api/tickets/{made.Id}", new { priority = "urgent" })).Expect(200);
        Clock.Advance(TimeSpan.FromHours(3));
        var again = (await Api.Post("/api/tickets", ticket)).Expect(200);
        Assert.Equal(
            (made["opened_at"].GetString(), "urgent", 2),
            (again["opened_at"].GetString(), again["priority"].GetString(), again["version"].GetInt32())
        );
    }

    [Fact, Trait("Spec", "FCT-3")]
    public async Task A_file_says_everything_and_nothing_is_still_not_a_value()
    {
        var (id, customer) = await Customer();
        var (rows, _) = await Bulk(
            new
            {
                type = "ticket",
                external_id = $"T-{customer}",
                customer = new { external_id = customer },
                subject = "Brake noise",
            },
            new
            {
                type = "session",
                external_id = $"S-{customer}",
                customer = new { external_id = customer },
                started_at = "2026-03-01T10:00:00Z",
            }
        );
        Assert.Equal(["opened_at", "priority", "status"], FaultsOf(rows[0]).Order());
        Assert.Equal("created", ResultOf(rows[1]));
        Assert.Equal(
            422,
            (
                await Api.Post(
                    "/api/tickets",
                    new
                    {
                        customer_id = id,
                        subject = "Brake noise",
                        status = (string?)null,
                    }
                )
            ).Status
        );
        Assert.Equal(422, (await Api.Post("/api/tickets", new { customer_id = id })).Status);
        Assert.Equal(422, (await Api.Post("/api/service-visits", new { customer_id = id })).Status);
    }

    [Fact, Trait("Spec", "FCT-3")]
    public async Task A_fact_without_an_ID_of_its_own_waits_for_its_customer_as_well()
    {
        var customer = $"late-{Ids.Next():N}";
        (await Api.Post("/api/tickets", new { customer = new { external_id = customer }, subject = "Brake noise" })).Expect(202);
        var id = (
            await Api.Post(
                "/api/customers?on_duplicate=create",
                new
                {
                    display_name = "Late Larry",
                    type = "individual",
                    external_id = customer,
                }
            )
        ).Expect(201).Id;
        await Eventually(async () => (await SummaryOf(id)).OpenTickets == 1, "the waiting ticket is joined");
    }
}
