using Rapport.Platform.Data;

namespace Rapport.Tests.Insight.Lifecycle;

/// <summary>Moves that follow from what customers do, and from time.</summary>
[Trait("Spec", "LIF-7")]
public abstract class RuleTests(TestServer server) : LifecycleTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : RuleTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : RuleTests(server), IClassFixture<PostgresServer>;

    [Fact, Trait("Spec", "LIF-5")]
    public async Task A_first_purchase_walks_a_lead_to_customer_through_each_stage()
    {
        var (id, number) = await Customer();

        await Bulk(Order(number, Clock.Now()));
        await Settled();

        Assert.Equal(["Lead", "Prospect", "Opportunity", "Customer"], await WayOf(id));
        Assert.Equal("active", await StatusOf(id));
        Assert.All((await HistoryOf(id)).Take(3), line => Assert.Equal("rule", line.GetProperty("trigger").GetString()));
        var lifecycle = (await Api.Get($"/api/customers/{id}/lifecycle")).Expect(200);
        Assert.Equal((1, 90m), (lifecycle["purchase_count"].GetInt32(), lifecycle["total_revenue"].GetDecimal()));
        Assert.Equal(1, await Count($"select count(*) from events where name = 'lifecycle.stage_changed' and subject_id = {id}"));
    }

    [Fact]
    public async Task A_won_deal_makes_a_customer_of_a_prospect_once()
    {
        var (id, number) = await Customer();
        await Bulk(Deal(number, "won", id: $"W-{number}"));
        await Settled();
        Assert.Equal("Customer", await StageOf(id));

        (await Move(id, "Prospect", "The deal was a mistake")).Expect(201);
        await Bulk(Deal(number, "won", id: $"W-{number}"));
        await Settled();
        await Daily();

        Assert.Equal("Prospect", await StageOf(id));
    }

    [Fact]
    public async Task A_draft_order_and_one_that_was_called_off_make_nobody_a_customer()
    {
        var (id, number) = await Customer();
        await Bulk(
            new
            {
                type = "order",
                external_id = $"C-{number}",
                customer = new { external_id = number },
                number = "1",
                status = "cancelled",
                ordered_at = Clock.Now(),
                currency = "EUR",
                lines = Array.Empty<object>(),
            }
        );
        await Settled();

        Assert.Equal("Lead", await StageOf(id));
    }

    [Fact]
    public async Task A_purchase_wins_back_a_churned_customer_and_the_next_makes_a_customer_again()
    {
        var (id, number) = await Customer();
        await Bulk(Order(number, Clock.Now().AddDays(-400)));
        await Settled();
        (await Move(id, "Churned")).Expect(201);
        await Bulk(Order(number, Clock.Now().AddDays(-300)));
        await Settled();
        Assert.Equal("Churned", await StageOf(id));

        await Bulk(Order(number, Clock.Now()));
        await Settled();
        Assert.Equal("Won Back", await StageOf(id));
        await Bulk(Order(number, Clock.Now()));
        await Settled();

        Assert.Equal("Customer", await StageOf(id));
        Assert.Contains(await Milestones(id), m => m == "win_back");
    }

    [Fact, Trait("Spec", "LIF-5")]
    public async Task Edge_case_win_back_re_churn_is_flagged_and_left_out_of_automatic_win_back()
    {
        var (id, number) = await Customer();
        await MoveThrough(id, "Customer", "Churned", "Won Back");

        (await Move(id, "Churned")).Expect(201);

        Assert.True((await Api.Get($"/api/customers/{id}/lifecycle"))["high_risk_rechurn"].GetBoolean());
        await Bulk(Order(number, Clock.Now()));
        await Settled();
        Assert.Equal(("Churned", 1L), (await StageOf(id), await Suggestions(id)));
        Assert.Equal(
            1,
            await Count($"select count(*) from notifications where customer_id = {id} and once_key like 'lifecycle:rechurn:%'")
        );
    }

    [Fact, Trait("Spec", "LIF-5")]
    public async Task Edge_case_churn_during_renewal_pauses_the_renewal_and_alerts()
    {
        var (id, number) = await Customer(type: "organization");
        await Bulk(Deal(number, "open", "renewal", $"R-{number}"), Deal(number, "open", "new", $"N-{number}"));
        await Settled();
        await MoveThrough(id, "Customer");

        (await Move(id, "Churned")).Expect(201);

        Assert.Equal(
            1,
            await Count($"select count(*) from opportunities where customer_id = {id} and kind = 'renewal' and status = 'paused'")
        );
        Assert.Equal(1, await Count($"select count(*) from opportunities where customer_id = {id} and kind = 'new' and status = 'open'"));
        Assert.True(
            await Count($"select count(*) from notifications where customer_id = {id} and once_key like 'lifecycle:churn_in_renewal:%'") > 0
        );
    }

    [Fact]
    public async Task Low_health_suggests_at_risk_once_and_the_owner_is_told_why()
    {
        var (id, _) = await Customer();
        await MoveThrough(id, "Customer");
        await Plainly($"update customer_lifecycles set rules_held_until = null where customer_id = {id}");
        await Plainly($"update customer_summary set health = 20 where customer_id = {id}");

        await Daily();
        await Daily();

        Assert.Equal(("Customer", 1L), (await StageOf(id), await Suggestions(id)));
        var open = (await Api.Get("/api/lifecycle/suggestions?state=open&limit=200"))
            .Expect(200)["data"]
            .EnumerateArray()
            .First(s => s.GetProperty("customer_id").GetGuid() == id);
        Assert.Contains("health 20", open.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(204, (await Api.Put($"/api/lifecycle/suggestions/{open.GetProperty("id").GetGuid()}/acceptance")).Status);
        Assert.Equal("At Risk", await StageOf(id));
        Assert.Contains(await Milestones(id), m => m == "churn_signal");
    }

    [Fact]
    public async Task A_rule_that_is_automatic_moves_and_a_manual_move_holds_it_off_for_thirty_days()
    {
        await Rule("health_below", new { mode = "automatic" });
        var (id, _) = await Customer();
        await MoveThrough(id, "Customer");
        await Plainly($"update customer_summary set health = 20 where customer_id = {id}");

        await Daily();
        Assert.Equal("Customer", await StageOf(id));
        var held = await Count(
            $"select count(*) from customer_lifecycles where customer_id = {id} and rules_held_until > {Clock.Now().AddDays(29)}"
        );
        Assert.Equal(1, held);
        await Plainly($"update customer_lifecycles set rules_held_until = {Clock.Now().AddMinutes(-1)} where customer_id = {id}");
        await Daily();

        Assert.Equal("At Risk", await StageOf(id));
        Assert.Equal("rule", (await HistoryOf(id))[0].GetProperty("trigger").GetString());
        await Rule("health_below", new { mode = "suggest" });
    }

    [Fact]
    public async Task A_rule_never_goes_round_an_approval()
    {
        await NeedsApproval("Opportunity", "Customer");
        var (id, number) = await Customer();

        await Bulk(Order(number, Clock.Now()));
        await Settled();

        Assert.Equal(("Lead", 1L), (await StageOf(id), await Suggestions(id)));
        await NeedsApproval("Opportunity", "Customer", false);
    }

    [Fact]
    public async Task Who_stops_buying_by_their_own_rhythm_and_whose_contract_ended_is_suggested_as_churned()
    {
        var (monthly, number) = await Customer();
        var (yearly, other) = await Customer();
        await Bulk([.. Enumerable.Range(4, 4).Select(i => Order(number, Clock.Now().AddDays(-30 * i)))]);
        await Bulk([.. Enumerable.Range(0, 4).Select(i => Order(other, Clock.Now().AddDays(-120 - (365 * i))))]);
        var ended = (
            await Api.Post(
                "/api/customers?on_duplicate=create",
                new
                {
                    display_name = $"Ended {Ids.Next():N}",
                    type = "organization",
                    status = "active",
                    account = new { contract_start = "2020-01-01", contract_end = "2021-01-01" },
                }
            )
        ).Expect(201).Id;
        await Settled();

        await Daily();

        Assert.Equal((1L, 0L, 1L), (await Suggestions(monthly), await Suggestions(yearly), await Suggestions(ended)));
    }

    [Fact]
    public async Task A_renewal_opens_before_the_contract_ends_once_for_each_date()
    {
        var id = (
            await Api.Post(
                "/api/customers?on_duplicate=create",
                new
                {
                    display_name = $"Renews {Ids.Next():N}",
                    type = "organization",
                    status = "active",
                    account = new { contract_start = "2020-01-01", contract_end = Clock.Now().AddDays(60).ToString("yyyy-MM-dd") },
                }
            )
        ).Expect(201).Id;

        await Daily();
        await Daily();

        Assert.Equal(
            1,
            await Count($"select count(*) from opportunities where customer_id = {id} and kind = 'renewal' and status = 'open'")
        );
    }

    [Fact]
    public async Task Who_was_won_back_ninety_days_ago_is_a_customer()
    {
        var (id, _) = await Customer();
        await MoveThrough(id, "Customer", "Churned", "Won Back");
        await Plainly(
            $"""
            update customer_lifecycles set entered_stage_at = {Clock.Now().AddDays(-91)}, rules_held_until = null where customer_id = {id}
            """
        );

        await Daily();

        Assert.Equal("Customer", await StageOf(id));
    }

    [Fact, Trait("Spec", "LIF-4")]
    public async Task Milestones_come_from_facts_once_each_with_the_earliest_time_and_stand_on_the_timeline()
    {
        var (id, number) = await Customer();
        var customer = new { external_id = number };
        var (late, early) = (Clock.Now().AddDays(-10), Clock.Now().AddDays(-20));
        await Bulk(
            Order(number, late),
            Deal(number, "won", "renewal"),
            Deal(number, "won", "expansion"),
            new
            {
                type = "ticket",
                external_id = $"T-{number}",
                customer,
                subject = "No heat",
                status = "open",
                priority = "urgent",
                opened_at = late,
            },
            new
            {
                type = "loyalty_transaction",
                external_id = $"L-{number}",
                customer,
                points = 50,
                reason = "referral",
                occurred_at = late,
            },
            new
            {
                type = "interaction",
                external_id = $"I-{number}",
                customer,
                interaction_type = "call",
                direction = "inbound",
                occurred_at = late,
            }
        );
        await Settled();
        await Bulk(Order(number, early), Order(number, late.AddDays(1)));
        await Settled();

        Assert.Equal(
            ["first_contact", "first_purchase", "referral_made", "renewal", "support_escalation", "upsell"],
            (await Milestones(id)).Order(StringComparer.Ordinal)
        );
        var first = (await Api.Get($"/api/customers/{id}/milestones?limit=200"))["data"]
            .EnumerateArray()
            .First(m => m.GetProperty("type").GetString() == "first_purchase");
        Assert.Equal(early.UtcDateTime.Date, first.GetProperty("occurred_at").GetDateTimeOffset().UtcDateTime.Date);
        Assert.Equal(6, await Count($"select count(*) from timeline_entries where customer_id = {id} and type like 'milestone.%'"));
        Assert.Equal(409, (await Api.Post($"/api/customers/{id}/milestones", new { type = "renewal" })).Status);
        Assert.Equal(
            201,
            (await Api.Post($"/api/customers/{id}/milestones", new { type = "onboarding_complete", note = "Training done" })).Status
        );
    }

    private async Task<List<string>> Milestones(Guid customer) =>
        [
            .. (await Api.Get($"/api/customers/{customer}/milestones?limit=200"))
                .Expect(200)["data"]
                .EnumerateArray()
                .Select(m => m.GetProperty("type").GetString()!),
        ];
}
