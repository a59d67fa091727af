using System.Text.Json;
using Rapport.Insight.Segments;
using Rapport.Platform.Data;
using Rapport.Tests.Records.Facts;

namespace Rapport.Tests.Insight.Segments;

/// <summary>Segments whose members follow from criteria.</summary>
public abstract class DynamicSegmentTests(TestServer server) : SegmentTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : DynamicSegmentTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : DynamicSegmentTests(server), IClassFixture<PostgresServer>;

    [Fact, Trait("Spec", "SEG-1"), Trait("Spec", "WF-LC-003")]
    public async Task A_new_one_has_its_members_at_once_with_when_how_and_why()
    {
        var tag = Unique("new");
        var id = await TaggedCustomer(tag);

        var segment = (await Make(Unique("Tagged"), Tagged(tag))).Expect(201);

        Assert.Equal(1, segment["member_count"].GetInt64());
        Assert.Equal($"Customers where tags include {tag}.", segment["explanation"].GetString());
        Assert.NotEqual(JsonValueKind.Null, segment["last_calculated_at"].ValueKind);
        var member = (await Api.Get($"/api/segments/{segment.Id}/members")).Expect(200)["data"][0];
        Assert.Equal(id, member.GetProperty("customer_id").GetGuid());
        Assert.Equal("rule", member.GetProperty("how").GetString());
        Assert.Contains("tags include", member.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("Customer C-", member.GetProperty("display_name").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("C-", member.GetProperty("external_id").GetString(), StringComparison.Ordinal);
    }

    [Fact, Trait("Spec", "SEG-3")]
    public async Task An_order_that_arrives_takes_the_customer_out_and_says_why()
    {
        var tag = Unique("lapsed");
        var id = await TaggedCustomer(tag);
        var segment = (await Make(Unique("Lapsed"), new { all = new[] { Tagged(tag), NoOrder("90d") } })).Expect(201).Id;
        Assert.Equal([id], await Members(segment));

        await Order(id);

        await Eventually(async () => (await Members(segment)).Count == 0, "the customer leaves");
        var change = (await Api.Get($"/api/segments/{segment}/changes")).Expect(200)["data"][0];
        Assert.False(change.GetProperty("entered").GetBoolean());
        Assert.Contains("orders in the last 90 days is 0", change.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, (await Api.Get($"/api/segments/{segment}"))["member_count"].GetInt64());
        var timeline = (await Api.Get($"/api/customers/{id}/timeline")).Expect(200)["data"];
        Assert.Contains("segment.left", Texts(timeline, "type"));
    }

    [Fact, Trait("Spec", "SEG-3")]
    public async Task Time_alone_takes_a_customer_out()
    {
        var id = await TaggedCustomer(Unique("time"));
        await Order(id, 29);
        var segment = (await Make(Unique("Recent"), Ordered("30d"))).Expect(201).Id;
        Assert.Contains(id, await Members(segment));
        // Else the order itself would be what was looked at when the window has passed it.
        await Eventually(
            async () =>
                await Count(
                    $"""
                    select count(*) from event_heads h join reader_marks m on m.organization_id = h.organization_id
                      and m.position >= h.position
                    where h.organization_id = {Organization} and m.reader = {KeepSegments.Name}
                    """
                ) == 1,
            "the order was read"
        );

        await StaySignedIn();
        Clock.Advance(TimeSpan.FromDays(3));

        await Eventually(async () => !(await Members(segment)).Contains(id), "the window passes the order");
        Assert.StartsWith(
            "As time passed",
            (await Api.Get($"/api/segments/{segment}/changes"))["data"][0].GetProperty("reason").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact, Trait("Spec", "SEG-3")]
    public async Task Who_moves_in_one_segment_moves_in_those_that_ask_about_it()
    {
        var tag = Unique("chain");
        var id = await TaggedCustomer(tag);
        var (one, two) = (Unique("One"), Unique("Two"));
        var first = (await Make(one, Tagged(tag))).Expect(201).Id;
        var second = (await Make(two, new { @operator = "in_segment", value = one })).Expect(201).Id;
        var third = (await Make(Unique("Three"), new { @operator = "in_segment", value = two })).Expect(201).Id;
        Assert.Equal([id], await Members(third));

        (await Api.Patch($"/api/customers/{id}", new { tags = Array.Empty<string>() })).Expect(200);

        await Eventually(async () => (await Members(third)).Count == 0, "the change goes through");
        Assert.Empty(await Members(first));
        Assert.Empty(await Members(second));
    }

    [Fact, Trait("Spec", "SEG-3")]
    public async Task Members_chosen_by_hand_count_for_dynamic_segments_too()
    {
        var (id, _) = await Customer();
        var name = Unique("By hand");
        var chosen = (await Api.Post("/api/segments", new { name })).Expect(201).Id;
        var segment = (await Make(Unique("Follows"), new { @operator = "in_segment", value = name })).Expect(201).Id;

        (await Api.Post($"/api/segments/{chosen}/members", new { customer_ids = new[] { id } })).Expect(200);

        await Eventually(async () => (await Members(segment)).Contains(id), "the segment follows");
    }

    [Fact, Trait("Spec", "SEG-4")]
    public async Task A_circle_of_three_segments_is_refused_and_named()
    {
        var tag = Unique("circle");
        var names = new[] { Unique("A"), Unique("B"), Unique("C") };
        var a = (await Make(names[0], Tagged(tag))).Expect(201).Id;
        (await Make(names[1], new { @operator = "in_segment", value = names[0] })).Expect(201);
        (await Make(names[2], new { @operator = "not_in_segment", value = names[1] })).Expect(201);

        var refused = (await Api.Patch($"/api/segments/{a}", new { criteria = new { @operator = "in_segment", value = names[2] } })).Expect(
            422
        );
        var itself = (await Api.Patch($"/api/segments/{a}", new { criteria = new { @operator = "in_segment", value = names[0] } })).Expect(
            422
        );

        var said = refused["errors"].GetProperty("criteria")[0].GetString();
        Assert.All(names, name => Assert.Contains(name, said, StringComparison.Ordinal));
        Assert.Contains($"{names[0]} → {names[0]}", itself["errors"].GetProperty("criteria")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact, Trait("Spec", "SEG-3")]
    public async Task Of_an_exclusive_group_a_customer_is_in_the_first_that_fits()
    {
        var (tag, group) = (Unique("group"), Unique("Offers"));
        var (both, one) = (await TaggedCustomer(tag), await TaggedCustomer(tag));
        await Order(both);
        var low = (await Make(Unique("Low"), Tagged(tag), new { exclusive_group = group, priority = 2 })).Expect(201).Id;
        Assert.Equal(2, (await Members(low)).Count);

        var high = (
            await Make(Unique("High"), new { all = new[] { Tagged(tag), Ordered("30d") } }, new { exclusive_group = group, priority = 1 })
        )
            .Expect(201)
            .Id;

        Assert.Equal([both], await Members(high));
        Assert.Equal([one], await Members(low));
        var shown = (await Api.Get($"/api/segments/{low}")).Expect(200);
        Assert.Equal(1, shown["displaced_count"].GetInt64());
        Assert.Contains(group, shown["warning"].GetString(), StringComparison.Ordinal);

        await Order(one);
        await Eventually(
            async () => (await Members(high)).Count == 2 && (await Members(low)).Count == 0,
            "the first takes the other as well"
        );
        (await Api.Delete($"/api/segments/{high}")).Expect(204);
        Assert.Equal(2, (await Members(low)).Count);
    }

    [Fact, Trait("Spec", "SEG-2")]
    public async Task The_preview_counts_gives_reasons_and_says_who_enters_and_leaves()
    {
        var tag = Unique("preview");
        var (stays, leaves) = (await TaggedCustomer(tag), await TaggedCustomer(tag));
        await Order(leaves);
        var segment = (await Make(Unique("Preview"), Tagged(tag))).Expect(201).Id;
        await Eventually(async () => (await SummaryOf(leaves)).Orders == 1, "the order counts");
        var entering = await TaggedCustomer(tag + " too");

        var preview = (
            await Api.Post(
                $"/api/segments/{segment}/preview",
                new { criteria = new { any = new object[] { new { all = new[] { Tagged(tag), NoOrder("90d") } }, Tagged(tag + " too") } } }
            )
        ).Expect(200);

        Assert.Equal(2, preview["count"].GetInt64());
        Assert.Equal(entering, preview["enter"].GetProperty("sample")[0].GetProperty("customer_id").GetGuid());
        Assert.Equal(leaves, preview["leave"].GetProperty("sample")[0].GetProperty("customer_id").GetGuid());
        Assert.Equal((1, 1), (preview["enter"].GetProperty("count").GetInt32(), preview["leave"].GetProperty("count").GetInt32()));
        var sample = preview["sample"].EnumerateArray().Single(s => s.GetProperty("customer_id").GetGuid() == stays);
        Assert.Contains(sample.GetProperty("matches").EnumerateArray(), m => m.GetString() == $"tags include {tag}");
        Assert.Equal(3, preview["conditions"].GetArrayLength());
        Assert.Equal([stays, leaves], (await Members(segment)).Order(Ids.Order));
    }

    [Fact, Trait("Spec", "SEG-1")]
    public async Task The_catalogue_lists_the_fields_with_their_operators()
    {
        var fields = (await Api.Get("/api/segments/fields")).Expect(200)["data"].EnumerateArray().ToList();

        Assert.True(fields.Count >= 40);
        var industry = fields.Single(f => f.GetProperty("name").GetString() == "account.industry");
        Assert.Contains("contains", industry.GetProperty("operators").EnumerateArray().Select(o => o.GetString()));
        var orders = fields.Single(f => f.GetProperty("name").GetString() == "orders.count");
        Assert.True(orders.GetProperty("takes_window").GetBoolean());
        Assert.Contains(orders.GetProperty("where").EnumerateArray(), f => f.GetProperty("name").GetString() == "lines.category");
        Assert.Contains(fields, f => f.GetProperty("name").GetString() == "scores.health");
    }

    [Fact, Trait("Spec", "SEG-1")]
    public async Task What_is_wrong_is_refused_with_its_path()
    {
        var refused = (
            await Make(
                Unique("Wrong"),
                new
                {
                    all = new object[]
                    {
                        Tagged("x"),
                        new
                        {
                            field = "account.industri",
                            @operator = "eq",
                            value = "x",
                        },
                    },
                }
            )
        ).Expect(422);

        Assert.Contains(
            "account.industry",
            refused["errors"].GetProperty("criteria.all[1].field")[0].GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(422, (await Api.Get("/api/customers?filter=%7B%22all%22%3A7%7D")).Status);
        Assert.Equal(422, (await Api.Get("/api/customers?filter=x")).Status);
        Assert.Equal(422, (await Api.Post("/api/segments", new { name = Unique("None"), type = "dynamic" })).Status);
        Assert.Equal(
            422,
            (
                await Api.Post(
                    "/api/segments",
                    new
                    {
                        name = Unique("Static"),
                        type = "static",
                        criteria = Tagged("x"),
                    }
                )
            ).Status
        );
        Assert.Equal(422, (await Api.Post("/api/segments/preview", new { })).Status);
    }
}
