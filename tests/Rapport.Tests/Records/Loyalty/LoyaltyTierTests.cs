using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;
using Rapport.Tests.Insight.Customer360;

namespace Rapport.Tests.Records.Loyalty;

/// <summary>The levels of the loyalty programme are the organization's own to set, and its members follow, however many they are.</summary>
[Trait("Spec", "FCT-4")]
public abstract class LoyaltyTierTests(TestServer server) : PageTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : LoyaltyTierTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : LoyaltyTierTests(server), IClassFixture<PostgresServer>;

    [Fact]
    public async Task A_member_stands_where_the_new_levels_put_them_at_once()
    {
        await Reset();
        var (member, number) = await Customer("Pearl Pointed");
        var (other, _) = await Customer("Nobody's member");
        await Taken(Points(number, "earned", 600), Points(number, "spent", -200));
        Assert.Equal("Silver", (await SummaryOf(member)).Tier);

        (await Put(("Blue", 0), ("Red", 600), ("Black", 1000))).Expect(200);

        // Others of this database may stand before the member: those come first.
        await Eventually(async () => (await SummaryOf(member)).Tier == "Red", "the member is at the new level");
        Assert.Null((await SummaryOf(other)).Tier);
        var loyalty = At(await View(member), "loyalty");
        Assert.Equal(("Red", "Black"), (Text(loyalty, "tier"), Text(loyalty, "next_tier.name")));
        Assert.Contains(
            member.ToString(),
            (await Api.Get("/api/customers?tier=Red&search=Pearl")).Expect(200).Text,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            member.ToString(),
            (await Api.Get("/api/customers?tier=Silver&search=Pearl")).Expect(200).Text,
            StringComparison.Ordinal
        );
        await Reset();
        await Eventually(async () => (await SummaryOf(member)).Tier == "Silver", "the member is at the former level again");
    }

    [Fact]
    public async Task Thousands_of_members_follow_in_lots_and_whoever_earns_meanwhile_stands_right()
    {
        await Reset();
        var run = $"{Ids.Next():N}";
        var facts = Enumerable
            .Range(0, 2_300)
            .Select(i => JsonSerializer.Serialize(Points($"{run}-{i}", "earned", 400 + i % 3 * 100), ApiJson.Options));
        Assert.Equal(
            2_300,
            (await BulkText(string.Join('\n', facts), "?on_unknown_customer=create")).Tally.GetProperty("created").GetInt64()
        );
        var moves = await Moves();

        (await Put(("Low", 0), ("Middle", 500), ("High", 600))).Expect(200);
        await Taken(Points($"{run}-2299", "more", 1));

        await Eventually(async () => await Moves() > moves, "the last member has moved");
        Assert.Equal(
            0,
            await Count(
                $"""
                select count(*) from customer_summary where organization_id = {Organization} and tier <> case when lifetime_points >= 600
                  then 'High' when lifetime_points >= 500 then 'Middle' else 'Low' end
                """
            )
        );
        Assert.Empty(await In(services => services.GetRequiredService<VerifyFacts>().Run(default)));
        await Reset();
    }

    [Fact]
    public async Task Points_beyond_all_measure_break_nothing()
    {
        await Reset();
        var (member, number) = await Customer("Midas Member");
        await Taken([.. Enumerable.Range(0, 3).Select(i => Points(number, $"m{i}", 1_000_000_000))]);
        await Taken([.. Enumerable.Range(0, 5).Select(i => Points(number, $"n{i}", 400_000))]);

        var summary = await SummaryOf(member);
        Assert.Equal((int.MaxValue, int.MaxValue, "Platinum"), (summary.Points, summary.LifetimePoints, summary.Tier));
        Assert.Equal(int.MaxValue, Number(await View(member), "loyalty.points"));
        (await Api.Get("/api/customers?tier=Platinum")).Expect(200);
    }

    [Fact, Trait("Spec", "SEC-1")]
    public async Task Levels_that_cannot_be_are_refused_and_only_who_manages_settings_sets_them()
    {
        await Reset();
        foreach (
            var wrong in new (string, int)[][]
            {
                [],
                [("Blue", 1)],
                [("Blue", 0), ("blue ", 5)],
                [("Blue", 0), ("Red", 0)],
                [("", 0)],
                [(new string('x', 61), 0)],
                [("Blue", 0), ("Red", -1)],
                [.. Enumerable.Range(0, 21).Select(i => ($"L{i}", i))],
            }
        )
            Assert.Equal(422, (await Put(wrong)).Status);
        Assert.Equal(400, (await Put(("B\0lue", 0))).Status);
        Assert.Equal(422, (await Api.Put("/api/loyalty/tiers", new { })).Status);
        Assert.Equal(422, (await Api.Put("/api/loyalty/tiers", new { levels = new object?[] { null } })).Status);
        Assert.Equal(400, (await Api.Put("/api/loyalty/tiers", new { levels = new[] { new { name = "Blue", points = 1e12 } } })).Status);
        var manager = await As("manager");
        Assert.Equal(403, (await manager.Put("/api/loyalty/tiers", new { levels = new[] { new { name = "Mine", points = 0 } } })).Status);
        Assert.Equal(403, (await manager.Get("/settings/loyalty")).Status);
        Assert.Equal(
            ["Bronze", "Silver", "Gold", "Platinum"],
            Texts((await Api.Get("/api/loyalty/tiers")).Expect(200).Json, "levels", "name")
        );
    }

    [Fact]
    public async Task The_settings_page_saves_levels_drops_the_emptied_and_keeps_what_was_typed_wrong()
    {
        await Reset();
        SeesAll(await Html("/settings/loyalty"), "value=\"Bronze\"", "value=\"1500\"", "level_6_name");

        Assert.Equal(302, (await Form(("Bronze", "0"), ("", "500"), ("Star", "2000"))).Status);
        Assert.Equal(["Bronze", "Star"], Texts((await Api.Get("/api/loyalty/tiers")).Expect(200).Json, "levels", "name"));

        var refused = await Form(("Bronze", "0"), ("Comet", "many"));
        Assert.Equal(422, refused.Status);
        SeesAll(refused.Text, "It must be a whole number", "value=\"Comet\"", "value=\"many\"");
        Assert.Equal(422, (await Form()).Status);
        await Reset();
    }

    private Task<Answer> Form(params (string Name, string Points)[] levels) =>
        Send(
            "/settings/loyalty",
            "levels",
            null,
            null,
            [.. levels.SelectMany((l, i) => new[] { ($"level_{i + 1}_name", l.Name), ($"level_{i + 1}_points", l.Points) })]
        );

    private static object Points(string customer, string name, int points) =>
        new
        {
            type = "loyalty_transaction",
            external_id = $"{customer}-{name}",
            customer = new { external_id = customer },
            points,
            reason = points < 0 ? "spend" : "earn",
            occurred_at = "2026-05-01T10:00:00Z",
        };

    private Task<Answer> Put(params (string Name, int Points)[] levels) =>
        Api.Put("/api/loyalty/tiers", new { levels = levels.Select(l => new { name = l.Name, points = l.Points }) });

    private Task<long> Moves() =>
        Count($"select count(*) from events where organization_id = {Organization} and name = 'loyalty_members.moved'");

    private async Task Reset() => (await Put(("Bronze", 0), ("Silver", 500), ("Gold", 1500), ("Platinum", 5000))).Expect(200);
}
