using Rapport.Platform.Data;
using Rapport.Tests.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Records.Interactions;

public abstract class InteractionTests(TestServer server) : PartsTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : InteractionTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : InteractionTests(server), IClassFixture<PostgresServer>;

    private Task<Answer> Log(Guid customer, object? more = null, HttpClient? by = null) =>
        (by ?? Api).Post("/api/interactions", With(customer, more));

    private static System.Text.Json.Nodes.JsonObject With(Guid customer, object? more)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(more ?? new { }, Rapport.Platform.Http.ApiJson.Options)!.AsObject();
        body["customer_id"] = customer;
        body["interaction_type"] ??= "call";
        return body;
    }

    [Fact, Trait("Spec", "INT-1")]
    public async Task An_interaction_is_logged_opened_edited_listed_and_removed()
    {
        var customer = await Customer("Logged Ltd");
        var contact = (
            await Api.Post(
                $"/api/customers/{customer}/contacts",
                new
                {
                    first_name = "Ada",
                    last_name = "Byron",
                    email = "ada@logged.example",
                }
            )
        ).Expect(201).Id;
        var made = (
            await Log(
                customer,
                new
                {
                    subject = "Brake noise",
                    description = "Squeals when cold",
                    contact = "Ada@logged.example",
                    duration_minutes = 6,
                    outcome = "action_required",
                    attendees = new[] { "Jess", "Tom" },
                }
            )
        ).Expect(201);
        var path = made.Headers.Location!.ToString();
        Assert.Equal($"/api/interactions/{made.Id}", path);
        Assert.Equal(
            ("outbound", "api", "follow_up_needed", "Ada Byron"),
            (Text(made.Json, "direction"), Text(made.Json, "source"), Text(made.Json, "outcome"), Text(made.Json, "contact_name"))
        );
        Assert.Equal(contact, made["contact_id"].GetGuid());
        Assert.Equal(2, made["attendees"].GetArrayLength());
        Assert.Equal(["interaction"], (await Timeline(customer)).Take(1));

        Done(await Api.Patch(path, new { outcome = "positive", subject = "Brake noise, cold" }, ("If-Match", made.Headers.ETag!.Tag)));
        var now = await Api.Get(path);
        Assert.Equal(
            ("Brake noise, cold", "positive", "follow_up_needed", 2),
            (Text(now.Json, "subject"), Text(now.Json, "sentiment"), Text(now.Json, "outcome"), now["version"].GetInt32())
        );
        Refused(412, await Api.Patch(path, new { subject = "Older" }, ("If-Match", made.Headers.ETag!.Tag)), "stale");
        Done(await Api.Patch(path, new { subject = "Brake noise, cold" }));
        var replaced = await Api.Put(path, new { interaction_type = "email", subject = "Only this" });
        Assert.Equal(
            (null, null, "email"),
            (Text(replaced.Json, "description"), Text(replaced.Json, "outcome"), Text(replaced.Json, "interaction_type"))
        );

        Done(await Api.Delete(path), 204);
        Refused(404, await Api.Get(path));
        Assert.DoesNotContain("interaction", await Timeline(customer));
    }

    [Fact, Trait("Spec", "INT-1")]
    public async Task Who_and_what_it_is_about_may_be_named_in_several_ways_and_must_fit_together()
    {
        var (customer, other) = (
            await Customer("Named Ltd", new { external_id = "NAMED-1", email = "named@example.org" }),
            await Customer("Other Ltd")
        );
        foreach (var named in new object[] { new { id = customer }, new { external_id = "NAMED-1" }, new { email = "NAMED@example.org" } })
            Assert.Equal(
                customer,
                (await Api.Post("/api/interactions", new { customer = named, interaction_type = "email" }))
                    .Expect(201)["customer_id"]
                    .GetGuid()
            );
        var contact = (await Api.Post($"/api/customers/{other}/contacts", new { first_name = "O", last_name = "Ther" })).Expect(201).Id;
        Refused(422, await Log(customer, new { contact_id = contact }), field: "contact_id");
        Refused(422, await Log(customer, new { related_type = "contact", related_id = contact }), field: "related_id");
        Refused(422, await Log(customer, new { related_type = "planet", related_id = contact }), field: "related_type");
        Assert.Equal(
            other,
            (await Api.Post("/api/interactions", new { contact_id = contact, interaction_type = "call" }))
                .Expect(201)["customer_id"]
                .GetGuid()
        );
        Refused(422, await Api.Post("/api/interactions", new { interaction_type = "call" }), field: "customer_id");
        Refused(
            422,
            await Api.Post("/api/interactions", new { customer = new { external_id = "nobody" }, interaction_type = "call" }),
            field: "customer"
        );
        Refused(422, await Api.Post("/api/interactions", new { customer_id = customer }), field: "interaction_type");
        Refused(400, await Log(customer, new { interaction_type = "telepathy" }));
        Refused(400, await Log(customer, new { outcome = "splendid" }), field: "outcome");
        Refused(422, await Log(customer, new { duration_minutes = -1, subject = new string('x', 501) }), field: "subject");
    }

    [Fact, Trait("Spec", "INT-1")]
    public async Task Sent_again_under_its_external_id_it_is_the_same_interaction()
    {
        var customer = await Customer("Twice Ltd");
        var first = (await Log(customer, new { external_id = "mail-1", subject = "Once" })).Expect(201);
        var again = (await Log(customer, new { external_id = "mail-1", subject = "Twice" })).Expect(200);
        Assert.Equal((first.Id, "Twice"), (again.Id, Text(again.Json, "subject")));
        Assert.Single(await Rows($"/api/interactions?customer_id={customer}"));
        Done(await Log(customer, new { external_id = "mail-1", subject = "Twice" }));
    }

    [Fact, Trait("Spec", "INT-2")]
    public async Task Backdating_is_allowed_and_flagged_after_thirty_days_and_the_future_is_refused()
    {
        var customer = await Customer("Backdated Ltd");
        var late = (await Log(customer, new { occurred_at = Clock.GetUtcNow().AddDays(-31) })).Expect(201);
        var recent = (await Log(customer, new { occurred_at = Clock.GetUtcNow().AddDays(-14) })).Expect(201);
        Assert.Equal((true, false), (late["is_backdated"].GetBoolean(), recent["is_backdated"].GetBoolean()));
        Done(await Log(customer, new { occurred_at = Clock.GetUtcNow().AddMinutes(3) }), 201);
        Refused(422, await Log(customer, new { occurred_at = Clock.GetUtcNow().AddMinutes(20) }), field: "occurred_at");
        Assert.Equal(
            [late.Id],
            (await Rows($"/api/interactions?customer_id={customer}&is_backdated=true")).Select(r => r.GetProperty("id").GetGuid())
        );
    }

    [Fact, Trait("Spec", "INT-1")]
    public async Task The_list_is_filtered_sorted_and_paged_by_cursor()
    {
        var customer = await Customer("Listed Ltd");
        var start = Clock.GetUtcNow().AddDays(-10);
        for (var i = 0; i < 5; i++)
            Done(
                await Log(
                    customer,
                    new
                    {
                        subject = $"Number {i}",
                        occurred_at = start.AddDays(i),
                        interaction_type = i == 2 ? "meeting" : "call",
                        direction = i < 2 ? "inbound" : "outbound",
                        sentiment = i == 4 ? "negative" : null,
                    }
                ),
                201
            );
        async Task<string> Found(string filter) =>
            string.Join(' ', (await Rows($"/api/interactions?customer_id={customer}&{filter}")).Select(r => Text(r, "subject")![^1]));
        Assert.Equal("4 3 2 1 0", await Found("limit=10"));
        Assert.Equal("0 1 2 3 4", await Found("sort=occurred_at"));
        Assert.Equal("2", await Found("type=meeting"));
        Assert.Equal("1 0", await Found("direction=inbound"));
        Assert.Equal("4", await Found("sentiment=negative"));
        Assert.Equal("4 3 2 1 0", await Found("created_by=me"));
        Assert.Equal("2 1", await Found($"from={start.AddDays(0.5):O}&to={start.AddDays(2.5):O}".Replace("+", "%2B")));
        Assert.Equal("3", await Found("search=number+3"));

        var first = await Api.Get($"/api/interactions?customer_id={customer}&limit=2");
        var second = await Api.Get($"/api/interactions?customer_id={customer}&limit=2&cursor={Text(first.Json, "next_cursor")}");
        Assert.Equal(["Number 2", "Number 1"], second["data"].EnumerateArray().Select(r => Text(r, "subject")));
        Refused(400, await Api.Get($"/api/interactions?cursor={Text(first.Json, "next_cursor")}"));
        Refused(400, await Api.Get("/api/interactions?sort=subject"));
        Refused(400, await Api.Get("/api/interactions?kind=call"));
    }

    [Fact, Trait("Spec", "INT-1")]
    public async Task Only_the_author_and_who_manages_interactions_may_change_one_and_scope_binds_all()
    {
        var branch = (await Api.Post("/api/branches", new { name = $"Branch {Ids.Next():N}" })).Expect(201).Id;
        var (inside, outside) = (await Customer("Inside", new { branch_id = branch }), await Customer("Outside"));
        var (sales, colleague, manager) = (await As("sales", branch), await As("sales", branch), await As("manager", branch));
        var made = (await Log(inside, new { subject = "Mine" }, sales)).Expect(201);
        var path = $"/api/interactions/{made.Id}";
        Refused(403, await colleague.Patch(path, new { subject = "Theirs" }), "forbidden");
        Done(await colleague.Get(path));
        Done(await manager.Patch(path, new { subject = "Corrected" }));
        Refused(403, await Log(outside, null, sales), "forbidden");
        var hidden = (await Log(outside, new { subject = "Hidden" })).Expect(201);
        Refused(403, await sales.Get($"/api/interactions/{hidden.Id}"), "forbidden");
        Assert.Equal([made.Id], (await Rows("/api/interactions?limit=200", sales)).Select(r => r.GetProperty("id").GetGuid()));
        var (_, elsewhere) = await OtherOrganization();
        Refused(404, await elsewhere.Get(path));
        var viewer = await As("viewer");
        Refused(403, await Log(inside, null, viewer), "forbidden");
        Done(await Api.Delete($"/api/customers/{inside}"), 204);
        Refused(409, await Log(inside), "archived");
    }

    [Fact, Trait("Spec", "CUS-14")]
    public async Task Personal_data_in_what_is_written_is_masked_and_put_up_for_review()
    {
        var customer = await Customer("Careless Ltd");
        Refused(409, await Log(customer, new { description = "Card 4111 1111 1111 1111" }), "personal_data");
        var made = (
            await Api.Post(
                "/api/interactions?confirm_pii=true",
                With(customer, new { description = "Card 4111 1111 1111 1111, SSN 123-45-6789" })
            )
        ).Expect(201);
        Assert.DoesNotContain("4111 1111", Text(made.Json, "description"));
        var flag = Assert.Single(await Rows("/api/personal-data-flags"), f => f.GetProperty("customer_id").GetGuid() == customer);
        Assert.Equal(("description", "interaction"), (Text(flag, "field"), Text(flag, "record_type")));
        Done(await Api.Post($"/api/personal-data-flags/{Text(flag, "id")}/redaction"), 204);
        Assert.DoesNotContain("123-45", Text((await Api.Get($"/api/interactions/{made.Id}")).Json, "description"));

        var note = (
            await Api.Post(
                "/api/notes",
                new
                {
                    customer_id = customer,
                    content = "His number is 123-45-6789",
                    visibility = "private",
                }
            )
        ).Expect(201);
        var dpo = await As("dpo");
        var unseen = Assert.Single(await Rows("/api/personal-data-flags", dpo), f => f.GetProperty("customer_id").GetGuid() == customer);
        Assert.Equal(("note", null), (Text(unseen, "record_type"), Text(unseen, "excerpt")));
        Done(await Api.Delete($"/api/notes/{note.Id}"), 204);
        Assert.DoesNotContain(await Rows("/api/personal-data-flags"), f => f.GetProperty("customer_id").GetGuid() == customer);
    }

    [Fact, Trait("Spec", "INT-13")]
    public async Task The_log_is_exported_guarded_against_formulas_and_leaves_a_line()
    {
        var customer = await Customer("Exported Ltd");
        Done(await Log(customer, new { subject = "=HYPERLINK(\"http://x\")" }), 201);
        var csv = await Api.Get($"/api/interactions/export?customer_id={customer}");
        Done(csv);
        Assert.Contains("'=HYPERLINK", csv.Text);
        Assert.Equal(1, await Events("interactions.exported"));
    }
}
