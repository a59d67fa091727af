using Microsoft.Extensions.DependencyInjection;
using Rapport.Records.Facts;

namespace Rapport.Tests.Records.Facts;

/// <summary>What follows in one part of the business when a fact comes in from another.</summary>
[Trait("Spec", "FCT-9")]
public abstract class FactFlowTests(TestServer server) : FactTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : FactFlowTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : FactFlowTests(server), IClassFixture<PostgresServer>;

    [Fact]
    public async Task A_deal_that_is_won_makes_a_customer_of_a_prospect_once()
    {
        var (id, customer) = await Customer();
        object Deal(string status, int amount = 900) =>
            new
            {
                type = "opportunity",
                external_id = $"D-{customer}",
                customer = new { external_id = customer },
                name = "Fleet",
                status,
                amount,
                currency = "EUR",
            };
        await Bulk(Deal("open"));
        await Settled();
        Assert.Equal("prospect", await StatusOf(id));
        await Bulk(Deal("won"));
        await Eventually(async () => await StatusOf(id) == "active", "the prospect is a customer");

        (await Api.Post($"/api/customers/{id}/lifecycle", new { stage = "Prospect", reason = "Won by mistake" })).Expect(201);
        await Bulk(Deal("won", 950));
        await Settled();
        Assert.Equal("prospect", await StatusOf(id));
    }

    [Fact]
    public async Task A_job_that_is_done_is_one_interaction_and_goes_again_when_it_was_not()
    {
        var (id, customer) = await Customer();
        object Job(string status, decimal total = 60) =>
            new
            {
                type = "service_visit",
                external_id = $"J-{customer}",
                customer = new { external_id = customer },
                number = "77",
                status,
                opened_at = "2026-03-01T09:00:00Z",
                completed_at = "2026-03-01T15:00:00Z",
                total,
                currency = "EUR",
                lines = new[]
                {
                    new
                    {
                        description = "Brakes",
                        kind = "labour",
                        quantity = 1,
                        unit_price = 60,
                    },
                },
            };
        await Bulk(Job("completed"));
        await Eventually(async () => await Interactions(id) == 1, "the job is logged");
        var logged = (await Api.Get($"/api/interactions?customer_id={id}")).Expect(200)["data"][0];
        Assert.Equal(
            ("in_person", "api", "Job 77 done", "Brakes", "service_visit"),
            (
                logged.GetProperty("interaction_type").GetString(),
                logged.GetProperty("source").GetString(),
                logged.GetProperty("subject").GetString(),
                logged.GetProperty("description").GetString(),
                logged.GetProperty("related_type").GetString()
            )
        );
        // The job stands on the timeline itself, not twice.
        Assert.Single(await TimelineTitles(id), title => !title.StartsWith("Milestone", StringComparison.Ordinal));
        Assert.Empty(await In(services => services.GetRequiredService<VerifyFacts>().Run(default)));

        await Bulk(Job("completed"), Job("completed", 65));
        await Settled();
        Assert.Equal(1, await Interactions(id));
        await Bulk(Job("in_progress"));
        await Eventually(async () => await Interactions(id) == 0, "the job was not done");
        await Bulk(Job("completed"));
        await Eventually(async () => await Interactions(id) == 1, "now it is");
        await Bulk(
            new
            {
                type = "service_visit",
                external_id = $"J-{customer}",
                deleted = true,
            }
        );
        await Eventually(async () => await Interactions(id) == 0, "the job is gone");
    }

    [Fact]
    public async Task A_service_that_is_asked_for_opens_a_job_card_and_called_off_closes_it()
    {
        var (id, customer) = await Customer();
        await Bulk(
            new
            {
                type = "vehicle",
                external_id = $"V-{customer}",
                customer = new { external_id = customer },
                make = "VW",
                model = "Golf",
            }
        );
        var asked = (
            await Api.Post(
                "/api/appointments",
                new
                {
                    customer_id = id,
                    external_id = $"A-{customer}",
                    vehicle = new { external_id = $"V-{customer}" },
                    starts_at = "2027-01-04T09:00:00Z",
                    reason = "Brakes squeak",
                    branch = "Leeds",
                }
            )
        ).Expect(201);
        await Eventually(async () => await Cards(id) == 1, "a job card is opened");
        var card = (await Api.Get($"/api/service-visits?customer_id={id}"))["data"][0];
        Assert.Equal(
            ("scheduled", $"V-{customer}", "Leeds"),
            (
                card.GetProperty("status").GetString(),
                card.GetProperty("vehicle").GetProperty("external_id").GetString(),
                card.GetProperty("branch").GetString()
            )
        );
        Assert.Equal(
            1,
            (await Api.Get($"/api/customers/{id}/360")).Expect(200)["field_service"].GetProperty("scheduled_visits").GetInt32()
        );

        (await Api.Patch($"/api/appointments/{asked.Id}", new { reason = "Brakes squeak badly" })).Expect(200);
        await Settled();
        Assert.Equal(1, await Cards(id));
        (await Api.Patch($"/api/appointments/{asked.Id}", new { status = "cancelled" })).Expect(200);
        await Eventually(
            async () => (await Api.Get($"/api/service-visits?customer_id={id}&status=cancelled"))["total"].GetInt32() == 1,
            "the card is called off"
        );
    }

    [Fact, Trait("Spec", "FCT-6")]
    public async Task A_vehicle_that_changes_hands_tells_both_and_leaves_its_visits_where_they_were()
    {
        var ((first, seller), (second, buyer)) = (await Customer(), await Customer());
        object Car(string owner) =>
            new
            {
                type = "vehicle",
                external_id = $"V-{seller}",
                customer = new { external_id = owner },
                plate = "YK21 HNV",
                make = "VW",
                model = "Golf",
            };
        await Bulk(
            Car(seller),
            new
            {
                type = "service_visit",
                external_id = $"J-{seller}",
                customer = new { external_id = seller },
                vehicle = new { external_id = $"V-{seller}" },
                status = "scheduled",
                opened_at = "2026-03-01T09:00:00Z",
                total = 0,
                currency = "EUR",
            }
        );
        await Bulk(Car(buyer));
        await Bulk(Car(buyer));

        foreach (var id in new[] { first, second })
            Assert.Single(await TimelineTitles(id), "Vehicle YK21 HNV changed hands");
        Assert.Equal(
            (0, 1),
            (
                (await Api.Get($"/api/vehicles?customer_id={first}"))["total"].GetInt32(),
                (await Api.Get($"/api/vehicles?customer_id={second}"))["total"].GetInt32()
            )
        );
        Assert.Equal(1, await Cards(first));
        Assert.Empty(await In(services => services.GetRequiredService<VerifyFacts>().Run(default)));
    }

    private async Task<string> StatusOf(Guid customer) => (await Api.Get($"/api/customers/{customer}")).Expect(200)["status"].GetString()!;

    private async Task<int> Interactions(Guid customer) =>
        (await Api.Get($"/api/interactions?customer_id={customer}")).Expect(200)["total"].GetInt32();

    private async Task<int> Cards(Guid customer) =>
        (await Api.Get($"/api/service-visits?customer_id={customer}")).Expect(200)["total"].GetInt32();

    /// <summary>Until a deal that came later was followed: what came before was read by then.</summary>
    private async Task Settled()
    {
        var (id, customer) = await Customer();
        await Bulk(
            new
            {
                type = "opportunity",
                external_id = $"M-{customer}",
                customer = new { external_id = customer },
                name = "Marker",
                status = "won",
            }
        );
        await Eventually(async () => await StatusOf(id) == "active", "the log is read to its end");
    }
}
