using Rapport.Tests.Insight.Customer360;

namespace Rapport.Tests.Records.Support;

/// <summary>The page of a ticket without script: what is typed is kept, what is set is saved.</summary>
[Trait("Spec", "OPP-1")]
public abstract class TicketPageTests(TestServer server) : PageTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : TicketPageTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : TicketPageTests(server), IClassFixture<PostgresServer>;

    private async Task<Guid> Ticket(string subject)
    {
        var (id, _) = await Customer("Fatima Fawcett");
        return (
            await Api.Post(
                "/api/tickets",
                new
                {
                    customer_id = id,
                    subject,
                    description = "The light came back.",
                }
            )
        ).Expect(201).Id;
    }

    [Fact]
    public async Task A_reply_and_a_note_are_written_on_the_page_and_shown_in_the_conversation()
    {
        var ticket = await Ticket("Warning light");
        var page = $"/tickets/{ticket}";
        Assert.Equal(302, (await Send(page, "reply", null, null, ("reply", "It is the sensor."))).Status);
        Assert.Equal(302, (await Send(page, "note", null, null, ("note", "Order the catalyst"))).Status);
        SeesAll(
            await Read(page),
            "The light came back.",
            "It is the sensor.",
            "Order the catalyst",
            "Internal note",
            "Not sent: the customer has no e-mail address",
            "No mail server is connected yet",
            "First reply Met"
        );
        Assert.DoesNotContain("Write a message", (await (await As("viewer")).Get(page)).Expect(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_conversation_is_shown_by_kind_and_a_hidden_reply_of_ones_own_stops_nobody()
    {
        var page = $"/tickets/{await Ticket("By kind")}";
        await Send(page, "note", null, null, ("note", "Ask the workshop"));
        await Send(page, "reply", null, null, ("reply", "We look into it."));
        var notes = await Read($"{page}?show=internal", "conversation-panel");
        SeesAll(notes, "Ask the workshop");
        Assert.DoesNotContain("We look into it.", notes, StringComparison.Ordinal);
        var replies = await Read($"{page}?show=public", "conversation-panel");
        SeesAll(replies, "The light came back.", "We look into it.");
        Assert.DoesNotContain("Ask the workshop", replies, StringComparison.Ordinal);
        Assert.Equal(302, (await Send($"{page}?show=internal", "reply", null, null, ("reply", "It is the sensor."))).Status);
    }

    [Fact]
    public async Task Beside_a_ticket_stands_its_customer_with_what_an_agent_needs()
    {
        var (id, _) = await Customer("Caller Carla");
        (await Api.Patch($"/api/customers/{id}", new { phone = "+441132760198" })).Expect(200);
        var ticket = (await Api.Post("/api/tickets", new { customer_id = id, subject = "First" })).Expect(201).Id;
        (await Api.Post("/api/tickets", new { customer_id = id, subject = "Second" })).Expect(201);
        SeesAll(
            await Read($"/tickets/{ticket}", "ticket-customer"),
            "Caller Carla",
            "0198",
            "None, replies cannot be sent",
            "1 other open"
        );
        var masked = (await (await As("analyst")).Get($"/tickets/{ticket}")).Expect(200).Text;
        Assert.DoesNotContain("0198", masked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subject_and_description_of_a_ticket_that_was_made_here_are_edited()
    {
        var ticket = await Ticket("Wraning light");
        var page = $"/tickets/{ticket}/edit";
        Assert.Contains("Edit subject and description", (await Api.Get($"/tickets/{ticket}")).Text, StringComparison.Ordinal);
        Assert.Equal(422, (await Send(page, "ticket", null, null, ("subject", ""), ("description", "Kept"))).Status);
        Assert.Equal(302, (await Send(page, "ticket", null, null, ("subject", "Warning light"), ("description", "Back again"))).Status);
        SeesAll(await Read($"/tickets/{ticket}"), "Warning light", "Back again");

        var (id, _) = await Customer("Sourced Sue");
        var sourced = new
        {
            external_id = "zendesk-1",
            customer_id = id,
            subject = "Theirs",
        };
        var theirs = (await Api.Post("/api/tickets", sourced)).Expect(201).Id;
        Assert.DoesNotContain("Edit subject", (await Api.Get($"/tickets/{theirs}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_typed_stays_when_it_cannot_be_saved()
    {
        var ticket = await Ticket("Card on the page");
        var page = $"/tickets/{ticket}";
        var refused = await Send(page, "note", null, null, ("note", "Card 4111 1111 1111 1111 to refund"));
        Assert.Equal(409, refused.Status);
        Assert.Contains("Card 4111 1111 1111 1111 to refund</textarea>", refused.Text, StringComparison.Ordinal);
        Assert.Contains("confirm_pii", refused.Text, StringComparison.Ordinal);
        var note = await Send(page, "note", null, null, ("note", "Card 4111 1111 1111 1111 to refund"), ("confirm_pii", "true"));
        Assert.Equal(302, note.Status);
        Assert.Equal(422, (await Send(page, "reply", null, null, ("reply", " "))).Status);
    }

    [Fact]
    public async Task Properties_are_set_in_place_and_a_change_of_somebody_else_is_not_overwritten()
    {
        var ticket = await Ticket("In place");
        Task<Answer> Set(params (string, string)[] fields) =>
            Send($"/tickets/{ticket}", null, $"/tickets/{ticket}/properties", null, fields);
        Assert.Equal(302, (await Set(("priority", "urgent"), ("version", "1"))).Status);
        Assert.Equal(302, (await Set(("priority", "low"), ("version", "1"))).Status);
        Assert.Equal("urgent", (await Api.Get($"/api/tickets/{ticket}")).Expect(200)["priority"].GetString());
        await Set(("is_complaint", "true"));
        await Set(("category", "Repair"));
        SeesAll(await Read($"/tickets/{ticket}"), "Complaint", "Repair", "Priority Normal to Urgent", "History");
    }

    [Fact]
    public async Task A_ticket_is_made_from_the_list_and_the_queues_are_chips_of_it()
    {
        var (id, _) = await Customer("Queue Quentin");
        var made = await Send(
            $"/tickets/new?customer={id}",
            "ticket",
            null,
            null,
            ("subject", "From the list"),
            ("priority", "high"),
            ("is_mine", "true")
        );
        Assert.Equal(302, made.Status);
        SeesAll(await Read("/tickets"), "New ticket", "Mine", "Unassigned", "Breached", "Due soon");
        SeesAll(await Read($"/tickets?search=from+the+list&customer_id={id}", "results"), "From the list");
        SeesAll(await Read($"/tickets?queue=mine&customer_id={id}", "results"), "From the list");
        Assert.DoesNotContain("From the list", await Read($"/tickets?queue=unassigned&customer_id={id}", "results"));
    }

    [Fact]
    public async Task A_double_ticket_is_merged_on_the_page_and_the_merge_is_undone_there()
    {
        var (id, _) = await Customer("Double Dora");
        var (stays, doubled) = (await Made("Stays"), await Made("Double"));
        SeesAll(await Read($"/tickets/{doubled}/merge"), "Stays (Open");
        var merged = await Send($"/tickets/{doubled}/merge", null, $"/tickets/{doubled}/merges", null, ("into", $"{stays}"));
        Assert.Equal($"/tickets/{stays}", merged.Headers.Location?.ToString());
        SeesAll(await Read($"/tickets/{doubled}"), "This ticket was merged.", "Undo merge");
        await Send($"/tickets/{doubled}", null, $"/tickets/{stays}/merges/{doubled}/undo");
        Assert.DoesNotContain("This ticket was merged.", await Read($"/tickets/{doubled}"));

        async Task<Guid> Made(string subject) => (await Api.Post("/api/tickets", new { customer_id = id, subject })).Expect(201).Id;
    }

    [Fact]
    public async Task Macros_are_kept_on_their_settings_page()
    {
        const string Page = "/settings/macros";
        Assert.Equal(302, (await Send(Page, "macro", null, null, ("name", "Ask for a photo"), ("body", "Could you send a photo?"))).Status);
        SeesAll(await Read(Page), "Ask for a photo", "Could you send a photo?");
        var refused = await Send(Page, "macro", null, null, ("name", ""), ("body", "Typed already"));
        Assert.Equal(422, refused.Status);
        Assert.Contains("Typed already", refused.Text, StringComparison.Ordinal);
        Assert.Equal(403, (await (await As("support")).Get(Page)).Status);
    }
}
