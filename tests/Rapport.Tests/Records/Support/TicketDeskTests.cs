using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Tests.Records.Customers;
using Rapport.Trust.Identity;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Records.Support;

/// <summary>Tickets as people work them: messages, assignment, status, and what their source sends meanwhile.</summary>
[Trait("Spec", "OPP-1")]
public abstract class TicketDeskTests(TestServer server) : TicketTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : TicketDeskTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : TicketDeskTests(server), IClassFixture<PostgresServer>;

    [Fact]
    public async Task The_first_public_reply_stops_the_clock_and_an_internal_note_does_not()
    {
        var (ticket, customer) = await Ticket("Warning light", new { number = "5577" }, email: "driver@example.org");
        (await Write(ticket, "Was it P0420?", "internal")).Expect(201);
        Assert.Null(Text(await Open(ticket), "first_response_at"));

        Clock.Advance(TimeSpan.FromMinutes(5));
        var first = (await Write(ticket, "We are looking at it.")).Expect(201);
        var answered = Text(await Open(ticket), "first_response_at");
        Assert.NotNull(answered);
        Assert.Equal(("public", "waiting"), (Text(first.Json, "kind"), Text(first.Json, "delivery")));
        Assert.NotNull(Text(first.Json, "created_by_name"));

        Clock.Advance(TimeSpan.FromMinutes(5));
        (await Write(ticket, "It is the sensor.")).Expect(201);
        Assert.Equal(answered, Text(await Open(ticket), "first_response_at"));
        Assert.Equal(
            ["Was it P0420?", "We are looking at it.", "It is the sensor."],
            (await Rows($"/api/tickets/{ticket}/messages")).Select(m => Text(m, "body"))
        );
        Assert.Equal(
            2,
            await Count(
                $"""
                select count(*) from outgoing_messages where organization_id = {Organization}
                and recipient = 'driver@example.org' and subject = 'Re: [#5577] Warning light'
                """
            )
        );
        // Kept for sending is not sent: the customer was not contacted yet.
        Assert.DoesNotContain("interaction", await Timeline(customer));
    }

    [Fact]
    public async Task A_reply_to_somebody_without_an_address_says_so()
    {
        var (ticket, _) = await Ticket("No address");
        Assert.Equal("no_address", Text((await Write(ticket, "Hello")).Expect(201).Json, "delivery"));
    }

    [Fact]
    public async Task Messages_come_in_pages_and_can_be_asked_for_by_kind()
    {
        var (ticket, _) = await Ticket("Pages");
        for (var i = 0; i < 5; i++)
            (await Write(ticket, $"Message {i}", i % 2 == 0 ? "public" : "internal")).Expect(201);
        var page = (await Api.Get($"/api/tickets/{ticket}/messages?limit=2")).Expect(200);
        Assert.Equal((5, true), (page["total"].GetInt32(), page["hasMore"].GetBoolean()));
        var next = await Api.Get($"/api/tickets/{ticket}/messages?limit=2&cursor={Text(page.Json, "next_cursor")}");
        Assert.Equal(["Message 2", "Message 3"], next["data"].EnumerateArray().Select(m => Text(m, "body")));
        Assert.Equal(2, (await Rows($"/api/tickets/{ticket}/messages?kind=internal")).Count);
        Refused(400, await Api.Get($"/api/tickets/{ticket}/messages?kind=loud"));
        Refused(404, await Api.Get($"/api/tickets/{Ids.Next()}/messages"));
    }

    [Fact]
    public async Task A_message_without_words_or_kind_is_refused_by_field()
    {
        var (ticket, _) = await Ticket("Bad messages");
        Refused(422, await Write(ticket, "  "), field: "body");
        Refused(422, await Write(ticket, new string('x', 20_001)), field: "body");
        Refused(422, await Api.Post($"/api/tickets/{ticket}/messages", new { body = "Hello" }), field: "kind");
        Refused(400, await Write(ticket, "Hello", "shouted"));
        Refused(
            400,
            await Api.Post(
                $"/api/tickets/{ticket}/messages",
                new
                {
                    body = "x",
                    kind = "public",
                    text = "y",
                }
            )
        );
        Assert.Empty(await Rows($"/api/tickets/{ticket}/messages"));
    }

    [Fact, Trait("Spec", "CUS-14")]
    public async Task A_card_number_in_a_message_is_stored_masked_and_only_when_that_is_confirmed()
    {
        var (ticket, _) = await Ticket("Card");
        Refused(409, await Write(ticket, "My card is 4111 1111 1111 1111"), "personal_data");
        var saved = (await Write(ticket, "My card is 4111 1111 1111 1111", query: "?confirm_pii=true")).Expect(201);
        Assert.DoesNotContain("4111 1111", Text(saved.Json, "body"), StringComparison.Ordinal);
        Assert.EndsWith("1111", Text(saved.Json, "body"), StringComparison.Ordinal);
        Assert.Equal(
            0,
            await Count($"select count(*) from outgoing_messages where organization_id = {Organization} and body like '%4111 1111%'")
        );
        var flag = (await Rows("/api/personal-data-flags")).Single(f => Text(f, "record_type") == "ticket_message");
        Done(await Api.Post($"/api/personal-data-flags/{Text(flag, "id")}/redaction"), 204);
    }

    [Fact, Trait("Spec", "SEC-1")]
    public async Task Internal_notes_are_for_who_reads_notes_and_never_for_who_sees_masked_data()
    {
        var (ticket, _) = await Ticket("Secret");
        (await Write(ticket, "Hello")).Expect(201);
        (await Write(ticket, "He is difficult", "internal")).Expect(201);
        var (outsider, _) = await With(Only(Scope.All, Permission.ReadSupport, Permission.WriteSupport, Permission.ReadCustomers));
        var masked = await As("analyst");
        foreach (var reader in new[] { outsider, masked })
        {
            var seen = await reader.Get($"/api/tickets/{ticket}/messages");
            Assert.Equal((200, 1), (seen.Status, seen["total"].GetInt32()));
            Assert.DoesNotContain("difficult", seen.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("difficult", (await reader.Get($"/tickets/{ticket}")).Expect(200).Text, StringComparison.Ordinal);
            Assert.Equal(0, (await reader.Get($"/api/tickets/{ticket}/messages?kind=internal")).Expect(200)["total"].GetInt32());
        }
        Refused(403, await Write(ticket, "Mine", "internal", outsider), "forbidden");
        Refused(403, await Write(ticket, "Mine", "public", masked), "forbidden");
        Assert.Equal(2, (await Rows($"/api/tickets/{ticket}/messages")).Count);
    }

    [Fact, Trait("Spec", "INT-3")]
    public async Task A_mention_in_a_note_notifies_once_and_leads_to_the_ticket()
    {
        var (ticket, _) = await Ticket("Mention me");
        var (colleague, id) = await With(Only(Scope.All, Permission.ReadSupport, Permission.ReadCustomers, Permission.ReadInteractions));
        await Change((db, _) => db.Users.Single(u => u.Id == id).Name = "Dean Örkény");
        var note = (await Write(ticket, "@Dean Örkény please order the part, and @Nobody Known too", "internal")).Expect(201);
        Assert.Equal("unknown_mention", Text(Assert.Single(note["warnings"].EnumerateArray()), "code"));
        var told = Assert.Single(await Rows("/api/notifications", colleague));
        Assert.Equal("mention", Text(told, "kind"));
        Assert.StartsWith($"/tickets/{ticket}", Text(told, "url"), StringComparison.Ordinal);
        (await Write(ticket, "@Dean Örkény is not called in a reply")).Expect(201);
        Assert.Single(await Rows("/api/notifications", colleague));
    }

    [Fact]
    public async Task Two_who_reply_at_once_the_second_reads_the_first_ones_message_before_it_goes()
    {
        var (ticket, _) = await Ticket("Two agents");
        var seen = (await Write(ticket, "First of all")).Expect(201).Id;
        (await Write(ticket, "I am on it")).Expect(201);
        Refused(
            409,
            await Api.Post(
                $"/api/tickets/{ticket}/messages",
                new
                {
                    body = "Me too",
                    kind = "public",
                    last_seen_id = seen,
                }
            ),
            "new_message"
        );
        Assert.Equal(2, (await Rows($"/api/tickets/{ticket}/messages")).Count);
    }

    [Fact]
    public async Task A_ticket_is_assigned_and_its_new_assignee_is_notified_once()
    {
        var (ticket, _) = await Ticket("Assign me", new { assigned_to = "Tina of the old desk" });
        var (agent, id) = await With(Only(Scope.All, Permission.ReadSupport, Permission.WriteSupport, Permission.ReadCustomers));
        var open = (await Api.Get($"/api/tickets/{ticket}")).Expect(200);
        var changed = await Api.Patch(
            $"/api/tickets/{ticket}",
            new
            {
                assignee_id = id,
                priority = "high",
                category = "Warranty",
            },
            ("If-Match", open.Headers.ETag!.Tag)
        );
        Done(changed);
        Assert.Equal(
            (id.ToString(), "high", "Warranty", "Tina of the old desk"),
            (
                Text(changed.Json, "assignee_id"),
                Text(changed.Json, "priority"),
                Text(changed.Json, "category"),
                Text(changed.Json, "assigned_to")
            )
        );
        Refused(412, await Api.Patch($"/api/tickets/{ticket}", new { priority = "low" }, ("If-Match", open.Headers.ETag!.Tag)));
        Assert.Equal("assigned", Text(Assert.Single(await Rows("/api/notifications", agent)), "kind"));
        Done(await agent.Patch($"/api/tickets/{ticket}", new { is_complaint = true }));
        Assert.Single(await Rows("/api/notifications", agent));
        Refused(422, await Api.Patch($"/api/tickets/{ticket}", new { assignee_id = Ids.Next() }), field: "assignee_id");
        Refused(
            422,
            await Api.Post(
                "/api/tickets",
                new
                {
                    customer_id = await Customer("No user Ltd"),
                    subject = "x",
                    assignee_id = Ids.Next(),
                }
            )
        );
        Refused(400, await Api.Patch($"/api/tickets/{ticket}", new { assignee_id = "somebody" }), field: "assignee_id");
        Refused(400, await Api.Patch($"/api/tickets/{ticket}", new { status = "done" }), field: "status");
        Refused(400, await Api.Patch($"/api/tickets/{ticket}", new { colour = "red" }));
        Done(await Api.Patch($"/api/tickets/{ticket}", new { assignee_id = (Guid?)null }));
        Assert.Null(Text(await Open(ticket), "assignee_id"));
    }

    [Fact]
    public async Task Solving_notes_the_time_reopening_clears_it_and_a_closed_ticket_is_only_reopened()
    {
        var (ticket, customer) = await Ticket("Life of a ticket");
        async Task<string?> Set(string status)
        {
            Done(await Api.Patch($"/api/tickets/{ticket}", new { status }));
            return Text(await Open(ticket), "resolved_at");
        }
        Assert.Null(await Set("pending"));
        var solved = await Set("resolved");
        Assert.NotNull(solved);
        Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(solved, await Set("closed"));
        Refused(409, await Api.Patch($"/api/tickets/{ticket}", new { status = "pending" }), "ticket_closed");
        Assert.Equal(0, await OpenTickets(customer));
        Assert.Null(await Set("open"));
        Assert.Equal(1, await OpenTickets(customer));
        (
            await Api.Post(
                $"/api/tickets/{ticket}/messages",
                new
                {
                    body = "Solved now",
                    kind = "public",
                    status = "resolved",
                }
            )
        ).Expect(201);
        var now = await Open(ticket);
        Assert.Equal("resolved", Text(now, "status"));
        Assert.NotNull(Text(now, "first_response_at"));
        Assert.NotNull(Text(now, "resolved_at"));
    }

    [Fact, Trait("Spec", "SEC-5")]
    public async Task The_history_tells_who_changed_what_from_what_to_what()
    {
        var (ticket, _) = await Ticket("History");
        var (_, id) = await With(Only(Scope.All, Permission.ReadSupport));
        await Change((db, _) => db.Users.Single(u => u.Id == id).Name = "Nadia Firth");
        Done(await Api.Patch($"/api/tickets/{ticket}", new { priority = "urgent", assignee_id = id }));
        Done(await Api.Patch($"/api/tickets/{ticket}", new { subject = "History of Ada Lovelace" }));
        Done(await Api.Patch($"/api/tickets/{ticket}", new { priority = "urgent" }));
        var history = await Rows($"/api/tickets/{ticket}/history");
        Assert.Equal(2, history.Count);
        Assert.Equal("subject", Text(history[0].GetProperty("changes")[0], "field"));
        Assert.DoesNotContain("Ada", history[0].ToString(), StringComparison.Ordinal);
        var changes = history[1].GetProperty("changes").EnumerateArray().ToDictionary(c => Text(c, "field")!);
        Assert.Equal(("normal", "urgent"), (Text(changes["priority"], "from"), Text(changes["priority"], "to")));
        Assert.Equal("Nadia Firth", Text(changes["assignee_id"], "to"));
        Refused(403, await (await With(Only(Scope.All, Permission.ReadCustomers))).Api.Get($"/api/tickets/{ticket}/history"));
    }

    [Fact, Trait("Spec", "FCT-3")]
    public async Task A_fact_that_is_sent_again_keeps_what_people_changed_and_takes_the_rest()
    {
        var customer = await Customer("Sent again Ltd");
        var fact = new Dictionary<string, object?>
        {
            ["external_id"] = $"T-{Ids.Next():N}",
            ["customer_id"] = customer,
            ["subject"] = "As sent",
            ["status"] = "open",
            ["priority"] = "normal",
            ["category"] = "Repair",
            ["opened_at"] = Clock.Now() - TimeSpan.FromHours(3),
        };
        var ticket = (await Api.Post("/api/tickets", fact)).Expect(201).Id;
        var user = await Server.AddUser(Organization, "support", null);
        (await Write(ticket, "We reply")).Expect(201);
        Done(await Api.Patch($"/api/tickets/{ticket}", new { status = "resolved", assignee_id = user }));

        var before = await Open(ticket);
        (await Api.Post("/api/tickets", fact)).Expect(200);
        Assert.Equal(before.ToString(), (await Open(ticket)).ToString());

        fact["subject"] = "As sent later";
        fact["priority"] = "high";
        fact["status"] = "pending";
        (await Api.Post("/api/tickets", fact)).Expect(200);
        var now = await Open(ticket);
        Assert.Equal(
            ("As sent later", "high", "resolved", user.ToString()),
            (Text(now, "subject"), Text(now, "priority"), Text(now, "status"), Text(now, "assignee_id"))
        );
        Assert.Equal(Text(before, "first_response_at"), Text(now, "first_response_at"));
        Assert.Equal(Text(before, "resolved_at"), Text(now, "resolved_at"));
        Assert.Single(await Rows($"/api/tickets/{ticket}/messages"));
    }

    [Fact]
    public async Task Messages_go_with_a_ticket_that_its_source_takes_back()
    {
        var (ticket, _) = await Ticket("Taken back");
        (await Write(ticket, "Hello")).Expect(201);
        Done(await Api.Delete($"/api/tickets/{ticket}"), 204);
        Assert.Equal(0, await Count($"select count(*) from ticket_messages where ticket_id = {ticket}"));
        Refused(404, await Api.Get($"/api/tickets/{ticket}/messages"));
    }
}
