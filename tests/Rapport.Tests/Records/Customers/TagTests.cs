using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Records.Customers;

public abstract class TagTests(TestServer server) : PartsTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : TagTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : TagTests(server), IClassFixture<PostgresServer>;

    [Fact, Trait("Spec", "CUS-11")]
    public async Task A_tag_given_to_a_customer_is_found_counted_and_taken_away_by_id_or_name()
    {
        var customer = await Customer("Tagged Ltd");
        var tag = await Api.Post($"/api/customers/{customer}/tags", new { name = "Key account" });
        Done(tag, 201);
        Done(await Api.Post($"/api/customers/{customer}/tags", new { name = "KEY ACCOUNT" }));
        Assert.Equal(
            1,
            Assert.Single(await Rows("/api/tags?limit=200"), t => Text(t, "name") == "Key account").GetProperty("customers").GetInt32()
        );
        Assert.True(await Finds("key account", customer));
        Assert.Equal("Key account", Text(Assert.Single(await Rows($"/api/customers/{customer}/tags")), "name"));

        Done(await Api.Delete($"/api/customers/{customer}/tags/key%20account"), 204);
        Assert.False(await Finds("key account", customer));
        Refused(404, await Api.Delete($"/api/customers/{customer}/tags/{tag.Id}"));
        Done(await Api.Post($"/api/customers/{customer}/tags", new { name = "Key account" }), 201);
        Done(await Api.Delete($"/api/customers/{customer}/tags/{tag.Id}"), 204);
        Assert.Equal(["customer.untagged", "customer.tagged", "customer.untagged", "customer.tagged"], (await Timeline(customer)).Take(4));
    }

    [Fact, Trait("Spec", "CUS-11")]
    public async Task Renaming_merging_and_deleting_reach_every_customer_at_once()
    {
        var (one, both) = (
            await Customer("One Ltd", new { tags = new[] { "Gold" } }),
            await Customer("Both Ltd", new { tags = new[] { "Gold", "Silver" } })
        );
        var (gold, silver) = (await IdOf("Gold"), await IdOf("Silver"));

        Done(await Api.Patch($"/api/tags/{gold}", new { name = "Platinum" }));
        Assert.Equal((true, false), (await Finds("platinum", one), await Finds("gold", one)));
        Refused(409, await Api.Patch($"/api/tags/{gold}", new { name = "silver" }), "tag_exists");

        Done(await Api.Post($"/api/tags/{gold}/merges", new { into_id = silver }));
        Assert.Equal(["Silver"], (await Rows($"/api/customers/{both}/tags")).Select(t => Text(t, "name")));
        Assert.Equal((true, true, false), (await Finds("silver", one), await Finds("silver", both), await Finds("platinum", both)));
        Assert.Single(await Rows("/api/customers?tag=Silver&limit=200"), c => c.GetProperty("id").GetGuid() == one);

        Done(await Api.Delete($"/api/tags/{silver}"), 204);
        Assert.Equal((false, false), (await Finds("silver", one), await Finds("silver", both)));
        Assert.Empty(await Rows($"/api/customers/{both}/tags"));
        Refused(404, await Api.Patch($"/api/tags/{silver}", new { name = "X" }));
    }

    [Fact, Trait("Spec", "CUS-11")]
    public async Task A_tag_on_many_customers_is_renamed_and_merged_for_all_of_them()
    {
        var crowd = await Crowd(2500);
        await Api.Post(
            "/api/customers/actions",
            new
            {
                action = "tag",
                customer_ids = crowd,
                parameters = new { tag = "Newsletter" },
            }
        );
        var (from, into) = (await IdOf("Newsletter"), (await Api.Post("/api/tags", new { name = "Mailing" })).Expect(201).Id);
        Done(await Api.Patch($"/api/tags/{from}", new { name = "Weekly letter" }));
        Assert.Equal(
            2500,
            await Count($"select count(*) from customer_search where organization_id = {Organization} and names like '%weekly  letter%'")
        );
        Done(await Api.Post($"/api/tags/{from}/merges", new { into_id = into }));
        Assert.Equal(2500, await Count($"select count(*) from customer_tags where organization_id = {Organization} and tag_id = {into}"));
        Assert.Equal(
            (0, 2500),
            (
                await Count(
                    $"select count(*) from customer_search where organization_id = {Organization} and names like '%weekly  letter%'"
                ),
                await Count($"select count(*) from customer_search where organization_id = {Organization} and names like '%mailing%'")
            )
        );
    }

    [Fact, Trait("Spec", "CUS-11")]
    public async Task Tagging_and_deleting_the_tag_at_once_leaves_no_half()
    {
        for (var round = 0; round < 5; round++)
        {
            var (customer, name) = (await Customer($"Racer {round}"), $"Dash {round}");
            var tag = (await Api.Post("/api/tags", new { name })).Expect(201).Id;
            var answers = await Task.WhenAll(Api.Post($"/api/customers/{customer}/tags", new { name }), Api.Delete($"/api/tags/{tag}"));
            Assert.Equal((201, 204), (answers[0].Status, answers[1].Status));
            Assert.Equal((await Rows($"/api/customers/{customer}/tags")).Count > 0, await Finds(name, customer));
        }
    }

    [Fact, Trait("Spec", "PLT-9")]
    public async Task Bad_names_and_missing_permissions_are_refused()
    {
        var customer = await Customer("Strict");
        foreach (var name in new object?[] { "", "  ", null, new string('x', 61) })
            Refused(422, await Api.Post($"/api/customers/{customer}/tags", new { name }), field: "name");
        Refused(400, await Api.Post($"/api/customers/{customer}/tags", """{"name":7}"""), field: "name");
        Refused(422, await Api.Post("/api/tags", new { name = "!!!" }), field: "name");
        foreach (var name in new[] { "!!!", "two\nlines", "unit\u001fseparated" })
        {
            Refused(422, await Api.Post($"/api/customers/{customer}/tags", new { name }), field: "name");
            Refused(422, await Api.Patch($"/api/customers/{customer}", new { tags = new[] { name } }), field: "tags");
            Refused(
                422,
                await Api.Post(
                    "/api/customers/actions",
                    new
                    {
                        action = "tag",
                        customer_ids = new[] { customer },
                        parameters = new { tag = name },
                    }
                ),
                field: "parameters.tag"
            );
        }
        var tag = (await Api.Post("/api/tags", new { name = "Once" })).Expect(201).Id;
        Refused(409, await Api.Post("/api/tags", new { name = "once" }), "tag_exists");
        Refused(422, await Api.Post($"/api/tags/{tag}/merges", new { into_id = tag }), field: "into_id");
        Refused(422, await Api.Post($"/api/tags/{tag}/merges", new { into_id = Ids.Next() }), field: "into_id");

        var (seller, _) = await With(Only(Scope.All, Permission.ReadCustomers, Permission.WriteCustomers));
        Refused(403, await seller.Post("/api/tags", new { name = "Mine" }));
        Refused(403, await seller.Patch($"/api/tags/{tag}", new { name = "Mine" }));
        Refused(403, await seller.Delete($"/api/tags/{tag}"));
        Refused(403, await seller.Post($"/api/tags/{tag}/merges", new { into_id = Ids.Next() }));
        Done(await seller.Post($"/api/customers/{customer}/tags", new { name = "Once" }), 201);
        var (_, elsewhere) = await OtherOrganization();
        Refused(404, await elsewhere.Delete($"/api/tags/{tag}"));
    }

    private async Task<Guid> IdOf(string tag) =>
        (await Rows("/api/tags?limit=200")).Single(t => Text(t, "name") == tag).GetProperty("id").GetGuid();
}
