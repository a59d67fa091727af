using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Records.Customers;

public abstract class ContactTests(TestServer server) : PartsTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : ContactTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : ContactTests(server), IClassFixture<PostgresServer>;

    [Fact, Trait("Spec", "CUS-1")]
    public async Task A_contact_is_added_found_edited_archived_and_restored()
    {
        var customer = await Customer("Analytical Engines");
        var ada = (
            await Api.Post(
                $"/api/customers/{customer}/contacts",
                new
                {
                    first_name = "Ada",
                    last_name = "Lovelace",
                    email = "Ada@Example.com",
                    phone = "+49 30 1234567",
                    role = "decision_maker",
                    job_title = "Countess",
                }
            )
        ).Expect(201);
        var path = ada.Headers.Location!.ToString();
        Assert.Equal($"/api/contacts/{ada.Id}", path);
        Assert.Equal(("+49301234567", "any"), (Text(ada.Json, "phone_e164"), Text(ada.Json, "communication_preference")));
        Assert.True(await Finds("lovelace", customer));

        Done(
            await Api.Patch(
                path,
                new
                {
                    last_name = "Byron",
                    do_not_contact = true,
                    departed_on = "2026-01-31",
                }
            )
        );
        var now = await Api.Get(path);
        Assert.Equal(("Byron", "Ada@Example.com"), (Text(now.Json, "last_name"), Text(now.Json, "email")));
        Assert.Equal((true, false), (await Finds("byron", customer), await Finds("lovelace", customer)));

        Done(await Api.Delete(path), 204);
        Assert.Empty(await Rows($"/api/customers/{customer}/contacts"));
        Assert.Single(await Rows($"/api/customers/{customer}/contacts?include_archived=true"));
        Assert.False(await Finds("byron", customer));
        Refused(409, await Api.Patch(path, new { last_name = "King" }), "archived");
        Done(await Api.Post($"{path}/restoration"));
        Assert.Single(await Rows($"/api/customers/{customer}/contacts"));
        Assert.Equal(["contact.restored", "contact.archived", "contact.updated", "contact.added"], (await Timeline(customer)).Take(4));
    }

    [Fact, Trait("Spec", "CUS-3")]
    public async Task A_customer_has_exactly_one_primary_contact_whoever_comes_and_goes()
    {
        var customer = await Customer("Primary Ltd");
        var (ada, grace) = (await Add(customer, "Ada"), await Add(customer, "Grace"));
        Assert.Equal(ada, await Primary(customer));

        var joan = await Add(customer, "Joan", primary: true);
        Assert.Equal(joan, await Primary(customer));
        Done(await Api.Patch($"/api/contacts/{grace}", new { is_primary = true }));
        Assert.Equal(grace, await Primary(customer));
        Refused(422, await Api.Patch($"/api/contacts/{grace}", new { is_primary = false }), field: "is_primary");

        Done(await Api.Delete($"/api/contacts/{grace}"), 204);
        Assert.Equal(ada, await Primary(customer));
        Done(await Api.Post($"/api/contacts/{grace}/restoration"));
        Assert.Equal(ada, await Primary(customer));
    }

    [Fact, Trait("Spec", "CUS-3")]
    public async Task Twenty_who_become_primary_at_once_leave_one()
    {
        var customer = await Customer("Crowded Ltd");
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(i =>
                    Api.Post(
                        $"/api/customers/{customer}/contacts",
                        new
                        {
                            first_name = $"N{i}",
                            last_name = "Crowd",
                            is_primary = true,
                        }
                    )
                )
        );
        Assert.All(answers, a => Done(a, 201));
        await Primary(customer);
    }

    [Fact, Trait("Spec", "PLT-10")]
    public async Task An_edit_of_an_older_version_is_refused_and_put_replaces_the_whole()
    {
        var customer = await Customer("Versions Ltd");
        var made = (
            await Api.Post(
                $"/api/customers/{customer}/contacts",
                new
                {
                    first_name = "Ada",
                    last_name = "L",
                    email = "a@example.com",
                    job_title = "Boss",
                    do_not_contact = true,
                }
            )
        ).Expect(201);
        var path = $"/api/contacts/{made.Id}";
        var replaced = await Api.Put(path, new { first_name = "Ada", last_name = "King" });
        Done(replaced);
        Assert.Equal(
            (null, null, "False"),
            (Text(replaced.Json, "email"), Text(replaced.Json, "job_title"), Text(replaced.Json, "do_not_contact"))
        );

        Refused(412, await Api.Patch(path, new { last_name = "X" }, ("If-Match", made.Headers.ETag!.Tag)), "stale");
        Refused(412, await Api.Delete(path, ("If-Match", made.Headers.ETag!.Tag)), "stale");
        Assert.Equal("King", Text((await Api.Get(path)).Json, "last_name"));
        Done(await Api.Patch(path, new { last_name = "X" }, ("If-Match", replaced.Headers.ETag!.Tag)));
    }

    [Fact, Trait("Spec", "CUS-4")]
    public async Task A_new_address_brings_a_bounced_contact_back()
    {
        var contact = (
            await Api.Post(
                $"/api/customers/{await Customer("Bounce Ltd")}/contacts",
                new
                {
                    first_name = "A",
                    last_name = "B",
                    email = "old@example.com",
                }
            )
        ).Expect(201);
        Done(await Api.Patch($"/api/contacts/{contact.Id}", new { email_status = "hard_bounced", status = "inactive" }));
        var back = await Api.Patch($"/api/contacts/{contact.Id}", new { email = "new@example.com" });
        Assert.Equal(("ok", "active"), (Text(back.Json, "email_status"), Text(back.Json, "status")));
    }

    [Fact, Trait("Spec", "SEC-2")]
    public async Task Contact_data_is_withheld_from_a_role_that_may_not_see_it_and_not_overwritten_by_it()
    {
        var customer = await Customer("Masked Ltd");
        var ada = new
        {
            first_name = "A",
            last_name = "B",
            email = "a@example.com",
            phone = "030 123456",
        };
        var path = $"/api/contacts/{(await Api.Post($"/api/customers/{customer}/contacts", ada)).Expect(201).Id}";
        var (analyst, _) = await With(new Grants(Grants.All.Scopes, new HashSet<Mask> { Mask.ContactData }));

        foreach (var contact in new[] { (await analyst.Get(path)).Json, (await Rows($"/api/customers/{customer}/contacts", analyst))[0] })
        {
            Assert.Equal((null, null, null), (Text(contact, "email"), Text(contact, "phone"), Text(contact, "phone_e164")));
            Assert.Equal(["email", "phone", "phone_e164"], contact.GetProperty("withheld").EnumerateArray().Select(w => w.GetString()));
        }
        Refused(403, await analyst.Patch(path, new { email = "x@example.com" }));
        Done(await analyst.Put(path, new { first_name = "A", last_name = "C" }));
        Assert.Equal("a@example.com", Text((await Api.Get(path)).Json, "email"));
    }

    [Fact, Trait("Spec", "SEC-1")]
    public async Task Whoever_does_not_reach_the_customer_does_not_reach_its_contacts()
    {
        var customer = await Customer("Somebody else's");
        var contact = await Add(customer, "Ada");
        var (seller, _) = await With(Only(Scope.Own, Permission.ReadCustomers, Permission.WriteCustomers));
        Assert.Equal("own", (await seller.Get($"/api/customers/{customer}/contacts")).Expect(403)["scope"].GetString());
        Refused(403, await seller.Get($"/api/contacts/{contact}"));
        Refused(403, await seller.Delete($"/api/contacts/{contact}"));
        Refused(403, await seller.Post($"/api/customers/{customer}/contacts", new { first_name = "X", last_name = "Y" }));
        var (reader, _) = await With(Only(Scope.All, Permission.ReadCustomers));
        Refused(403, await reader.Patch($"/api/contacts/{contact}", new { last_name = "Z" }));
        var (_, elsewhere) = await OtherOrganization();
        Refused(404, await elsewhere.Get($"/api/contacts/{contact}"));
        Refused(404, await elsewhere.Patch($"/api/contacts/{contact}", new { last_name = "Z" }));
        Assert.Equal("Tester", Text((await Api.Get($"/api/contacts/{contact}")).Json, "last_name"));
    }

    [Theory, Trait("Spec", "PLT-9")]
    [InlineData("""{"first_name":"A"}""", 422, "last_name")]
    [InlineData("""{"first_name":" ","last_name":"B"}""", 422, "first_name")]
    [InlineData("""{"first_name":"A","last_name":"B","email":"nobody"}""", 422, "email")]
    [InlineData("""{"first_name":"A","last_name":"B","phone":"4111 1111 1111 1111"}""", 422, "phone")]
    [InlineData("""{"first_name":"A","last_name":"B","role":"king"}""", 400, "role")]
    [InlineData("""{"first_name":"A","last_name":"B","status":null}""", 400, "status")]
    [InlineData("""{"first_name":"A","last_name":"B","departed_on":"31.01.2026"}""", 400, "departed_on")]
    [InlineData("""{"first_name":"A\u0000","last_name":"B"}""", 400, "first_name")]
    [InlineData("""{"first_name":1,"last_name":"B"}""", 400, "first_name")]
    [InlineData("""{"first_name":"A",""", 400, null)]
    [InlineData("""[]""", 400, null)]
    public async Task Bad_input_is_told_field_by_field(string body, int status, string? field)
    {
        var customer = await Customer("Strict Ltd");
        Refused(status, await Api.Post($"/api/customers/{customer}/contacts", body), field: field);
        Assert.Empty(await Rows($"/api/customers/{customer}/contacts"));
    }

    [Fact, Trait("Spec", "PLT-9")]
    public async Task Bad_addresses_and_pages_are_clear_refusals()
    {
        var customer = await Customer("Lost Ltd");
        Refused(
            422,
            await Api.Post($"/api/customers/{customer}/contacts", new { first_name = new string('x', 101), last_name = "B" }),
            field: "first_name"
        );
        Refused(404, await Api.Get($"/api/contacts/{Ids.Next()}"));
        Refused(404, await Api.Get($"/api/customers/{Ids.Next()}/contacts"));
        Refused(400, await Api.Get("/api/contacts/not-an-id"));
        Refused(400, await Api.Get($"/api/customers/{customer}/contacts?limit=0"), field: "limit");
        Refused(400, await Api.Get($"/api/customers/{customer}/contacts?cursor=nonsense"), field: "cursor");
        Refused(400, await Api.Get($"/api/customers/{customer}/contacts?colour=red"), field: "colour");
    }

    [Fact, Trait("Spec", "PLT-8")]
    public async Task A_long_list_is_paged_by_number_and_by_cursor_alike()
    {
        var customer = await Customer("Many Ltd");
        foreach (var name in "ABCDE")
            await Add(customer, $"{name}");
        var path = $"/api/customers/{customer}/contacts?limit=2";
        var first = await Api.Get(path);
        Assert.Equal(5, first["total"].GetInt32());
        Assert.Equal(["C", "D"], (await Rows($"{path}&page=2")).Select(c => Text(c, "first_name")));
        Assert.Equal(["C", "D"], (await Rows($"{path}&cursor={first["next_cursor"].GetString()}")).Select(c => Text(c, "first_name")));
        Assert.False((await Api.Get($"{path}&page=3"))["hasMore"].GetBoolean());
    }

    [Fact, Trait("Spec", "CUS-1")]
    public async Task Archiving_a_customer_takes_along_its_live_contacts_and_restoring_brings_back_just_these()
    {
        var customer = await Customer("Seasonal Ltd");
        var (ada, gone) = (await Add(customer, "Ada"), await Add(customer, "Gone"));
        Done(await Api.Delete($"/api/contacts/{gone}"), 204);
        Done(await Api.Delete($"/api/customers/{customer}"), 204);
        Refused(409, await Api.Post($"/api/contacts/{ada}/restoration"), "archived");
        Done(await Api.Post($"/api/customers/{customer}/restoration"));
        Assert.Equal(ada, await Primary(customer));
        Assert.Single(await Rows($"/api/customers/{customer}/contacts"));
    }

    private async Task<Guid> Add(Guid customer, string first, bool primary = false) => (
            await Api.Post(
                $"/api/customers/{customer}/contacts",
                primary
                    ? new
                    {
                        first_name = first,
                        last_name = "Tester",
                        is_primary = true,
                    }
                    : (object)new { first_name = first, last_name = "Tester" }
            )
        ).Expect(201).Id;

    private async Task<Guid> Primary(Guid customer) =>
        Assert
            .Single(await Rows($"/api/customers/{customer}/contacts?limit=200"), c => c.GetProperty("is_primary").GetBoolean())
            .GetProperty("id")
            .GetGuid();
}
