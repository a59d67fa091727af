using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Insight.Scoring;
using Rapport.Platform.Data;

namespace Rapport.Tests.Insight.Customer360;

/// <summary>Health and the risk of leaving, by the plain rules.</summary>
[Trait("Spec", "SCR-4")]
public abstract class ScoreTests(TestServer server) : Customer360Test(server)
{
    public sealed class OnSqlite(SqliteServer server) : ScoreTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : ScoreTests(server), IClassFixture<PostgresServer>;

    private async Task<(double? Health, double? Churn)> Stored(Guid customer) =>
        (
            await Plain(c =>
                c.Rows(
                    $"select health, churn_risk from customer_summary where organization_id = {Organization} and customer_id = {customer}",
                    row => (row.DoubleOrNull(0), row.DoubleOrNull(1)),
                    default
                )
            )
        ).Single();

    private static object Order(string number, string name, DateTimeOffset at) =>
        new
        {
            type = "order",
            external_id = $"{number}-{name}",
            customer = new { external_id = number },
            number = $"{number}-{name}",
            status = "paid",
            ordered_at = at,
            currency = "EUR",
            total = 50,
        };

    [
        Fact,
        Trait("Spec", "C360-12.1"),
        Trait("Spec", "C360-12.2"),
        Trait("Spec", "C360-12.3"),
        Trait("Spec", "C360-1.4"),
        Trait("Spec", "C360-3.5"),
        Trait("Spec", "C360-13.1"),
        Trait("Spec", "C360-13.3")
    ]
    public async Task A_shopper_s_scores_show_what_they_are_made_of()
    {
        var view = await View(await Shopper());

        Assert.Equal(["purchase_frequency", "recency", "engagement", "support"], Texts(view, "health.factors", "name"));
        Assert.Equal(1, At(view, "health.factors").EnumerateArray().Sum(f => Number(f, "weight")), 3);
        Assert.Equal(Number(view, "health.score"), At(view, "health.factors").EnumerateArray().Sum(f => Number(f, "weighted")), 0.3);
        Assert.Equal(ScoreHealth.Grade(Number(view, "health.score")), Text(view, "health.grade"));
        Assert.Equal("low", Text(view, "churn_risk.level"));
        Assert.Contains("days_since_last_purchase", Texts(view, "churn_risk.factors", "name"));
    }

    [Fact, Trait("Spec", "C360-12.4"), Trait("Spec", "C360-13.2"), Trait("Spec", "C360-13.4")]
    public async Task Who_stayed_away_for_long_is_at_high_risk_and_it_says_what_may_help()
    {
        var (id, number) = await Customer();
        await Taken(Order(number, "a", DaysAgo(400)), Order(number, "b", DaysAgo(380)));

        var view = await View(id);

        Assert.True(Number(view, "health.score") < 40);
        Assert.NotEmpty(At(view, "health.recommended_actions").EnumerateArray());
        Assert.Equal("high", Text(view, "churn_risk.level"));
        Assert.NotEmpty(At(view, "churn_risk.retention_strategies").EnumerateArray());
    }

    [Fact]
    public async Task Of_whom_nothing_is_known_the_scores_are_the_default_and_say_so()
    {
        var view = await View((await Customer()).Id);

        Assert.Equal((50, 0), (Number(view, "health.score"), Number(view, "churn_risk.score")));
        Assert.True(At(view, "health.no_data").GetBoolean() && At(view, "churn_risk.no_data").GetBoolean());
    }

    [Fact, Trait("Spec", "SCR-1")]
    public async Task Of_whom_nothing_is_known_pages_say_that_there_is_no_data_instead_of_a_score()
    {
        var (id, _) = await Customer();

        var page = (await Api.Get($"/customers/{id}")).Expect(200).Text;

        Assert.Contains("No data yet", page, StringComparison.Ordinal);
        Assert.DoesNotContain("grade C", page, StringComparison.Ordinal);
        Assert.Equal((null, null), await Stored(id));
    }

