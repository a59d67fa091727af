using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Records.Customers;

public abstract class RelationshipTests(TestServer server) : PartsTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : RelationshipTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : RelationshipTests(server), IClassFixture<PostgresServer>;

    [Fact, Trait("Spec", "CUS-6")]
    public async Task A_relation_is_seen_from_both_ends_and_told_on_both_timelines()
    {
        var (a, b) = (await Customer("Alpha"), await Customer("Beta"));
        var made = await Relate(a, b, "referral", new { notes = "Met at a fair", start_date = "2026-01-01" });
        Done(made, 201);
        foreach (var end in new[] { a, b })
        {
            var row = Assert.Single(await Rows($"/api/customers/{end}/relationships"));
            Assert.Equal(("Alpha", "Beta", "2026-01-01"), (Text(row, "from_name"), Text(row, "to_name"), Text(row, "start_date")));
            Assert.Equal("relationship.added", (await Timeline(end))[0]);
        }
        Refused(409, await Relate(a, b, "referral"), "relationship_exists");
        Refused(422, await Api.Patch($"/api/relationships/{made.Id}", new { end_date = "2025-12-31" }), field: "end_date");
        Done(await Relate(b, a, "referral"), 201);
        Done(await Relate(a, b, "partner"), 201);
        Refused(409, await Relate(b, a, "partner"), "relationship_exists");
    }

    [Fact, Trait("Spec", "CUS-6")]
    public async Task An_ended_relation_is_reopened_not_doubled()
    {
        var (a, b) = (await Customer("Alpha"), await Customer("Beta"));
        var first = (await Relate(a, b, "reseller")).Expect(201).Id;
        Done(await Api.Patch($"/api/relationships/{first}", new { end_date = "2020-01-01", start_date = "2019-01-01" }));
        var again = await Relate(a, b, "reseller");
        Done(again);
        Assert.Equal((first, null), (again.Id, Text(again.Json, "end_date")));
        Done(await Api.Delete($"/api/relationships/{first}"), 204);
        Assert.Empty(await Rows($"/api/customers/{a}/relationships"));
        Assert.Equal(first, (await Relate(a, b, "reseller")).Expect(200).Id);
    }

    [Theory, Trait("Spec", "CUS-5")]
    [InlineData("parent_child")]
    [InlineData("subsidiary")]
    public async Task A_parent_written_either_way_is_written_both_ways(string kind)
    {
        var (parent, child, other) = (await Customer("Parent"), await Customer("Child"), await Customer("Other"));
        var relation = (await Relate(parent, child, kind)).Expect(201).Id;
        Assert.Equal(parent, await ParentOf(child));
        Refused(409, await Relate(other, child, kind), "has_parent");
        Done(await Api.Patch($"/api/relationships/{relation}", new { end_date = Today }));
        Assert.Null(await ParentOf(child));
        Done(await Api.Patch($"/api/relationships/{relation}", new { end_date = (string?)null }));
        Assert.Equal(parent, await ParentOf(child));
        Done(await Api.Delete($"/api/relationships/{relation}"), 204);
        Assert.Null(await ParentOf(child));

        Done(await Api.Patch($"/api/customers/{child}", new { parent_id = other }));
        var view = Assert.Single(await Rows($"/api/customers/{child}/relationships"));
        Assert.Equal(("Other", "parent_child", null), (Text(view, "from_name"), Text(view, "relationship_type"), Text(view, "end_date")));
        Done(await Api.Patch($"/api/customers/{child}", new { parent_id = parent }));
        Assert.Equal(2, (await Rows($"/api/customers/{child}/relationships")).Count);
        Done(await Api.Patch($"/api/customers/{child}", new { parent_id = (Guid?)null }));
        Assert.All(await Rows($"/api/customers/{child}/relationships"), r => Assert.Equal(Today, Text(r, "end_date")));
    }

    [Fact, Trait("Spec", "CUS-5")]
    public async Task A_loop_is_refused_with_its_chain_named()
    {
        var (a, b, c) = (await Customer("Alpha"), await Customer("Beta"), await Customer("Gamma"));
        Done(await Relate(a, b, "parent_child"), 201);
        Done(await Relate(b, c, "subsidiary"), 201);
        foreach (var answer in new[] { await Relate(c, a, "parent_child"), await Api.Patch($"/api/customers/{a}", new { parent_id = c }) })
        {
            Refused(409, answer, "hierarchy_loop");
            Assert.Contains("Alpha → Beta → Gamma → Alpha", answer["detail"].GetString());
            Assert.Equal([a, b, c], answer["chain"].EnumerateArray().Select(id => id.GetGuid()));
        }
        Refused(422, await Relate(a, a, "partner"), field: "to_customer_id");
        Refused(422, await Api.Patch($"/api/customers/{a}", new { parent_id = a }), field: "parent_id");
    }

    [Fact, Trait("Spec", "CUS-5")]
    public async Task Three_edits_at_once_that_are_harmless_alone_do_not_close_a_loop_together()
    {
        for (var round = 0; round < 5; round++)
        {
            var ring = new[] { await Customer($"R{round}A"), await Customer($"R{round}B"), await Customer($"R{round}C") };
            var answers = await Task.WhenAll(
                Enumerable
                    .Range(0, 3)
                    .Select(i =>
                        i == round % 3
                            ? Relate(ring[i], ring[(i + 1) % 3], "parent_child")
                            : Api.Patch($"/api/customers/{ring[(i + 1) % 3]}", new { parent_id = ring[i] })
                    )
            );
            Assert.Equal(2, answers.Count(a => a.Status is 200 or 201));
            Refused(409, answers.Single(a => a.Status is not (200 or 201)), "hierarchy_loop");
        }
    }

    [Fact, Trait("Spec", "CUS-5")]
    public async Task The_hierarchy_shows_who_is_above_who_is_right_below_and_what_all_below_come_to()
    {
        var (top, middle, leaf, side) = (await Customer("Top"), await Customer("Middle"), await Customer("Leaf"), await Customer("Side"));
        foreach (var (parent, child) in new[] { (top, middle), (middle, leaf), (top, side) })
            Done(await Api.Patch($"/api/customers/{child}", new { parent_id = parent }));

        var whole = await Api.Get($"/api/customers/{top}/hierarchy");
        Assert.Equal(["Middle", "Side"], whole["children"].GetProperty("data").EnumerateArray().Select(c => Text(c, "display_name")));
        Assert.Equal(1, whole["children"].GetProperty("data")[0].GetProperty("children").GetInt32());
        Assert.Equal(3, whole["roll_up"].GetProperty("customers").GetInt32());
        var below = await Api.Get($"/api/customers/{leaf}/hierarchy");
        Assert.Equal(["Top", "Middle"], below["ancestors"].EnumerateArray().Select(c => Text(c, "display_name")));
        Done(await Api.Delete($"/api/customers/{leaf}"), 204);
        Assert.Equal(2, (await Api.Get($"/api/customers/{top}/hierarchy"))["roll_up"].GetProperty("customers").GetInt32());
    }

    [Fact, Trait("Spec", "CUS-5")]
    public async Task Contacts_and_contract_values_add_up_down_the_tree_below_and_with_the_top()
    {
        var (top, middle, leaf, bare) = (
            await Customer("Holding", new { account = new { arr = 1000.10 } }),
            await Customer("Division", new { account = new { arr = 200.20 } }),
            await Customer("Site", new { account = new { arr = 30.03 } }),
            await Customer("Bare")
        );
        foreach (var (parent, child) in new[] { (top, middle), (middle, leaf), (middle, bare) })
            Done(await Api.Patch($"/api/customers/{child}", new { parent_id = parent }));
        foreach (var customer in new[] { top, leaf, leaf })
            Done(await Api.Post($"/api/customers/{customer}/contacts", new { first_name = "Ada", last_name = $"Of {Ids.Next():N}" }), 201);
        await Plainly(
            $"update customer_summary set order_count = 2, spent_minor = 12345, open_tickets = 1, health = 80 where customer_id = {leaf}"
        );
        await Plainly($"update customer_summary set order_count = 3, spent_minor = 100, health = 40 where customer_id = {top}");

        var tree = await Api.Get($"/api/customers/{top}/hierarchy");
        Assert.Equal((3, 2, 230.23m, 2, 12345, 1, 80.0), Sums(tree["roll_up"]));
        Assert.Equal((4, 3, 1230.33m, 5, 12445, 1, 60.0), Sums(tree["total"]));
        Assert.Equal(JsonValueKind.Null, (await Api.Get($"/api/customers/{bare}/hierarchy"))["total"].GetProperty("arr").ValueKind);
        var page = (await Api.Get($"/customers/{top}/hierarchy")).Expect(200).Text;
        Assert.Contains("1,230.33 a year with Holding", page);

        static (int, int, decimal, int, int, int, double) Sums(JsonElement of) =>
            (
                of.GetProperty("customers").GetInt32(),
                of.GetProperty("contacts").GetInt32(),
                of.GetProperty("arr").GetDecimal(),
                of.GetProperty("order_count").GetInt32(),
                of.GetProperty("spent_minor").GetInt32(),
                of.GetProperty("open_tickets").GetInt32(),
                of.GetProperty("average_health").GetDouble()
            );
    }

    [Fact, Trait("Spec", "CUS-5")]
    public async Task A_chain_a_thousand_deep_and_ten_thousand_children_open_at_once()
    {
        var chain = await Crowd(1000);
        await Change(
            (db, _) =>
            {
                var byId = db.Set<Rapport.Records.Customers.Customer>().ToDictionary(c => c.Id);
                for (var i = 1; i < chain.Count; i++)
                    byId[chain[i]].ParentId = chain[i - 1];
                return 0;
            }
        );
        await Crowd(10_000, chain[^1]);
        var bottom = await Api.Get($"/api/customers/{chain[^1]}/hierarchy");
        Done(bottom);
        Assert.Equal((999, 10_000), (bottom["ancestors"].GetArrayLength(), bottom["children"].GetProperty("total").GetInt32()));
        Assert.Equal(10_999, (await Api.Get($"/api/customers/{chain[0]}/hierarchy"))["roll_up"].GetProperty("customers").GetInt32());
        Refused(409, await Api.Patch($"/api/customers/{chain[0]}", new { parent_id = chain[^1] }), "hierarchy_loop");
        var page = await Api.Get($"/api/customers/{chain[^1]}/hierarchy?limit=200&page=50");
        Done(page);
        Assert.Equal(
            (200, false),
            (page["children"].GetProperty("data").GetArrayLength(), page["children"].GetProperty("hasMore").GetBoolean())
        );
    }

    [Fact, Trait("Spec", "SEC-1")]
    public async Task Names_out_of_reach_are_left_out()
    {
        var (seller, _) = await With(Only(Scope.Own, Permission.ReadCustomers, Permission.WriteCustomers));
        var mine = await Customer("Mine", by: seller);
        var (hidden, below) = (await Customer("Hidden"), await Customer("Below"));
        Done(await Relate(hidden, mine, "parent_child"), 201);
        Done(await Relate(mine, below, "parent_child"), 201);
        Assert.Contains(
            await Rows($"/api/customers/{mine}/relationships", seller),
            r => Text(r, "from_name") is null && Text(r, "to_name") == "Mine"
        );
        var tree = await seller.Get($"/api/customers/{mine}/hierarchy");
        Assert.Null(Text(tree["ancestors"][0], "display_name"));
        Assert.Equal((0, 0), (tree["children"].GetProperty("total").GetInt32(), tree["roll_up"].GetProperty("customers").GetInt32()));
        Refused(
            403,
            await seller.Post($"/api/customers/{mine}/relationships", new { to_customer_id = below, relationship_type = "partner" })
        );
    }

    [Theory, Trait("Spec", "PLT-9")]
    [InlineData("{}", 422, "to_customer_id")]
    [InlineData("""{"to_customer_id":"x","relationship_type":"partner"}""", 400, "to_customer_id")]
    [InlineData("""{"to_customer_id":"00000000-0000-0000-0000-000000000001","relationship_type":"partner"}""", 422, "to_customer_id")]
    [InlineData("""{"to_customer_id":"00000000-0000-0000-0000-000000000001","relationship_type":"sibling"}""", 400, "relationship_type")]
    public async Task Bad_input_is_told_field_by_field(string body, int status, string field) =>
        Refused(status, await Api.Post($"/api/customers/{await Customer("Strict")}/relationships", body), field: field);

    private string Today => Clock.Now().ToString("yyyy-MM-dd");

    private Task<Answer> Relate(Guid from, Guid to, string type, object? more = null)
    {
        var fields = JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
        (fields["to_customer_id"], fields["relationship_type"]) = (to.ToString(), type);
        return Api.Post($"/api/customers/{from}/relationships", fields);
    }

    private async Task<Guid?> ParentOf(Guid customer) =>
        (await Api.Get($"/api/customers/{customer}"))["parent_id"] is { ValueKind: JsonValueKind.String } parent ? parent.GetGuid() : null;
}
