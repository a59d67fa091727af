using Rapport.Trust.Permissions;

namespace Rapport.Tests.Records.Customers;

public abstract class CustomFieldTests(TestServer server) : PartsTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : CustomFieldTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : CustomFieldTests(server), IClassFixture<PostgresServer>;

    [Fact, Trait("Spec", "CUS-12")]
    public async Task A_field_takes_values_of_its_type_until_it_is_archived()
    {
        var field = await Api.Post(
            "/api/custom-fields",
            new
            {
                key = "fleet_size",
                type = "number",
                label = "Fleet size",
            }
        );
        Done(field, 201);
        var customer = await Customer("Fleet Ltd", new { custom_fields = new { fleet_size = 12.5 } });
        Assert.Equal(12.5, (await Api.Get($"/api/customers/{customer}"))["custom_fields"].GetProperty("fleet_size").GetDouble());
        Refused(
            422,
            await Api.Patch($"/api/customers/{customer}", new { custom_fields = new { fleet_size = "many" } }),
            field: "custom_fields.fleet_size"
        );

        Done(
            await Api.Patch($"/api/custom-fields/{field.Id}", new { label = "Cars", position = 3 }, ("If-Match", field.Headers.ETag!.Tag))
        );
        Refused(412, await Api.Patch($"/api/custom-fields/{field.Id}", new { label = "X" }, ("If-Match", field.Headers.ETag!.Tag)));
        Done(await Api.Delete($"/api/custom-fields/{field.Id}"), 204);
        Assert.DoesNotContain(await Rows("/api/custom-fields"), f => Text(f, "key") == "fleet_size");
        Assert.Contains(
            await Rows("/api/custom-fields?include_archived=true"),
            f => Text(f, "key") == "fleet_size" && Text(f, "label") == "Cars"
        );
        Assert.False((await Api.Get($"/api/customers/{customer}"))["custom_fields"].TryGetProperty("fleet_size", out _));
        Done(await Api.Post($"/api/custom-fields/{field.Id}/restoration"));
        Assert.True((await Api.Get($"/api/customers/{customer}"))["custom_fields"].TryGetProperty("fleet_size", out _));
    }

    [Fact, Trait("Spec", "CUS-12")]
    public async Task An_option_that_was_taken_away_stays_where_it_stands_and_is_not_chosen_anew()
    {
        var field = (
            await Api.Post(
                "/api/custom-fields",
                new
                {
                    key = "plan",
                    type = "choice",
                    label = "Plan",
                    options = new[] { "Basic", "Plus" },
                }
            )
        ).Expect(201).Id;
        var (old, other) = (await Customer("Old Ltd", new { custom_fields = new { plan = "Basic" } }), await Customer("New Ltd"));
        Done(await Api.Patch($"/api/custom-fields/{field}", new { options = new[] { "Plus", "Pro" } }));
        Assert.Equal("Basic", (await Api.Get($"/api/customers/{old}"))["custom_fields"].GetProperty("plan").GetString());
        Done(await Api.Patch($"/api/customers/{old}", new { display_name = "Older Ltd", custom_fields = new { plan = "Basic" } }));
        Refused(
            422,
            await Api.Patch($"/api/customers/{other}", new { custom_fields = new { plan = "Basic" } }),
            field: "custom_fields.plan"
        );
        Done(await Api.Patch($"/api/customers/{old}", new { custom_fields = new { plan = "Pro" } }));
        Refused(422, await Api.Patch($"/api/customers/{old}", new { custom_fields = new { plan = "Basic" } }), field: "custom_fields.plan");
    }

    [Fact, Trait("Spec", "CUS-12")]
    public async Task Key_and_type_never_change()
    {
        var field = (
            await Api.Post(
                "/api/custom-fields",
                new
                {
                    key = "since",
                    type = "date",
                    label = "Since",
                    required = false,
                }
            )
        ).Expect(201).Id;
        Refused(422, await Api.Patch($"/api/custom-fields/{field}", new { key = "until" }), field: "key");
        Refused(422, await Api.Patch($"/api/custom-fields/{field}", new { type = "text" }), field: "type");
        Refused(
            409,
            await Api.Post(
                "/api/custom-fields",
                new
                {
                    key = "since",
                    type = "text",
                    label = "Again",
                }
            ),
            "custom_field_exists"
        );
        var (reader, _) = await With(Only(Scope.All, Permission.ReadCustomers, Permission.WriteCustomers));
        Refused(
            403,
            await reader.Post(
                "/api/custom-fields",
                new
                {
                    key = "mine",
                    type = "text",
                    label = "Mine",
                }
            )
        );
        Refused(403, await reader.Delete($"/api/custom-fields/{field}"));
    }

    [Fact, Trait("Spec", "CUS-12")]
    public async Task A_long_text_of_any_writing_is_kept_and_a_short_one_is_filtered_by()
    {
        foreach (var type in new[] { "text", "url", "number" })
            Done(
                await Api.Post(
                    "/api/custom-fields",
                    new
                    {
                        key = $"any_{type}",
                        type,
                        label = type,
                    }
                ),
                201
            );
        var letters = new Random(1);
        var text = string.Concat(Enumerable.Range(0, 2000).Select(_ => (char)letters.Next(0x4e00, 0x9000)));
        var customer = await Customer("Long Ltd", new { custom_fields = new { any_text = text, any_number = 12.50m } });
        Assert.Equal(text, (await Api.Get($"/api/customers/{customer}"))["custom_fields"].GetProperty("any_text").GetString());
        Done(await Api.Patch($"/api/customers/{customer}", new { custom_fields = new { any_text = "Quay" } }));

        foreach (var filter in new[] { "any_text=Quay", "any_number=12.5", "any_number=12.50" })
            Assert.Equal(customer, Assert.Single(await Rows($"/api/customers?custom.{filter}")).GetProperty("id").GetGuid());
        Assert.Empty(await Rows("/api/customers?custom.any_text=Dock"));
        Refused(400, await Api.Get("/api/customers?custom.any_txt=Quay"), field: "custom.any_txt");
        Refused(
            422,
            await Api.Patch(
                $"/api/customers/{customer}",
                new { custom_fields = new { any_url = "https://example.org/" + new string('a', 5000) } }
            ),
            field: "custom_fields.any_url"
        );
    }

    [Theory, Trait("Spec", "PLT-9")]
    [InlineData("\"a\\u0000b\"")]
    [InlineData("\"\\ud800\"")]
    [InlineData("[\"\\udfff\"]")]
    [InlineData("{\"\\ud800\":1}")]
    public async Task Text_that_no_database_holds_is_refused(string value)
    {
        await Api.Post(
            "/api/custom-fields",
            new
            {
                key = "held",
                type = "text",
                label = "Held",
            }
        );
        Refused(400, await Api.Patch($"/api/customers/{await Customer("Held Ltd")}", $"{{\"custom_fields\":{{\"held\":{value}}}}}"));
        Assert.Empty(Server.Node.Log.Errors);
    }

    [Fact, Trait("Spec", "PLT-8")]
    public async Task The_list_comes_in_pages_when_asked_to()
    {
        for (var i = 0; i < 3; i++)
            Done(
                await Api.Post(
                    "/api/custom-fields",
                    new
                    {
                        key = $"page_{i}",
                        type = "text",
                        label = $"Page {i}",
                    }
                ),
                201
            );
        var page = (await Api.Get("/api/custom-fields?limit=2&page=1")).Expect(200);
        Assert.Equal((2, true), (page["data"].GetArrayLength(), page["hasMore"].GetBoolean()));
        Assert.Equal((await Rows("/api/custom-fields")).Count, page["total"].GetInt32());
    }

    [Theory, Trait("Spec", "PLT-9")]
    [InlineData("""{"key":"Bad Key","type":"text","label":"L"}""", 422, "key")]
    [InlineData("""{"key":"1st","type":"text","label":"L"}""", 422, "key")]
    [InlineData("""{"type":"text","label":"L"}""", 422, "key")]
    [InlineData("""{"key":"a","label":"L"}""", 422, "type")]
    [InlineData("""{"key":"a","type":"money","label":"L"}""", 400, "type")]
    [InlineData("""{"key":"a","type":"text"}""", 422, "label")]
    [InlineData("""{"key":"a","type":"choice","label":"L"}""", 422, "options")]
    [InlineData("""{"key":"a","type":"choice","label":"L","options":["x","x"]}""", 422, "options")]
    [InlineData("""{"key":"a","type":"choice","label":"L","options":[null]}""", 422, "options")]
    [InlineData("""{"key":"a","type":"text","label":"L","options":["x"]}""", 422, "options")]
    [InlineData("""{"key":"a","type":"text","label":"L","position":-1}""", 422, "position")]
    [InlineData("""{"key":"a","type":"text","label":"L","required":"yes"}""", 400, "required")]
    public async Task Bad_input_is_told_field_by_field(string body, int status, string field) =>
        Refused(status, await Api.Post("/api/custom-fields", body), field: field);
}
