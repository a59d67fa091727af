using Rapport.Platform.Data;

namespace Rapport.Tests.Insight.Segments;

/// <summary>Who sees and keeps segments: reach, permissions, files, actions on many, merges.</summary>
public abstract class SegmentReachTests(TestServer server) : SegmentTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : SegmentReachTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : SegmentReachTests(server), IClassFixture<PostgresServer>;

    [Fact, Trait("Spec", "SEG-4")]
    public async Task Members_are_exported_in_the_background()
    {
        var tag = Unique("export");
        var id = await TaggedCustomer(tag);
        var segment = (await Make(Unique("Export"), Tagged(tag))).Expect(201).Id;

        var asked = (await Api.Post($"/api/segments/{segment}/export")).Expect(202);
        var at = $"/api/segments/{segment}/exports/{asked.Id}";
        await Eventually(async () => (await Api.Get(at)).Expect(200)["state"].GetString() == "done", "the file is written");

        Assert.Equal(1, (await Api.Get(at))["rows"].GetInt64());
        var file = (await Api.Get($"{at}/file")).Expect(200);
        Assert.Equal("text/csv", file.ContentType);
        Assert.Contains(id.ToString(), file.Text, StringComparison.Ordinal);
        Assert.Equal(404, (await (await As("admin")).Get(at)).Status);
    }

    [Fact, Trait("Spec", "SEG-4")]
    public async Task Nobody_sees_members_or_counts_beyond_their_reach()
    {
        var tag = Unique("scope");
        var branch = (await Api.Post("/api/branches", new { name = Unique("Hull") })).Expect(201).Id;
        var (mine, others) = (await TaggedCustomer(tag), await TaggedCustomer(tag));
        (await Api.Patch($"/api/customers/{mine}", new { branch_id = branch })).Expect(200);
        var segment = (await Make(Unique("Scope"), Tagged(tag))).Expect(201).Id;
        var sales = await As("sales", branch);

        Assert.Equal([mine], await Members(segment, sales));
        Assert.Equal(1, (await sales.Get($"/api/segments/{segment}"))["member_count"].GetInt64());
        Assert.Equal(1, (await sales.Post($"/api/segments/{segment}/preview")).Expect(200)["count"].GetInt64());
        Assert.DoesNotContain(
            others.ToString(),
            (await sales.Get($"/api/segments/{segment}/changes")).Expect(200).Text,
            StringComparison.Ordinal
        );
        Assert.Equal(2, (await Api.Get($"/api/segments/{segment}"))["member_count"].GetInt64());
        var (_, elsewhere) = await OtherOrganization();
        Assert.Equal(404, (await elsewhere.Get($"/api/segments/{segment}/members")).Status);
    }

    [Fact, Trait("Spec", "SEG-1")]
    public async Task Who_may_not_read_a_field_may_not_ask_about_it()
    {
        var analyst = await As("analyst");
        var filter = Uri.EscapeDataString("""{"field":"customer.email","operator":"contains","value":"@"}""");

        Assert.Equal(403, (await analyst.Get($"/api/customers?filter={filter}")).Status);
        Assert.DoesNotContain("customer.email", (await analyst.Get("/api/segments/fields")).Expect(200).Text, StringComparison.Ordinal);
        Assert.Equal(403, (await analyst.Post("/api/segments", new { name = Unique("No") })).Status);
    }

    [Fact, Trait("Spec", "SEG-4")]
    public async Task One_that_others_ask_about_is_not_deleted()
    {
        var (tag, name) = (Unique("used"), Unique("Used"));
        var used = (await Make(name, Tagged(tag))).Expect(201).Id;
        var user = (await Make(Unique("User"), new { @operator = "in_segment", value = name })).Expect(201).Id;

        Assert.Equal(409, (await Api.Delete($"/api/segments/{used}")).Status);
        (await Api.Delete($"/api/segments/{user}")).Expect(204);
        (await Api.Delete($"/api/segments/{used}")).Expect(204);
    }

    [Fact, Trait("Spec", "SEG-3")]
    public async Task An_inactive_one_keeps_its_members_until_it_is_active_again()
    {
        var tag = Unique("inactive");
        var id = await TaggedCustomer(tag);
        var segment = (await Make(Unique("Inactive"), Tagged(tag))).Expect(201).Id;
        (await Api.Patch($"/api/segments/{segment}", new { is_active = false })).Expect(200);

        (await Api.Patch($"/api/customers/{id}", new { tags = Array.Empty<string>() })).Expect(200);
        Assert.Equal(409, (await Api.Post($"/api/segments/{segment}/refresh")).Status);
        Assert.Equal([id], await Members(segment));

        (await Api.Patch($"/api/segments/{segment}", new { is_active = true })).Expect(200);
        Assert.Empty(await Members(segment));
    }

    [Fact, Trait("Spec", "SEG-3")]
    public async Task One_by_hand_alone_waits_until_somebody_refreshes_it()
    {
        var tag = Unique("manual");
        var segment = (await Make(Unique("Manual"), Tagged(tag), new { schedule = "manual" })).Expect(201).Id;
        var id = await TaggedCustomer(tag);

        Assert.Equal(1, (await Api.Post($"/api/segments/{segment}/refresh")).Expect(200)["member_count"].GetInt64());
        Assert.Equal([id], await Members(segment));
    }

    [Fact, Trait("Spec", "SEG-3")]
    public async Task The_owner_is_notified_of_who_enters_where_the_segment_says_so()
    {
        var tag = Unique("notify");
        await Make(Unique("Notify"), Tagged(tag), new { notifies_owners = true });

        await TaggedCustomer(tag, Server.OwnerOf(Organization).Id);

        await Eventually(
            async () => (await Api.Get("/api/notifications")).Expect(200).Text.Contains("segment_entered", StringComparison.Ordinal),
            "the notification arrives"
        );
    }

    [Fact, Trait("Spec", "SEG-4")]
    public async Task Many_are_added_to_a_segment_and_the_action_is_undone()
    {
        var name = Unique("Bulk");
        var segment = (await Api.Post("/api/segments", new { name })).Expect(201).Id;
        var ids = new[] { (await Customer()).Id, (await Customer()).Id };

        var action = (
            await Api.Post(
                "/api/customers/actions",
                new
                {
                    action = "segment",
                    customer_ids = ids,
                    parameters = new { segment = name },
                }
            )
        ).Expect(200);

        Assert.Equal(2, action["changed"].GetInt32());
        Assert.Equal(2, (await Members(segment)).Count);
        (await Api.Delete($"/api/bulk-actions/{action.Id}")).Expect(200);
        Assert.Empty(await Members(segment));
    }

    [Fact, Trait("Spec", "SEG-3"), Trait("Spec", "CUS-8")]
    public async Task A_merge_and_its_undoing_keep_the_memberships_right()
    {
        var (tag, hand) = (Unique("merge"), Unique("Hand"));
        var (kept, gone) = ((await Customer()).Id, await TaggedCustomer(tag));
        var dynamic = (await Make(Unique("Merge"), Tagged(tag))).Expect(201).Id;
        var chosen = (await Api.Post("/api/segments", new { name = hand })).Expect(201).Id;
        (await Api.Post($"/api/segments/{chosen}/members", new { customer_ids = new[] { gone } })).Expect(200);

        var merge = (await Api.Post($"/api/customers/{kept}/merges", new { duplicate_ids = new[] { gone } })).Expect(201);
        await Eventually(async () => (await Members(dynamic)).SequenceEqual([kept]), "the survivor has the tag");
        Assert.Equal([kept], await Members(chosen));

        (await Api.Delete($"/api/merges/{merge.Id}")).Expect(200);
        await Eventually(async () => (await Members(dynamic)).SequenceEqual([gone]), "the tag went back");
        Assert.Equal([gone], await Members(chosen));
    }
}
