using Rapport.Platform.Data;
using Rapport.Tests.Records.Customers;
using Rapport.Trust.Identity;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Records.Interactions;

public abstract class NoteTests(TestServer server) : PartsTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : NoteTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : NoteTests(server), IClassFixture<PostgresServer>;

    private async Task<Answer> Note(
        Guid customer,
        string content,
        string visibility = "team",
        HttpClient? by = null,
        bool pinned = false
    ) =>
        (
            await (by ?? Api).Post(
                $"/api/customers/{customer}/notes",
                new
                {
                    content,
                    visibility,
                    is_pinned = pinned,
                }
            )
        ).Expect(201);

    [Fact, Trait("Spec", "INT-3"), Trait("Spec", "C360-8.1")]
    public async Task Markdown_is_rendered_and_nothing_in_it_can_run()
    {
        var customer = await Customer("Markdown Ltd");
        var note = await Note(
            customer,
            "# Plan\n**bold** <script>alert(1)</script> <img src=x onerror=alert(1)>\n\n[a](javascript:alert(1)) "
                + "[b](https://example.org) ![c](https://tracker.example/p.png) <javascript:alert(2)>"
        );
        var html = Text(note.Json, "content_html")!;
        Assert.Contains("<strong>bold</strong>", html);
        Assert.Contains("&lt;script&gt;", html);
        Assert.Contains("href=\"https://example.org\" rel=\"noopener noreferrer nofollow\"", html);
        foreach (var bad in new[] { "<script", "<img", "href=\"javascript", "<h1" })
            Assert.DoesNotContain(bad, html);
    }

    [Fact, Trait("Spec", "INT-3"), Trait("Spec", "C360-8.2")]
    public async Task Private_team_and_all_are_kept_in_lists_by_id_in_search_and_on_the_timeline()
    {
        var branch = (await Api.Post("/api/branches", new { name = $"Harbour {Ids.Next():N}" })).Expect(201).Id;
        var customer = await Customer("Secretive Ltd", new { branch_id = branch });
        var (author, colleague, stranger) = (await As("support", branch), await As("support", branch), await As("support"));
        var notes = new Dictionary<string, Guid>();
        foreach (var visibility in new[] { "private", "team", "all" })
            notes[visibility] = (await Note(customer, $"Zebra {visibility}", visibility, author)).Id;

        await Sees(author, "private team all");
        await Sees(colleague, "team all");
        await Sees(stranger, "all");
        await Sees(Api, "all");
        Done(await author.Patch($"/api/notes/{notes["private"]}", new { visibility = "all" }));
        await Sees(stranger, "private all");
        Done(await author.Patch($"/api/notes/{notes["all"]}", new { visibility = "private" }));
        await Sees(stranger, "private");

        async Task Sees(HttpClient who, string which)
        {
            var seen = which.Split(' ').Select(v => notes[v]).Order().ToList();
            Assert.Equal(seen, (await Rows($"/api/customers/{customer}/notes", who)).Select(n => n.GetProperty("id").GetGuid()).Order());
            Assert.Equal(
                seen,
                (await Rows($"/api/notes?search=zebra&customer_id={customer}", who)).Select(n => n.GetProperty("id").GetGuid()).Order()
            );
            Assert.Equal(
                seen,
                (await Rows($"/api/customers/{customer}/timeline", who))
                    .Where(e => Text(e, "type") == "note")
                    .Select(n => n.GetProperty("source_id").GetGuid())
                    .Order()
            );
            foreach (var (_, id) in notes)
                Assert.Equal(seen.Contains(id) ? 200 : 404, (await who.Get($"/api/notes/{id}")).Status);
            foreach (var (_, id) in notes.Where(n => !seen.Contains(n.Value)))
                Refused(404, await who.Patch($"/api/notes/{id}", new { is_pinned = true }));
        }
    }

    [Fact, Trait("Spec", "INT-3")]
    public async Task Whoever_manages_users_knows_that_others_keep_private_notes_and_no_more()
    {
        var customer = await Customer("Discreet Ltd");
        var author = await As("support");
        await Note(customer, "Zebra one", "private", author);
        await Note(customer, "Zebra two", "private", author);
        await Note(customer, "Mine alone", "private");

        var seen = (await Api.Get($"/api/customers/{customer}/notes")).Expect(200);
        Assert.Equal((1, 2), (seen["total"].GetInt32(), seen["hidden"].GetInt32()));
        Assert.DoesNotContain("Zebra", seen.Text, StringComparison.Ordinal);
        var page = (await Api.Get($"/customers/{customer}")).Expect(200).Text;
        Assert.Contains("2 more notes are", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Zebra", page, StringComparison.Ordinal);
        Assert.False(
            (await (await As("support")).Get($"/api/customers/{customer}/notes")).Expect(200).Json.TryGetProperty("hidden", out _)
        );
    }

    [Fact, Trait("Spec", "INT-3"), Trait("Spec", "C360-19.4")]
    public async Task Pinned_notes_stand_first_and_whoever_reads_one_may_pin_it_but_not_rewrite_it()
    {
        var customer = await Customer("Pinned Ltd");
        var (author, reader) = (await As("support"), await As("support"));
        var first = await Note(customer, "First", "all", author);
        for (var i = 0; i < 3; i++)
            await Note(customer, $"Later {i}", "all", author);
        Done(await reader.Patch($"/api/notes/{first.Id}", new { is_pinned = true }));
        Refused(403, await reader.Patch($"/api/notes/{first.Id}", new { content = "Mine now" }), "forbidden");
        var page = await reader.Get($"/api/customers/{customer}/notes?limit=2");
        Assert.Equal(["First", "Later 2"], page["data"].EnumerateArray().Select(n => Text(n, "content")));
        var next = await reader.Get($"/api/customers/{customer}/notes?limit=2&cursor={Text(page.Json, "next_cursor")}");
        Assert.Equal(["Later 1", "Later 0"], next["data"].EnumerateArray().Select(n => Text(n, "content")));
        Assert.Equal(
            [first.Id],
            (await Rows($"/api/notes?customer_id={customer}&pinned=true", reader)).Select(n => n.GetProperty("id").GetGuid())
        );
        Assert.True(
            (await Rows($"/api/customers/{customer}/timeline"))
                .Single(e => e.GetProperty("source_id").GetGuid() == first.Id)
                .GetProperty("pinned")
                .GetBoolean()
        );
    }

    [Fact, Trait("Spec", "INT-3")]
    public async Task A_mention_tells_somebody_once_and_a_mention_of_nobody_is_told_back()
    {
        var customer = await Customer("Mentioning Ltd");
        var (reader, id) = await With(Only(Scope.All, Permission.ReadCustomers, Permission.ReadInteractions, Permission.WriteInteractions));
        await Change((db, _) => db.Users.Single(u => u.Id == id).Name = "Zoë Nakamura");
        var note = (
            await Api.Post(
                "/api/notes",
                new
                {
                    customer_id = customer,
                    content = "@zoe nakamura, see @Nobody Here and mail@example.org",
                    visibility = "all",
                }
            )
        ).Expect(201);
        var warning = Assert.Single(note["warnings"].EnumerateArray());
        Assert.Equal(("unknown_mention", "@Nobody"), (Text(warning, "code"), Text(warning, "mention")));
        var told = Assert.Single(await Rows("/api/notifications", reader));
        Assert.Equal(("mention", "Mentioning Ltd"), (Text(told, "kind"), Text(told, "customer_name")));

        var edited = await Api.Patch($"/api/notes/{note.Id}", new { content = $"@Zoë again, and @[{id}]" });
        Assert.Contains("@Zoë Nakamura", Text(edited.Json, "content_html"));
        Assert.Single(await Rows("/api/notifications", reader));
        Done(await reader.Put($"/api/notifications/{Text(told, "id")}/reading"), 204);
        Assert.Empty(await Rows("/api/notifications", reader));
        Assert.Single(await Rows("/api/notifications?status=all", reader));
        Refused(404, await Api.Put($"/api/notifications/{Text(told, "id")}/reading"));

        var secret = (
            await Api.Post(
                "/api/notes",
                new
                {
                    customer_id = customer,
                    content = "@Zoë Nakamura must not see this",
                    visibility = "private",
                }
            )
        ).Expect(201);
        Assert.Equal("mention_cannot_see", Text(secret["warnings"][0], "code"));
        Assert.Empty(await Rows("/api/notifications", reader));
    }

    [Fact, Trait("Spec", "INT-3")]
    public async Task A_note_hangs_on_any_record_of_a_customer()
    {
        var customer = await Customer("Hanging Ltd");
        var contact = (await Api.Post($"/api/customers/{customer}/contacts", new { first_name = "A", last_name = "B" })).Expect(201).Id;
        var note = (
            await Api.Post(
                "/api/notes",
                new
                {
                    related_type = "contact",
                    related_id = contact,
                    content = "Prefers mornings",
                }
            )
        ).Expect(201);
        Assert.Equal(customer, note["customer_id"].GetGuid());
        Assert.Equal(
            [note.Id],
            (await Rows($"/api/notes?related_type=contact&related_id={contact}")).Select(n => n.GetProperty("id").GetGuid())
        );
        Refused(
            422,
            await Api.Post(
                "/api/notes",
                new
                {
                    related_type = "contact",
                    related_id = customer,
                    content = "x",
                }
            ),
            field: "related_id"
        );
        Refused(422, await Api.Post("/api/notes", new { content = "x" }), field: "customer_id");
        Refused(422, await Api.Post("/api/notes", new { customer_id = customer }), field: "content");
        Refused(404, await Api.Get($"/api/customers/{Ids.Next()}/notes"));
        var own = await With(Only(Scope.Own, Permission.ReadCustomers, Permission.ReadInteractions, Permission.WriteInteractions));
        Refused(403, await own.Api.Get($"/api/customers/{customer}/notes"), "forbidden");
        Refused(403, await own.Api.Post("/api/notes", new { customer_id = customer, content = "x" }), "forbidden");
    }
}
