using Rapport.Platform.Data;

namespace Rapport.Tests.Insight.Customer360;

/// <summary>Segments whose members people choose.</summary>
[Trait("Spec", "SEG-4")]
public abstract class SegmentTests(TestServer server) : Customer360Test(server)
{
    public sealed class OnSqlite(SqliteServer server) : SegmentTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : SegmentTests(server), IClassFixture<PostgresServer>;

    private async Task<Guid> Segment(string name, string type = "static") => (
            await Api.Post(
                "/api/segments",
                new
                {
                    name = $"{name} {Ids.Next():N}",
                    description = "Whoever we like",
                    criteria = type == "dynamic" ? new { any = Array.Empty<object>() } : null,
                    type,
                }
            )
        ).Expect(201).Id;

    private async Task<List<string?>> Timeline(Guid customer) =>
        Texts((await Api.Get($"/api/customers/{customer}/timeline")).Expect(200).Json, "data", "type");

    [
        Fact,
        Trait("Spec", "C360-11.1"),
        Trait("Spec", "C360-11.2"),
        Trait("Spec", "C360-11.3"),
        Trait("Spec", "C360-11.4"),
        Trait("Spec", "C360-1.3")
    ]
    public async Task Who_is_added_by_hand_belongs_to_it_at_once_with_who_and_when()
    {
        var (id, _) = await Customer();
        var segment = await Segment("Fleet");

        var added = (await Api.Post($"/api/segments/{segment}/members", new { customer_ids = new[] { id } })).Expect(200);
        var again = (await Api.Post($"/api/segments/{segment}/members", new { customer_ids = new[] { id } })).Expect(200);

        Assert.Equal((1, 1, 0), (added["added"].GetInt32(), added["members"].GetInt32(), again["added"].GetInt32()));
        var shown = At(await View(id), "segments.0");
        Assert.Equal(("Whoever we like", "manual", "static"), (Text(shown, "criteria"), Text(shown, "how"), Text(shown, "type")));
        Assert.NotNull(Text(shown, "assigned_by"));
        Assert.True(At(shown, "assigned_at").GetDateTimeOffset() > DaysAgo(1));
        Assert.Equal(1, (await Timeline(id)).Count(t => t == "segment.entered"));
    }

    [Fact, Trait("Spec", "C360-11.5")]
    public async Task Who_is_taken_out_has_left_at_once_and_the_change_is_logged()
    {
        var (id, _) = await Customer();
        var segment = await Segment("Once");
        (await Api.Post($"/api/segments/{segment}/members", new { customer_ids = new[] { id } })).Expect(200);

        (await Api.Delete($"/api/segments/{segment}/members/{id}")).Expect(204);

        Assert.Equal(System.Text.Json.JsonValueKind.Null, At(await View(id), "segments").ValueKind);
        Assert.Contains("segment.left", await Timeline(id));
        Assert.Equal(404, (await Api.Delete($"/api/segments/{segment}/members/{id}")).Status);
    }

    [Fact]
    public async Task A_dynamic_one_takes_nobody_by_hand()
    {
        var (id, _) = await Customer();
        var segment = await Segment("Rule", "dynamic");

        Assert.Equal(409, (await Api.Post($"/api/segments/{segment}/members", new { customer_ids = new[] { id } })).Status);
        Assert.Equal(409, (await Api.Delete($"/api/segments/{segment}/members/{id}")).Status);
    }

    [Fact]
    public async Task Two_of_one_name_a_lost_edit_and_a_change_of_kind_are_refused()
    {
        var made = (await Api.Post("/api/segments", new { name = $"Twins {Ids.Next():N}" })).Expect(201);

        Assert.Equal(409, (await Api.Post("/api/segments", new { name = made["name"].GetString()!.ToUpperInvariant() })).Status);
        Assert.Equal(422, (await Api.Patch($"/api/segments/{made.Id}", new { type = "dynamic" })).Status);
        Assert.Equal(
            200,
            (await Api.Patch($"/api/segments/{made.Id}", new { description = "Born together" }, ("If-Match", "\"1\""))).Status
        );
        Assert.Equal(412, (await Api.Patch($"/api/segments/{made.Id}", new { description = "Late" }, ("If-Match", "\"1\""))).Status);
        Assert.Equal(204, (await Api.Delete($"/api/segments/{made.Id}")).Status);
        Assert.Equal(404, (await Api.Get($"/api/segments/{made.Id}")).Status);
    }

    [Fact]
    public async Task A_merge_takes_the_membership_along()
    {
        var ((kept, _), (gone, _)) = (await Customer(), await Customer());
        var segment = await Segment("Both");
        (await Api.Post($"/api/segments/{segment}/members", new { customer_ids = new[] { gone } })).Expect(200);

        (await Api.Post($"/api/customers/{kept}/merges", new { duplicate_ids = new[] { gone } })).Expect(201);

        Assert.Equal(1, At(await View(kept), "segments").GetArrayLength());
        Assert.Equal(
            1,
            await Count($"select count(*) from segment_members where organization_id = {Organization} and segment_id = {segment}")
        );
    }

    [Fact]
    public async Task The_page_lists_them_with_their_counts()
    {
        var (id, _) = await Customer();
        var segment = await Segment("Shown");
        (await Api.Post($"/api/segments/{segment}/members", new { customer_ids = new[] { id } })).Expect(200);

        var page = (await Api.Get("/segments")).Expect(200).Text;

        Assert.Contains($"/customers?segment={segment}", page, StringComparison.Ordinal);
        Assert.Contains("1 customer", page, StringComparison.Ordinal);
        Assert.Contains(
            "Last purchase from",
            (await Api.Get($"/customers?segment={segment}&sort=-clv")).Expect(200).Text,
            StringComparison.Ordinal
        );
    }
}