    [Fact, Trait("Spec", "SCR-2")]
    public async Task Time_alone_moves_the_score_of_who_does_nothing()
    {
        var (id, number) = await Customer();
        var owner = Server.OwnerOf(Organization).Id;
        (await Api.Patch($"/api/customers/{id}", new { owner_id = owner })).Expect(200);
        await Taken(Order(number, "a", DaysAgo(90)), Order(number, "b", DaysAgo(60)), Order(number, "c", DaysAgo(30)));
        await Eventually(async () => (await Stored(id)).Health >= 60, "The first score");
        var before = (await Stored(id)).Health!.Value;
        // The year passes for this customer alone: the clock is everybody's.
        await Plain(c =>
            c.Execute(
                $"""
                update customer_summary set first_purchase_at = {DaysAgo(490)}, last_purchase_at = {DaysAgo(430)}
                where organization_id = {Organization} and customer_id = {id}
                """,
                default
            )
        );
        Assert.Equal(before, (await Stored(id)).Health);

        var started = (await Api.Post("/api/scores/recalculation", new { })).Expect(202).Json;
        await Eventually(async () => At(await Runs(), "finished_at").ValueKind == JsonValueKind.String, "The run came to its end");

        var run = await Runs();
        Assert.Equal(Text(started, "run_id"), Text(run, "run_id"));
        Assert.False(At(run, "is_stale").GetBoolean());
        Assert.True(Number(run, "moved") >= 1);
        Assert.True((await Stored(id)).Health < ScoreHealth.Low);
        Assert.Equal(1, await Notified(owner, id));

        // Below the mark once more, and no second word of it.
        (await Api.Post("/api/scores/recalculation", new { })).Expect(202);
        await Eventually(async () => At(await Runs(), "finished_at").ValueKind == JsonValueKind.String, "The second run");
        Assert.Equal(1, await Notified(owner, id));
    }

    [Fact, Trait("Spec", "SCR-2")]
    public async Task A_run_that_broke_off_goes_on_where_it_was()
    {
        var (id, number) = await Customer();
        await Taken(Order(number, "a", DaysAgo(30)));
        await Eventually(async () => (await Stored(id)).Health is not null, "The first score");
        await Plain(c =>
            c.Execute($"update customer_summary set health = 1 where organization_id = {Organization} and customer_id = {id}", default)
        );
        var run = await Node(s => s.GetRequiredService<StartScoreRun>().Start(null, default));
        await Node(async s =>
        {
            await s.GetRequiredService<RecalculateScores>().Run(new(run.Id), default);
            return 0;
        });

        await Eventually(async () => (await Stored(id)).Health > 1, "The score is right again");
        Assert.True(await Count($"select count(*) from score_runs where organization_id = {Organization} and finished_at is null") == 0);
    }

    [Fact, Trait("Spec", "SCR-7")]
    public async Task Talks_that_left_a_customer_angry_lower_health_instead_of_raising_it()
    {
        var (calm, angry) = (await Customer(), await Customer());
        await Taken(Order(calm.ExternalId, "a", DaysAgo(10)), Order(angry.ExternalId, "a", DaysAgo(10)));
        for (var i = 0; i < 6; i++)
            await Taken(Talk(calm.ExternalId, i, "neutral"), Talk(angry.ExternalId, i, "negative"));

        var (liked, left) = (await View(calm.Id), await View(angry.Id));

        Assert.True(Number(left, "health.score") < Number(liked, "health.score") - ScoreHealth.Notable);
        Assert.True(Number(left, "churn_risk.score") > Number(liked, "churn_risk.score"));
    }

    private object Talk(string number, int i, string mood) =>
        new
        {
            type = "interaction",
            external_id = $"{number}-talk-{i}",
            customer = new { external_id = number },
            interaction_type = "call",
            direction = "inbound",
            occurred_at = DaysAgo(i + 1),
            subject = "A call",
            sentiment = mood,
        };

    private async Task<JsonElement> Runs() => (await Api.Get("/api/scores/recalculation")).Expect(200).Json;

    private Task<long> Notified(Guid user, Guid customer) =>
        Count(
            $"""
            select count(*) from notifications where organization_id = {Organization} and user_id = {user} and customer_id = {customer}
              and kind = 'health'
            """
        );

    private Task<T> Node<T>(Func<IServiceProvider, Task<T>> run) => Server.Node.In(Organization, run);

