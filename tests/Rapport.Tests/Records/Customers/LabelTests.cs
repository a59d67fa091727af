using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Records.Customers;

public abstract class LabelTests(TestServer server) : PartsTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : LabelTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : LabelTests(server), IClassFixture<PostgresServer>;

    [Fact, Trait("Spec", "CUS-8")]
    public async Task An_external_id_belongs_to_one_customer_per_system()
    {
        var (a, b) = (await Customer("Alpha"), await Customer("Beta"));
        var made = await Api.Post($"/api/customers/{a}/external-ids", new { system = "HubSpot", value = "4711" });
        Done(made, 201);
        Assert.Equal("hubspot", Text(made.Json, "system"));
        Assert.True(await Finds("4711", a));
        var taken = await Api.Post($"/api/customers/{b}/external-ids", new { system = "hubspot", value = "4711" });
        Refused(409, taken, "external_id_taken");
        Assert.Equal(a, taken["customer_id"].GetGuid());
        Done(await Api.Post($"/api/customers/{b}/external-ids", new { system = "salesforce", value = "4711" }), 201);
        Done(await Api.Delete($"/api/customers/{a}/external-ids/{made.Id}"), 204);
        Refused(404, await Api.Delete($"/api/customers/{a}/external-ids/{made.Id}"));
        Done(await Api.Post($"/api/customers/{b}/external-ids", new { system = "hubspot", value = "4711" }), 201);
        Assert.Equal(["hubspot", "salesforce"], (await Rows($"/api/customers/{b}/external-ids")).Select(e => Text(e, "system")));
    }

    [Fact, Trait("Spec", "CUS-8")]
    public async Task Of_two_customers_that_claim_an_external_id_at_once_one_gets_it()
    {
        var customers = new[] { await Customer("First"), await Customer("Second") };
        for (var round = 0; round < 5; round++)
        {
            var answers = await Task.WhenAll(
                customers.Select(c => Api.Post($"/api/customers/{c}/external-ids", new { value = $"claim-{round}" }))
            );
            Assert.Equal([201, 409], answers.Select(a => a.Status).Order());
        }
    }

    [Theory, Trait("Spec", "PLT-9")]
    [InlineData("""{"value":""}""", 422, "value")]
    [InlineData("""{"system":"has space","value":"1"}""", 422, "system")]
    [InlineData("""{"value":7}""", 400, "value")]
    public async Task Bad_external_ids_are_told_field_by_field(string body, int status, string field) =>
        Refused(status, await Api.Post($"/api/customers/{await Customer("Strict")}/external-ids", body), field: field);

    [Fact, Trait("Spec", "CUS-17")]
    public async Task Who_is_on_the_team_reaches_the_customer_until_taken_off_it()
    {
        var customer = await Customer("Teamwork Ltd");
        var (seller, sellerId) = await With(Only(Scope.Own, Permission.ReadCustomers, Permission.WriteCustomers));
        Refused(403, await seller.Get($"/api/customers/{customer}"));
        Done(await Api.Post($"/api/customers/{customer}/team", new { user_id = sellerId, role = "csm" }), 201);
        Done(await seller.Get($"/api/customers/{customer}"));
        Done(await seller.Post($"/api/customers/{customer}/contacts", new { first_name = "A", last_name = "B" }), 201);
        Assert.Single(await Rows("/api/customers", seller));

        Done(await Api.Post($"/api/customers/{customer}/team", new { user_id = sellerId, role = "support" }));
        var member = Assert.Single(await Rows($"/api/customers/{customer}/team"));
        Assert.Equal(("support", sellerId), (Text(member, "role"), member.GetProperty("user_id").GetGuid()));
        Refused(403, await seller.Post($"/api/customers/{customer}/team", new { user_id = sellerId, role = "sales" }));
        Done(await Api.Delete($"/api/customers/{customer}/team/{sellerId}"), 204);
        Refused(403, await seller.Get($"/api/customers/{customer}"));
        Refused(404, await Api.Delete($"/api/customers/{customer}/team/{sellerId}"));
        Refused(422, await Api.Post($"/api/customers/{customer}/team", new { user_id = Ids.Next(), role = "csm" }), field: "user_id");
        Refused(422, await Api.Post($"/api/customers/{customer}/team", new { user_id = sellerId }), field: "role");
        Refused(400, await Api.Post($"/api/customers/{customer}/team", new { user_id = sellerId, role = "boss" }), field: "role");
    }

    [Fact, Trait("Spec", "CUS-10")]
    public async Task A_view_is_ones_own_until_it_is_shared()
    {
        var made = await Api.Post(
            "/api/views",
            new
            {
                name = "My prospects",
                query = "?status=prospect&sort=-created_at",
                columns = new[] { "display_name", "owner_name" },
            }
        );
        Done(made, 201);
        Assert.Equal("status=prospect&sort=-created_at", Text(made.Json, "query"));
        var (other, _) = await With(Only(Scope.All, Permission.ReadCustomers));
        Assert.Empty(await Rows("/api/views", other));
        Refused(404, await other.Delete($"/api/views/{made.Id}"));
        var theirs = (await other.Post("/api/views", new { name = "Theirs" })).Expect(201).Id;
        Refused(403, await other.Patch($"/api/views/{theirs}", new { is_shared = true }));

        Done(await Api.Patch($"/api/views/{made.Id}", new { is_shared = true, name = "Prospects" }, ("If-Match", made.Headers.ETag!.Tag)));
        Refused(412, await Api.Patch($"/api/views/{made.Id}", new { name = "X" }, ("If-Match", made.Headers.ETag!.Tag)));
        var seen = (await Rows("/api/views", other)).Single(v => Text(v, "name") == "Prospects");
        Assert.False(seen.GetProperty("is_mine").GetBoolean());
        Refused(403, await other.Delete($"/api/views/{made.Id}"));
        Done(await Api.Delete($"/api/views/{made.Id}"), 204);
        Refused(422, await Api.Post("/api/views", new { name = "" }), field: "name");
        Refused(422, await Api.Post("/api/views", new { name = "X", columns = new[] { "drop table" } }), field: "columns");
        Refused(400, await Api.Post("/api/views", """{"name":"X","columns":"a"}"""), field: "columns");
    }
}
