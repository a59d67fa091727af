using System.Text.RegularExpressions;
using Rapport.Tests.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Records.Interactions;

public abstract partial class InteractionPageTests(TestServer server) : PartsTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : InteractionPageTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : InteractionPageTests(server), IClassFixture<PostgresServer>;

    [Fact, Trait("Spec", "INT-2"), Trait("Spec", "INT-13")]
    public async Task An_interaction_is_logged_from_a_customer_or_from_anywhere_by_a_plain_form()
    {
        var customer = await Customer("Formed Ltd");
        Refused(
            422,
            await Send(
                "/interactions/new",
                "interaction",
                ("interaction_type", "call"),
                ("direction", "inbound"),
                ("occurred_at", "2026-01-05T09:30")
            )
        );
        var sent = await Send(
            $"/interactions/new?customer={customer}",
            "interaction",
            ("interaction_type", "meeting"),
            ("direction", "inbound"),
            ("occurred_at", "2026-01-05T09:30"),
            ("subject", "Over coffee"),
            ("attendees", "Jess\nTom")
        );
        Assert.Equal(
            (302, true),
            (sent.Status, sent.Headers.Location!.ToString().EndsWith($"/customers/{customer}", StringComparison.Ordinal))
        );
        Assert.Equal(
            302,
            (
                await Send(
                    "/interactions/new",
                    "interaction",
                    ("customer_name", "Formed Ltd"),
                    ("interaction_type", "email"),
                    ("direction", "outbound"),
                    ("occurred_at", "2026-01-06T09:30"),
                    ("subject", "By name")
                )
            ).Status
        );
        var logged = await Rows($"/api/interactions?customer_id={customer}&sort=occurred_at");
        Assert.Equal(
            [("Over coffee", "manual", "True"), ("By name", "manual", "True")],
            logged.Select(i => (Text(i, "subject"), Text(i, "source"), Text(i, "is_backdated")))
        );

        var page = await Api.Get("/interactions");
        Assert.Contains("Over coffee", page.Text);
        Assert.Contains("Backdated", page.Text);
        Assert.DoesNotContain("Over coffee", (await Api.Get("/interactions?type=email")).Text);
        var edit = $"/interactions/{Text(logged[0], "id")}/edit";
        Assert.Contains("value=\"2026-01-05T09:30\"", (await Api.Get(edit)).Text);
        Assert.Equal(
            302,
            (
                await Send(
                    edit,
                    "interaction",
                    ("version", "1"),
                    ("interaction_type", "meeting"),
                    ("direction", "inbound"),
                    ("occurred_at", "2026-01-05T10:00"),
                    ("subject", "Over tea")
                )
            ).Status
        );
        var stale = await Send(
            edit,
            "interaction",
            ("version", "1"),
            ("interaction_type", "meeting"),
            ("direction", "inbound"),
            ("occurred_at", "2026-01-05T10:00"),
            ("subject", "Over milk")
        );
        Assert.Equal(412, stale.Status);
        Assert.Contains("Over milk", stale.Text);
    }

    [Fact, Trait("Spec", "INT-2"), Trait("Spec", "C360-8.1")]
    public async Task One_click_logs_a_completed_call_and_undo_takes_it_back()
    {
        var customer = await Customer("Clicked Ltd");
        Assert.Equal(302, (await Post("/interactions", $"/customers/{customer}/calls")).Status);
        var call = Assert.Single(await Rows($"/api/interactions?customer_id={customer}"));
        Assert.Equal(
            ("call", "completed", "manual", "outbound"),
            (Text(call, "interaction_type"), Text(call, "outcome"), Text(call, "source"), Text(call, "direction"))
        );
        Assert.Equal(302, (await Post("/interactions", $"/interactions/{Text(call, "id")}/removal")).Status);
        Assert.Empty(await Rows($"/api/interactions?customer_id={customer}"));
        Assert.Equal(400, (await Api.Post($"/customers/{customer}/calls")).Status);
    }

    [Fact, Trait("Spec", "INT-3"), Trait("Spec", "C360-8.2")]
    public async Task A_note_is_written_previewed_pinned_and_shown_safely()
    {
        var customer = await Customer("Noted Ltd");
        var preview = await Send(
            $"/notes/new?customer={customer}",
            "note",
            ("content", "**Bold** <script>alert(1)</script>"),
            ("visibility", "all"),
            ("preview", "true")
        );
        Assert.Contains("<strong>Bold</strong> &lt;script&gt;", preview.Text);
        Assert.Empty(await Rows($"/api/customers/{customer}/notes"));
        Assert.Equal(
            302,
            (
                await Send(
                    $"/notes/new?customer={customer}",
                    "note",
                    ("content", "**Bold** <script>alert(1)</script>"),
                    ("visibility", "private"),
                    ("is_pinned", "true")
                )
            ).Status
        );
        var note = Assert.Single(await Rows($"/api/customers/{customer}/notes"));
        Assert.Equal(("private", "True"), (Text(note, "visibility"), Text(note, "is_pinned")));
        var page = await Api.Get($"/notes/{Text(note, "id")}");
        Assert.Contains("<strong>Bold</strong>", page.Text);
        Assert.DoesNotContain("<script>alert", page.Text);
        Assert.Equal(404, (await (await As("admin")).Get($"/notes/{Text(note, "id")}")).Status);
        Assert.Equal(302, (await Post("/interactions", $"/notes/{Text(note, "id")}/pinning", ("pinned", "false"))).Status);
        Assert.Equal(
            302,
            (await Send($"/notes/{Text(note, "id")}/edit", "note", ("version", "2"), ("content", "Plain"), ("visibility", "team"))).Status
        );
        Assert.Equal("Plain", Text((await Api.Get($"/api/notes/{Text(note, "id")}")).Json, "content"));
    }

    [Fact, Trait("Spec", "INT-4"), Trait("Spec", "INT-13")]
    public async Task My_activities_stand_in_their_sections_with_a_count_and_are_completed_from_there()
    {
        var customer = await Customer("Sectioned Ltd");
        Assert.Equal(
            302,
            (
                await Send(
                    $"/activities/new?customer={customer}",
                    "activity",
                    ("subject", "Call in 3 days"),
                    ("activity_type", "call"),
                    ("priority", "normal"),
                    ("assigned_to", Me.ToString())
                )
            ).Status
        );
        Done(
            await Api.Post(
                "/api/activities",
                new
                {
                    subject = "Long overdue",
                    due_date = Clock.GetUtcNow().AddDays(-2),
                    priority = "urgent",
                }
            ),
            201
        );
        var page = await Api.Get("/activities");
        Done(page);
        foreach (
            var shown in new[]
            {
                "Overdue",
                "Upcoming",
                "Call in 3 days",
                "Sectioned Ltd",
                "Long overdue",
                "Urgent",
                $"data-live=\"my-activities:{Me}\"",
                "<span class=\"count\">1</span>",
            }
        )
            Assert.Contains(shown, page.Text);
        var call = Assert.Single(await Rows($"/api/activities?customer_id={customer}"));
        Assert.Contains("Call in 3 days", (await Api.Get($"/activities/{Text(call, "id")}/edit")).Text);
        Assert.Equal(
            302,
            (
                await Post(
                    "/activities",
                    $"/activities/{Text(call, "id")}/completion",
                    ("result", "All fine"),
                    ("outcome", "successful"),
                    ("follow_up", "Call again in two weeks")
                )
            ).Status
        );
        var came = Assert.Single(await Rows($"/api/interactions?customer_id={customer}"));
        Assert.Equal(("All fine", "successful"), (Text(came, "description"), Text(came, "outcome")));
        Assert.Contains("Follow up: Call in 3 days", (await Api.Get($"/activities/new?interaction={Text(came, "id")}")).Text);
        Assert.Equal(2, (await Rows($"/api/activities?customer_id={customer}")).Count);
        Assert.Equal(302, (await Post("/activities", $"/activities/{Text(call, "id")}/reopening")).Status);
        Assert.Empty(await Rows($"/api/interactions?customer_id={customer}"));
        Done(await Api.Get("/notifications"));
    }

    [Fact, Trait("Spec", "INT-12")]
    public async Task The_log_asks_for_a_deletion_that_somebody_else_decides_on()
    {
        var customer = await Customer("Bulk Ltd");
        var id = (
            await Api.Post(
                "/api/interactions",
                new
                {
                    customer_id = customer,
                    interaction_type = "call",
                    subject = "To be gone",
                }
            )
        ).Expect(201).Id;
        Assert.Equal(
            302,
            (await Post("/interactions", "/interactions/deletions", ("ids", id.ToString()), ("reason", "Wrong person"))).Status
        );
        var mine = await Api.Get("/interactions");
        Assert.Contains("Take back", mine.Text);
        var theirs = await (await As("admin")).Get("/interactions");
        Assert.Contains("Approve and delete", theirs.Text);
        Assert.Contains("“Wrong person”", theirs.Text);
        Assert.DoesNotContain("Wrong person", (await (await As("support")).Get("/interactions")).Text);
    }

    private Guid Me => Server.OwnerOf(Organization).Id;

    private Task<Answer> Send(string path, string form, params (string Name, string Value)[] fields) =>
        Post(path, path, [.. fields, ("_handler", form)]);

    private async Task<Answer> Post(string page, string path, params (string Name, string Value)[] fields)
    {
        var shown = (await Api.Get(page)).Expect(200);
        var cookies = shown.Headers.TryGetValues("Set-Cookie", out var set) ? string.Join("; ", set.Select(c => c.Split(';')[0])) : "";
        var sent = fields
            .Select(f => KeyValuePair.Create(f.Name, f.Value))
            .Append(new("__RequestVerificationToken", Token().Match(shown.Text).Groups[1].Value));
        return await Api.Post(path, new FormUrlEncodedContent(sent), ("Cookie", cookies));
    }

    [GeneratedRegex("""name="__RequestVerificationToken" value="([^"]+)""")]
    private static partial Regex Token();
}