    [Fact, Trait("Spec", "C360-12.5"), Trait("Spec", "C360-13.5")]
    public async Task New_facts_move_the_stored_scores_and_a_large_move_stands_on_the_timeline_and_in_the_log()
    {
        var (id, number) = await Customer();
        var owner = Server.OwnerOf(Organization).Id;
        (await Api.Patch($"/api/customers/{id}", new { owner_id = owner })).Expect(200);
        await Taken(Order(number, "a", DaysAgo(400)), Order(number, "b", DaysAgo(380)));
        await Eventually(async () => (await Stored(id)).Churn >= ScoreChurn.High, "The first scores");
        var before = (await Stored(id)).Health!.Value;

        await Taken(Order(number, "c", DaysAgo(1)));
        await Eventually(async () => (await Stored(id)).Health >= before + ScoreHealth.Notable, "The better score");

        var told = At((await Api.Get($"/api/customers/{id}/timeline?type=health.changed")).Expect(200).Json, "data");
        Assert.Equal(1, told.GetArrayLength());
        Assert.StartsWith("Health rose from", Text(told, "0.title"), StringComparison.Ordinal);
        var history = At((await Api.Get($"/api/customers/{id}/360")).Expect(200).Json, "health.history");
        Assert.Equal([before, (await Stored(id)).Health!.Value], history.EnumerateArray().Select(p => p.GetProperty("score").GetDouble()));
        Assert.Contains("Health over time", (await Api.Get($"/customers/{id}")).Expect(200).Text, StringComparison.Ordinal);
        Assert.Equal(
            1,
            await Count(
                $"select count(*) from events where organization_id = {Organization} and name = 'churn.band_changed' and subject_id = {id}"
            )
        );
        Assert.Equal(
            1,
            await Count(
                $"""
                select count(*) from notifications where organization_id = {Organization} and user_id = {owner} and customer_id = {id}
                  and kind = 'churn_risk'
                """
            )
        );
    }
}

public sealed class ScoringRules
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private static CustomerMeasures Buyer(int purchases, double first, double last) =>
        new()
        {
            Now = Now,
            Purchases = purchases,
            FirstPurchaseAt = Now.AddDays(-first),
            LastPurchaseAt = Now.AddDays(-last),
        };

    [Fact]
    public void Recency_is_measured_against_the_customer_s_own_rhythm()
    {
        var (yearly, monthly) = (ScoreChurn.Of(Buyer(4, 1000, 200)), ScoreChurn.Of(Buyer(20, 770, 200)));

        Assert.Equal(ChurnLevel.Low, yearly.Level);
        Assert.Equal(ChurnLevel.High, monthly.Level);
    }

    [Theory]
    [InlineData(80, "A"), InlineData(79.9, "B"), InlineData(60, "B"), InlineData(40, "C"), InlineData(20, "D"), InlineData(19.9, "F")]
    public void Grades_begin_at_80_60_40_and_20(double score, string grade) => Assert.Equal(grade, ScoreHealth.Grade(score));

    [Theory]
    [
        InlineData(39.9, ChurnLevel.Low),
        InlineData(40, ChurnLevel.Medium),
        InlineData(69.9, ChurnLevel.Medium),
        InlineData(70, ChurnLevel.High)
    ]
    public void Risk_is_medium_from_40_and_high_from_70(double score, ChurnLevel level) => Assert.Equal(level, ScoreChurn.LevelOf(score));

    [Fact]
    public void Scores_stay_within_0_and_100_whatever_is_measured()
    {
        foreach (
            var measures in new[]
            {
                Buyer(1, 0, 0),
                Buyer(1, 1e5, 1e5),
                Buyer(1_000_000, 10, -5) with
                {
                    Touches = 1000,
                    Complaints = 50,
                    OpenTickets = 90,
                    Satisfaction = 1,
                },
                Buyer(2, 0, 0) with
                {
                    Satisfaction = 5,
                    Tickets = 3,
                },
            }
        )
        {
            Assert.InRange(ScoreHealth.Of(measures).Score, 0, 100);
            Assert.InRange(ScoreChurn.Of(measures).Score, 0, 100);
        }
    }
}
