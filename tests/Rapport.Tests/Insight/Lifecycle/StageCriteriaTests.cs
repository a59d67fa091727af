using System.Text.Json;
using Rapport.Insight.Segments;
using Rapport.Platform.Data;
using Rapport.Tests.Insight.Segments;

namespace Rapport.Tests.Insight.Lifecycle;

/// <summary>Lists and segments ask for stages, and follow moves and the clock.</summary>
[Trait("Spec", "SEG-1")]
public abstract class StageCriteriaTests(TestServer server) : SegmentTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : StageCriteriaTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : StageCriteriaTests(server), IClassFixture<PostgresServer>;

    private static object Asks(string field, string how, object value) =>
        new
        {
            field = $"lifecycle.{field}",
            @operator = how,
            value,
        };

    private async Task<Guid> In(string stage, string tag)
    {
        var id = await TaggedCustomer(tag);
        (await Api.Post($"/api/customers/{id}/lifecycle", new { stage, reason = "Test" })).Expect(201);
        return id;
    }

    private async Task<List<Guid>> Found(string tag, object condition)
    {
        var filter = JsonSerializer.Serialize(new { all = new[] { Tagged(tag), condition } });
        return
        [
            .. (await Api.Get($"/api/customers?limit=200&filter={Uri.EscapeDataString(filter)}"))
                .Expect(200)["data"]
                .EnumerateArray()
                .Select(c => c.GetProperty("id").GetGuid()),
        ];
    }

    [Fact]
    public async Task Lists_ask_for_the_stage_its_category_its_key_the_one_before_and_the_time_in_it()
    {
        var tag = Unique("stages");
        var (prospect, atRisk) = (await In("Prospect", tag), await In("At Risk", tag));

        Assert.Equal([atRisk], await Found(tag, Asks("current_stage", "eq", "At Risk")));
        Assert.Equal([prospect], await Found(tag, Asks("current_stage", "neq", "At Risk")));
        Assert.Equal([prospect], await Found(tag, Asks("current_stage.category", "eq", "pre_customer")));
        Assert.Equal([atRisk], await Found(tag, Asks("current_stage.system_key", "in", new[] { "at_risk", "churned" })));
        Assert.Equal(2, (await Found(tag, Asks("previous_stage", "eq", "Lead"))).Count);
        Assert.Equal(2, (await Found(tag, Asks("entered_stage_at", "gte", "now-1d"))).Count);
        Assert.Equal(2, (await Found(tag, Asks("days_in_stage", "lte", 1))).Count);
        Assert.Empty(await Found(tag, Asks("days_in_stage", "gte", 2)));
        Assert.Empty(await Found(tag, Asks("days_in_stage", "between", new[] { 2, 30 })));
    }

    [Fact]
    public async Task Days_in_a_stage_are_a_whole_number()
    {
        var refused = await Make(Unique("Half"), Asks("days_in_stage", "gte", 1.5));

        Assert.Equal(422, refused.Status);
        Assert.True(refused["errors"].TryGetProperty("criteria.value", out _));
    }

    [Fact, Trait("Spec", "SEG-3")]
    public async Task A_segment_by_stage_follows_the_moves_of_one_and_of_many()
    {
        var tag = Unique("moves");
        var (one, other) = (await In("Customer", tag), await In("Customer", tag));
        var segment = (await Make(Unique("At risk"), new { all = new[] { Tagged(tag), Asks("current_stage", "eq", "At Risk") } }))
            .Expect(201)
            .Id;
        Assert.Empty(await Members(segment));

        (await Api.Post($"/api/customers/{one}/lifecycle", new { stage = "At Risk" })).Expect(201);
        await Eventually(async () => (await Members(segment)).Count == 1, "the customer who was moved enters");

        (await Api.Post("/api/lifecycle/bulk-moves", new { customer_ids = new[] { one, other }, stage = "Churned" })).Expect(200);
        await Eventually(async () => (await Members(segment)).Count == 0, "the customer who churned leaves");
        var third = await In("Customer", tag);
        (
            await Api.Post(
                "/api/lifecycle/bulk-moves",
                new
                {
                    customer_ids = new[] { one, third },
                    stage = "At Risk",
                    reason = "Late",
                }
            )
        ).Expect(200);
        await Eventually(async () => (await Members(segment)).Count == 2, "both enter");
    }

    [Fact, Trait("Spec", "SEG-3")]
    public async Task A_segment_by_the_time_in_a_stage_is_entered_as_time_passes()
    {
        var tag = Unique("stuck");
        var id = await In("Opportunity", tag);
        var segment = (
            await Make(
                Unique("Stuck"),
                new { all = new[] { Tagged(tag), Asks("current_stage", "eq", "Opportunity"), Asks("days_in_stage", "gte", 30) } }
            )
        )
            .Expect(201)
            .Id;
        Assert.Empty(await Members(segment));
        await Eventually(
            async () =>
                await Count(
                    $"""
                    select count(*) from event_heads h
                      join reader_marks m on m.organization_id = h.organization_id and m.position >= h.position
                    where h.organization_id = {Organization} and m.reader = {KeepSegments.Name}
                    """
                ) == 1,
            "the log was read"
        );

        await StaySignedIn();
        Clock.Advance(TimeSpan.FromDays(31));

        await Eventually(async () => (await Members(segment)).Contains(id), "thirty days have passed");
    }
}
