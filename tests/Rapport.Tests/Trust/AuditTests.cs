using Rapport.Platform.Data;

namespace Rapport.Tests.Trust;

[Trait("Spec", "SEC-3")]
public abstract class AuditTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : AuditTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : AuditTests(server), IClassFixture<PostgresServer>;

    private async Task<Answer> Lines(string query, int atLeast = 1, HttpClient? reader = null)
    {
        Answer? answer = null;
        await Eventually(
            async () => (answer = (await (reader ?? Api).Get($"/api/events?{query}")).Expect(200))["data"].GetArrayLength() >= atLeast,
            $"Lines of {query}"
        );
        return answer!;
    }

    [Fact]
    public async Task Each_change_says_who_made_it_when_and_from_where()
    {
        var branch = (await Api.Post("/api/branches", new { name = "Leeds" })).Expect(201).Id;

        var line = (await Lines($"name=branch.created&subject_id={branch}"))["data"][0];

        Assert.Equal(Server.OwnerOf(Organization).Id, line.GetProperty("actor").GetProperty("id").GetGuid());
        Assert.Equal("127.0.0.1", line.GetProperty("ip").GetString());
        Assert.Equal("Leeds", line.GetProperty("data").GetProperty("branch").GetString());
    }

    [Fact]
    public async Task The_cursor_walks_the_log_newest_first_without_a_gap()
    {
        for (var i = 0; i < 7; i++)
            (await Api.Post("/api/branches", new { name = $"Walk {i}" })).Expect(201);
        await Lines("name=branch.created", 7);
        List<long> positions = [];
        string? cursor = null;
        do
        {
            var page = (await Api.Get($"/api/events?limit=3{(cursor is null ? "" : "&cursor=" + cursor)}")).Expect(200);
            positions.AddRange(page["data"].EnumerateArray().Select(l => l.GetProperty("position").GetInt64()));
            cursor = page["next_cursor"].GetString();
        } while (cursor is not null);
        Assert.Equal(Enumerable.Range(1, positions.Count).Select(p => (long)p).Reverse(), positions);
    }

    [Fact]
    public async Task What_a_role_hides_on_the_record_stays_hidden_in_the_log()
    {
        var customer = (
            await Api.Post(
                "/api/customers",
                new
                {
                    type = "organization",
                    display_name = "Aire Valley Haulage",
                    account = new { tax_id = "GB980780684" },
                }
            )
        ).Expect(201).Id;
        var role = (
            await Api.Post(
                "/api/roles",
                new
                {
                    name = "Clerk",
                    masks = new[] { "tax_id" },
                    permissions = new Dictionary<string, string> { ["customers.read"] = "all", ["audit.read"] = "all" },
                }
            )
        ).Expect(201);
        var clerk = await As(role["key"].GetString()!);

        var line = (await Lines($"subject_id={customer}", reader: clerk))["data"][0];

        if (line.TryGetProperty("withheld", out var withheld) && withheld.GetBoolean())
            Assert.Equal(System.Text.Json.JsonValueKind.Null, line.GetProperty("data").ValueKind);
        Assert.DoesNotContain("980780684", line.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erased_people_leave_lines_that_say_nothing()
    {
        var customer = (await Api.Post("/api/customers", new { type = "individual", display_name = "Greta Gone" })).Expect(201).Id;
        Assert.Contains("Greta", (await Lines($"subject_id={customer}")).Text, StringComparison.Ordinal);

        await Plainly($"delete from person_keys where id = {customer}");

        var line = (await Lines($"subject_id={customer}"))["data"][0];
        Assert.True(line.GetProperty("erased").GetBoolean());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, line.GetProperty("data").ValueKind);
    }

    [Fact]
    public async Task The_export_is_guarded_against_formulas_and_itself_a_line()
    {
        (await Api.Post("/api/branches", new { name = "=1+1" })).Expect(201);
        await Lines("name=branch.created");
        var export = (await Api.Get("/api/events/export?name=branch.created")).Expect(200);
        Assert.Equal("text/csv", export.ContentType);
        Assert.StartsWith("position,name,", export.Text, StringComparison.Ordinal);
        await Lines("name=audit.exported");
    }

    [Fact]
    public async Task The_proof_names_a_line_that_was_changed()
    {
        var (other, api) = await OtherOrganization();
        Assert.True((await api.Get("/api/events/verification")).Expect(200)["whole"].GetBoolean());
        await Plain(async connection =>
        {
            if (Engine == Engine.Postgres)
                await connection.Execute($"alter table event_positions disable trigger all", CancellationToken.None);
            else
                await connection.Execute($"drop trigger event_positions_no_update", CancellationToken.None);
            return await connection.Execute(
                $"update event_positions set hash = {new byte[32]} where organization_id = {other} and position = 1",
                CancellationToken.None
            );
        });
        var proof = (await api.Get("/api/events/verification")).Expect(200);
        Assert.False(proof["whole"].GetBoolean());
        Assert.Contains("line 1", proof["fault"].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_those_who_may_read_the_log_do()
    {
        var sales = await As("sales");
        foreach (var path in new[] { "/api/events", "/api/events/export", "/api/events/verification" })
            Assert.Equal("audit.read", (await sales.Get(path)).Expect(403)["permission"].GetString());
        Assert.Equal(400, (await Api.Get("/api/events?subject=1")).Status);
        Assert.Equal(400, (await Api.Get("/api/events?cursor=nonsense")).Status);
    }
}
