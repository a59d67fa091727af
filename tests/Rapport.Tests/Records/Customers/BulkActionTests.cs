using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Records.Customers;

public abstract class BulkActionTests(TestServer server) : PartsTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : BulkActionTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : BulkActionTests(server), IClassFixture<PostgresServer>;

    [Fact, Trait("Spec", "CUS-10")]
    public async Task Assigning_changes_those_in_reach_and_undo_gives_back_what_nobody_changed_since()
    {
        var (_, anna) = await With(Only(Scope.Own, Permission.ReadCustomers));
        var (_, bob) = await With(Only(Scope.Own, Permission.ReadCustomers));
        var ids = new List<Guid>();
        foreach (var name in new[] { "One", "Two", "Three" })
            ids.Add(await Customer(name, new { owner_id = anna }));
        var already = await Customer("Four", new { owner_id = bob });

        var action = await Act("assign", [.. ids, already, Ids.Next()], new { owner_id = bob });
        Assert.Equal((3, 1, 0, 1), Counts(action));
        foreach (var id in ids)
            Assert.Equal(bob, await Owner(id));
        Assert.Equal("customer.assigned", (await Timeline(ids[0]))[0]);
        Done(await Api.Patch($"/api/customers/{ids[2]}", new { owner_id = (Guid?)null }));

        var undone = await Api.Delete(action["undo"].GetString()!);
        Done(undone);
        Assert.Equal((2, 1, 0), (undone["reverted"].GetInt32(), undone["skipped"].GetInt32(), undone["out_of_scope"].GetInt32()));
        Assert.Equal((anna, null, bob), (await Owner(ids[0]), await Owner(ids[2]), await Owner(already)));
        Refused(409, await Api.Delete($"/api/customers/actions/{action.Id}"), "already_undone");
    }

    [Fact, Trait("Spec", "CUS-10")]
    public async Task Tagging_and_untagging_many_are_found_at_once_and_taken_back_exactly()
    {
        var had = await Customer("Had it", new { tags = new[] { "Vip" } });
        var (got, lost) = (await Customer("Got it"), await Customer("Lost it since"));
        var action = await Act("tag", [had, got, lost], new { tag = "VIP" });
        Assert.Equal((2, 1, 0, 0), Counts(action));
        Assert.True(await Finds("vip", got));
        Done(await Api.Delete($"/api/customers/{lost}/tags/vip"), 204);
        Done(await Api.Post($"/api/customers/{lost}/tags", new { name = "vip" }), 201);
        Assert.Equal(1, (await Api.Delete(action["undo"].GetString()!))["reverted"].GetInt32());
        Assert.Equal((true, false, true), (await Finds("vip", had), await Finds("vip", got), await Finds("vip", lost)));

        var taking = await Act("untag", [had, got, lost], new { tag = "vip" });
        Assert.Equal((2, 1, 0, 0), Counts(taking));
        Assert.False(await Finds("vip", had));
        Done(await Api.Delete(taking["undo"].GetString()!));
        Assert.Equal((true, false, true), (await Finds("vip", had), await Finds("vip", got), await Finds("vip", lost)));
        Refused(
            422,
            await Api.Post(
                "/api/customers/actions",
                new
                {
                    action = "untag",
                    customer_ids = new[] { had },
                    parameters = new { tag = "nobody has it" },
                }
            ),
            field: "parameters.tag"
        );
    }

    [Fact, Trait("Spec", "CUS-1")]
    public async Task Archiving_and_restoring_many_takes_their_parts_along()
    {
        var (a, b) = (await Customer("Arc A"), await Customer("Arc B"));
        var contact = (await Api.Post($"/api/customers/{a}/contacts", new { first_name = "Ada", last_name = "L" })).Expect(201).Id;
        Done(await Api.Post($"/api/customers/{a}/relationships", new { to_customer_id = b, relationship_type = "partner" }), 201);
        var action = await Act("archive", [a, b], null);
        Assert.Equal((2, 0, 0, 0), Counts(action));
        Assert.NotNull(Text((await Api.Get($"/api/contacts/{contact}")).Json, "archived_at"));
        Assert.Empty(await Rows($"/api/customers/{a}/relationships"));
        Assert.Equal(2, (await Api.Delete(action["undo"].GetString()!))["reverted"].GetInt32());
        Assert.Null(Text((await Api.Get($"/api/contacts/{contact}")).Json, "archived_at"));
        Assert.Single(await Rows($"/api/customers/{a}/relationships"));

        // Archived one after the other: the relation comes back with the last of the two.
        Done(await Api.Delete($"/api/customers/{a}"), 204);
        Done(await Api.Delete($"/api/customers/{b}"), 204);
        Done(await Api.Post($"/api/customers/{a}/restoration"));
        Assert.Empty(await Rows($"/api/customers/{a}/relationships"));
        Assert.Equal((1, 1, 0, 0), Counts(await Act("restore", [a, b], null)));
        Assert.Single(await Rows($"/api/customers/{a}/relationships"));
    }

    [Fact, Trait("Spec", "SEC-1")]
    public async Task Rows_out_of_reach_are_left_alone_and_counted_then_and_at_the_undo()
    {
        var (seller, sellerId) = await With(Only(Scope.Own, Permission.ReadCustomers, Permission.WriteCustomers));
        var (mine, other) = (await Customer("Mine", new { owner_id = sellerId }), await Customer("Other"));
        var action = await seller.Post(
            "/api/customers/actions",
            new
            {
                action = "tag",
                customer_ids = new[] { mine, other },
                parameters = new { tag = "Reach" },
            }
        );
        Assert.Equal((1, 0, 1, 0), Counts(action));
        Assert.False(await Finds("reach", other));
        Refused(403, await seller.Post("/api/customers/actions", new { action = "archive", customer_ids = new[] { mine } }));
        Refused(
            403,
            await seller.Post(
                "/api/customers/actions",
                new
                {
                    action = "assign",
                    customer_ids = new[] { mine },
                    parameters = new { owner_id = sellerId },
                }
            )
        );
        Done(await Api.Patch($"/api/customers/{mine}", new { owner_id = (Guid?)null }));
        var undone = (await seller.Delete($"/api/bulk-actions/{action.Id}")).Expect(200);
        Assert.Equal((0, 1), (undone["reverted"].GetInt32(), undone["out_of_scope"].GetInt32()));
        var (_, elsewhere) = await OtherOrganization();
        Refused(404, await elsewhere.Delete($"/api/customers/actions/{action.Id}"));
        Assert.Equal(1, (await Api.Delete($"/api/customers/actions/{action.Id}")).Expect(200)["reverted"].GetInt32());
    }

    [Fact, Trait("Spec", "CUS-10")]
    public async Task A_filter_chooses_what_the_list_shows_and_ten_thousand_are_one_change()
    {
        var (_, owner) = await With(Only(Scope.Own, Permission.ReadCustomers));
        await Crowd(10_000, owner: owner);
        var events = await Count($"select count(*) from events where organization_id = {Organization}");
        var action = await Api.Post(
            "/api/customers/actions",
            new
            {
                action = "tag",
                filter = $"owner_id={owner}&sort=-created_at",
                parameters = new { tag = "Crowd" },
            }
        );
        Done(action);
        Assert.Equal((10_000, 0, 0, 0), Counts(action));
        Assert.Equal(20, await Count($"select count(*) from events where organization_id = {Organization}") - events);
        Assert.Equal(10_000, (await Api.Delete(action["undo"].GetString()!))["reverted"].GetInt32());
        Assert.Equal(
            0,
            await Count($"select count(*) from customer_search where organization_id = {Organization} and names like '%crowd%'")
        );
        await Crowd(1, owner: owner);
        Refused(422, await Api.Post("/api/customers/actions", new { action = "archive", filter = $"owner_id={owner}" }), field: "filter");
    }

    [Theory, Trait("Spec", "PLT-9")]
    [InlineData("{}", 422, "action")]
    [InlineData("""{"action":"explode","customer_ids":[]}""", 400, "action")]
    [InlineData("""{"action":"archive"}""", 422, "customer_ids")]
    [InlineData("""{"action":"archive","customer_ids":[]}""", 422, "customer_ids")]
    [InlineData("""{"action":"archive","customer_ids":["x"]}""", 400, "customer_ids")]
    [InlineData("""{"action":"archive","filter":"colour=red"}""", 400, "colour")]
    [InlineData("""{"action":"assign","filter":"status=active"}""", 422, "parameters.owner_id")]
    [InlineData(
        """{"action":"assign","filter":"status=active","parameters":{"owner_id":"00000000-0000-0000-0000-000000000001"}}""",
        422,
        "parameters.owner_id"
    )]
    [InlineData("""{"action":"tag","filter":"status=active"}""", 422, "parameters.tag")]
    public async Task Bad_input_is_told_field_by_field(string body, int status, string field) =>
        Refused(status, await Api.Post("/api/customers/actions", body), field: field);

    private Task<Answer> Act(string action, Guid[] ids, object? parameters) =>
        Api.Post(
            "/api/customers/actions",
            parameters is null
                ? new { action, customer_ids = ids }
                : (object)
                    new
                    {
                        action,
                        customer_ids = ids,
                        parameters,
                    }
        );

    private static (int, int, int, int) Counts(Answer answer)
    {
        Done(answer);
        return (
            answer["changed"].GetInt32(),
            answer["unchanged"].GetInt32(),
            answer["out_of_scope"].GetInt32(),
            answer["missing"].GetInt32()
        );
    }

    private async Task<Guid?> Owner(Guid customer) =>
        Text((await Api.Get($"/api/customers/{customer}")).Json, "owner_id") is { } id ? Guid.Parse(id) : null;
}
