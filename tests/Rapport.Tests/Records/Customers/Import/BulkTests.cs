using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Records.Customers.Import;

[Trait("Spec", "PLT-11")]
public abstract class BulkTests(TestServer server) : ImportTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : BulkTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : BulkTests(server), IClassFixture<PostgresServer>;

    private static Task<Answer> Send(HttpClient api, string body, string query = "", string type = "application/x-ndjson")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return api.Post("/api/customers/bulk" + query, content);
    }

    private static ByteArrayContent Rows(string lines) =>
        new(Encoding.UTF8.GetBytes(lines)) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };

    [Fact]
    public async Task Lines_of_JSON_become_customers_each_with_its_result()
    {
        var at = await Fresh();
        const string account = """{"industry":"Machines","tax_id":"GB123456782"}""";
        const string contact = """{"first_name":"Ada","last_name":"Lovelace","email":"ada@engines.example"}""";
        const string address =
            """{"address_type":"billing","street_line_1":"1 Mill Lane","city":"Leeds","postal_code":"LS1 4AP","country":"GB"}""";
        const string company =
            """{"type":"organization","display_name":"Engines Ltd","external_id":"E1","email":"office@engines.example","account":"""
            + $$"""{{account}},"contacts":[{{contact}}],"addresses":[{{address}}]}""";
        var answer = (
            await Send(
                at.Api,
                $$"""
                {{company}}
                {"type":"individual","display_name":"Grace Hopper","tags":["vip","navy"],"phone":"020 7946 0018","birth_date":"1906-12-09"}
                not json at all

                {"type":"alien","display_name":"Zed"}
                {"display_name":5,"shoe_size":43}
                ["no","object"]
                {"external_id":"E1","status":"active"}
                """
            )
        ).Expect(200);
        Assert.Equal(
            (7, 2, 1, 0, 4),
            (N(answer, "rows"), N(answer, "created"), N(answer, "updated"), N(answer, "duplicates"), N(answer, "rejected"))
        );
        var results = answer["results"].EnumerateArray().ToList();
        Assert.Equal(
            ["created", "created", "rejected", "rejected", "rejected", "rejected", "updated"],
            results.Select(r => Text(r, "status"))
        );
        Assert.Equal(Enumerable.Range(1, 7), results.Select(r => r.GetProperty("row").GetInt32()));
        Assert.True(results[3].GetProperty("errors").TryGetProperty("type", out _));
        Assert.True(results[4].GetProperty("errors").TryGetProperty("shoe_size", out _));
        Assert.Equal(results[0].GetProperty("id").GetGuid(), results[6].GetProperty("id").GetGuid());

        var engines = (await at.Api.Get($"/api/customers/{results[0].GetProperty("id")}")).Expect(200).Json;
        Assert.Equal(
            ("active", "api", "Machines"),
            (Text(engines, "status"), Text(engines, "source"), Text(engines.GetProperty("account"), "industry"))
        );
        Assert.Single(await Rows($"/api/customers/{results[0].GetProperty("id")}/contacts", at.Api));
        Assert.True(await Found(at.Api, "lovelace"));
        await AssertDerived(at.Id);
    }

    [Fact]
    public async Task An_array_does_as_well_and_a_body_cut_off_keeps_what_came_before()
    {
        var at = await Fresh();
        var rows = Enumerable.Range(0, 30).Select(i => $$"""{"type":"individual","display_name":"Row {{i}}"}""").ToList();
        var whole = (await Send(at.Api, $"[{string.Join(",", rows)}]", type: "application/json")).Expect(200);
        Assert.Equal((30, 0), (N(whole, "created"), N(whole, "rejected")));
        Assert.Equal(JsonValueKind.Null, whole["stopped"].ValueKind);

        var cut = (
            await Send(
                at.Api,
                $"[{string.Join(",", rows.Select(r => r.Replace("Row", "Cut", StringComparison.Ordinal)))[..^20]}",
                type: "application/json"
            )
        ).Expect(200);
        Assert.Equal((29, 30L), (N(cut, "created"), cut["stopped"].GetProperty("row").GetInt64()));
        Assert.Equal(59, await CustomersOf(at.Id));
        Assert.Equal(415, (await Send(at.Api, "<xml/>", type: "application/xml")).Status);
        Refused(400, await Send(at.Api, rows[0], "?on_duplicate=refuse"), field: "on_duplicate");
    }

    [Fact, Trait("Spec", "PLT-10")]
    public async Task Sent_again_under_its_key_a_bulk_changes_nothing_and_is_answered_as_before()
    {
        var at = await Fresh();
        var rows = string.Concat(Enumerable.Range(0, 1500).Select(i => $$"""{"type":"individual","display_name":"Keyed {{i}}"}""" + "\n"));
        async Task<Answer> Keyed() => await at.Api.Post("/api/customers/bulk", Rows(rows), ("Idempotency-Key", "bulk-1"));

        var (first, again) = (await Keyed(), await Keyed());
        Assert.Equal((200, 1500, first.Text), (again.Status, again["created"].GetInt32(), again.Text));
        Assert.Equal(1500, (await at.Api.Get("/api/customers?limit=1"))["total"].GetInt32());
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_is_told_that_alone_and_a_body_that_is_no_list_is_refused()
    {
        var at = await Fresh();
        var answer = (await Send(at.Api, "not json\n{\"type\":\"individual\",\"display_name\":\"a\\u0000\"}\n[1]\n")).Expect(200);

        Assert.Equal(
            ["row", "display_name", "row"],
            answer["results"].EnumerateArray().Select(r => string.Join(' ', r.GetProperty("errors").EnumerateObject().Select(e => e.Name)))
        );
        Assert.All(answer["results"].EnumerateArray(), r => Assert.DoesNotContain("required", r.ToString()));
        foreach (var body in new[] { "{}", "nonsense", "[{\"type\":" })
            Refused(400, await Send(at.Api, body, type: "application/json"), field: "body");
    }

    [Fact]
    public async Task A_list_is_taken_as_it_is_and_only_where_a_list_belongs()
    {
        var at = await Fresh();
        (
            await at.Api.Post(
                "/api/custom-fields",
                new
                {
                    key = "sizes",
                    type = "multi_choice",
                    label = "Sizes",
                    options = new[] { "S, small", "L; large" },
                }
            )
        ).Expect(201);
        var answer = (
            await Send(
                at.Api,
                """
                {"type":"individual","display_name":"Comma Tagged","tags":["Fleet, big"],"custom_fields":{"sizes":["S, small"]}}
                {"type":"individual","display_name":["One","Two"]}
                {"type":"individual","display_name":"Odd\ud800"}
                {"\ud800":1}
                """
            )
        ).Expect(200);

        Assert.Equal((1, 3), (answer["created"].GetInt32(), answer["rejected"].GetInt32()));
        var customer = (await at.Api.Get($"/api/customers/{answer["results"][0].GetProperty("id").GetGuid()}")).Expect(200);
        Assert.Equal("Fleet, big", Assert.Single(customer["tags"].EnumerateArray().ToList()).GetString());
        Assert.Equal("S, small", Assert.Single(customer["custom_fields"].GetProperty("sizes").EnumerateArray().ToList()).GetString());
    }

    [Fact]
    public async Task Duplicates_go_the_way_that_was_asked_for_and_are_told()
    {
        var at = await Fresh();
        const string twice =
            "{\"type\":\"individual\",\"display_name\":\"Joan "
            + "Clarke\",\"email\":\"joan@example.com\"}\n{\"type\":\"individual\",\"display_name\":\"Joan "
            + "Clarke\",\"email\":\"joan@example.com\",\"phone\":\"020 7946 0018\"}\n";
        var review = (await Send(at.Api, twice)).Expect(200);
        Assert.Equal((2, 1), (N(review, "created"), N(review, "duplicates")));
        Assert.Equal(review["results"][0].GetProperty("id").GetGuid(), review["results"][1].GetProperty("duplicate_of").GetGuid());
        Assert.Equal(
            (0, 2),
            (
                N((await Send(at.Api, twice, "?on_duplicate=skip")).Expect(200), "created"),
                N((await Send(at.Api, twice, "?on_duplicate=skip")).Expect(200), "skipped")
            )
        );
        var merged = (await Send(at.Api, twice, "?on_duplicate=merge")).Expect(200);
        Assert.Equal((0, 2), (N(merged, "created"), N(merged, "updated")));
        Assert.Equal(2, await CustomersOf(at.Id));
        await AssertDerived(at.Id);
    }

    [Fact]
    public async Task A_reader_may_not_and_an_own_scope_writes_its_own()
    {
        var line =
            $"{{\"type\":\"individual\",\"display_name\":\"Mine {Ids.Next():N}\"}}\n"
            + $"{{\"type\":\"individual\",\"display_name\":\"Theirs\",\"owner_id\":\"{Server.OwnerOf(Organization).Id}\"}}";
        Refused(403, await Send(await As("viewer"), line), "forbidden");
        var (api, me) = await With(Only(Scope.Own, Permission.WriteCustomers, Permission.ReadCustomers));
        var answer = (await Send(api, line)).Expect(200);
        Assert.Equal(["created", "rejected"], answer["results"].EnumerateArray().Select(r => Text(r, "status")));
        Assert.Equal(
            me.ToString(),
            Text((await api.Get($"/api/customers/{answer["results"][0].GetProperty("id")}")).Expect(200).Json, "owner_id")
        );
    }

    private async Task<bool> Found(HttpClient api, string typed) => (await Rows($"/api/customers?search={typed}", api)).Count > 0;

    private static int N(Answer answer, string field) => answer[field].GetInt32();
}
