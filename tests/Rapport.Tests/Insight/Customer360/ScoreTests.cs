using System.Text.Json;
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
        Assert.True(At(view, "health.is_default").GetBoolean() && At(view, "churn_risk.is_default").GetBoolean());
    }

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
                $"select count(*) from notifications where organization_id = {Organization} and user_id = {owner} and customer_id = {id} and kind = 'churn_risk'"
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
