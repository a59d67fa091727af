using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Tests.Records.Customers;
using Rapport.Trust.Identity;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Records.Support;

/// <summary>Tickets as lists, merged with one another, linked to other records, and answered with macros.</summary>
[Trait("Spec", "OPP-1")]
public abstract class TicketQueueTests(TestServer server) : TicketTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : TicketQueueTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : TicketQueueTests(server), IClassFixture<PostgresServer>;

    [Fact]
    public async Task Queues_are_lists_of_ones_own_and_of_unassigned_open_tickets()
    {
        var customer = await Customer("Queues Ltd");
        var (agent, id) = await With(Only(Scope.All, Permission.ReadSupport, Permission.WriteSupport, Permission.ReadCustomers));
        await Ticket("Mine", new { assignee_id = id }, customer);
        await Ticket("Mine but solved", new { assignee_id = id, status = "resolved" }, customer);
        await Ticket("Nobody's", null, customer);
        await Ticket("Of the old desk", new { assigned_to = "Tina" }, customer);
        Assert.Equal(["Mine"], await Subjects("queue=mine"));
        Assert.Equal(["Nobody's"], await Subjects("queue=unassigned"));
        Assert.Equal(["Mine but solved", "Mine"], await Subjects($"assignee_id={id}"));
        Refused(400, await agent.Get("/api/tickets?queue=yours"));

        async Task<IEnumerable<string?>> Subjects(string filter) =>
            (await Rows($"/api/tickets?customer_id={customer}&{filter}", agent)).Select(t => Text(t, "subject"));
    }

    [Fact]
    public async Task A_ticket_is_found_by_words_of_its_number_subject_and_description_as_they_are_now()
    {
        var (ticket, customer) = await Ticket("Squealing brakes", new { number = "T-90817", description = "Only in the rain" });
        await Ticket("Another of the same", customer: customer);
        foreach (var typed in new[] { "squeal", "BRAKES rain", "90817" })
            Assert.Equal(ticket, await Only(typed));

        (await Api.Patch($"/api/tickets/{ticket}", new { subject = "Grinding brakes" })).Expect(200);
        Assert.Equal(ticket, await Only("grinding"));
        Assert.Equal(0, (await Api.Get("/api/tickets?search=squealing")).Expect(200)["total"].GetInt32());

        (await Api.Delete($"/api/tickets/{ticket}")).Expect(204);
        Assert.Equal(0, (await Api.Get("/api/tickets?search=grinding")).Expect(200)["total"].GetInt32());

        async Task<Guid> Only(string typed)
        {
            var found = (await Api.Get($"/api/tickets?search={Uri.EscapeDataString(typed)}&status=open")).Expect(200)["data"];
            return found.EnumerateArray().Single().GetProperty("id").GetGuid();
        }
    }

    [Fact]
    public async Task A_double_ticket_goes_on_in_the_other_and_undoing_takes_them_apart_again()
    {
        var (stays, customer) = await Ticket("Stays");
        var (doubled, _) = await Ticket("Double", new { status = "pending" }, customer);
        (await Write(stays, "In the first")).Expect(201);
        (await Write(doubled, "In the second")).Expect(201);
        Assert.Equal(2, await OpenTickets(customer));

        Done(await Api.Post($"/api/tickets/{stays}/merges", new { duplicate_ids = new[] { doubled } }), 201);
        Assert.Equal(["In the first", "In the second"], (await Rows($"/api/tickets/{stays}/messages")).Select(m => Text(m, "body")));
        var gone = await Open(doubled);
        Assert.Equal((stays.ToString(), "closed"), (Text(gone, "merged_into_id"), Text(gone, "status")));
        Assert.Equal(1, await OpenTickets(customer));
        Refused(409, await Write(doubled, "Too late"), "merged");
        Refused(409, await Api.Patch($"/api/tickets/{doubled}", new { status = "open" }), "merged");
        Refused(409, await Api.Post($"/api/tickets/{stays}/merges", new { duplicate_ids = new[] { doubled } }), "already_merged");

        Done(await Api.Delete($"/api/tickets/{stays}/merges/{doubled}"), 204);
        Assert.Equal(["In the first"], (await Rows($"/api/tickets/{stays}/messages")).Select(m => Text(m, "body")));
        var back = await Open(doubled);
        Assert.Equal((null, "pending", null), (Text(back, "merged_into_id"), Text(back, "status"), Text(back, "resolved_at")));
        Assert.Equal(2, await OpenTickets(customer));
        Assert.Equal(
            ["ticket.unmerged", "ticket.merged", "ticket.updated"],
            (await Rows($"/api/tickets/{doubled}/history")).Select(h => Text(h, "event"))
        );
        Refused(404, await Api.Delete($"/api/tickets/{stays}/merges/{doubled}"));
    }

    [Fact]
    public async Task Only_two_different_tickets_of_one_customer_are_merged()
    {
        var (one, customer) = await Ticket("One");
        var (other, _) = await Ticket("Of somebody else");
        Refused(409, await Merge(one, other), "another_customer");
        Refused(409, await Merge(one, one), "same_ticket");
        Refused(404, await Merge(one, Ids.Next()));
        Refused(422, await Api.Post($"/api/tickets/{one}/merges", new { }), field: "duplicate_ids");
        var (two, _) = await Ticket("Two", null, customer);
        var (three, _) = await Ticket("Three", null, customer);
        Done(await Merge(two, three), 201);
        Refused(409, await Merge(one, two), "has_merges");
        Refused(409, await Merge(three, one), "merged");

        Task<Answer> Merge(Guid into, Guid duplicate) =>
            Api.Post($"/api/tickets/{into}/merges", new { duplicate_ids = new[] { duplicate } });
    }

    [Fact, Trait("Spec", "SEC-1")]
    public async Task A_ticket_of_another_organization_or_out_of_reach_is_not_worked()
    {
        var (ticket, _) = await Ticket("Not yours");
        var (_, elsewhere) = await OtherOrganization();
        Refused(404, await Write(ticket, "Hello", by: elsewhere));
        Refused(404, await elsewhere.Patch($"/api/tickets/{ticket}", new { priority = "high" }));
        var (own, _) = await With(Only(Scope.Own, Permission.ReadSupport, Permission.WriteSupport));
        Refused(403, await Write(ticket, "Hello", by: own), "forbidden");
        Refused(403, await own.Get($"/api/tickets/{ticket}/messages"), "forbidden");
        Assert.Equal("normal", Text(await Open(ticket), "priority"));
    }

    [Fact]
    public async Task A_ticket_is_linked_to_a_vehicle_a_visit_and_an_invoice_of_its_customer()
    {
        var customer = await Customer("Linked Ltd");
        var vehicle = (
            await Api.Post(
                "/api/vehicles",
                new
                {
                    customer_id = customer,
                    plate = "YU15 BXG",
                    make = "Vauxhall",
                    model = "Corsa",
                }
            )
        ).Expect(201).Id;
        var (ticket, _) = await Ticket("Linked", null, customer);
        Done(await Api.Patch($"/api/tickets/{ticket}", new { vehicle = new { id = vehicle } }));
        Assert.Contains("YU15 BXG", (await Api.Get($"/tickets/{ticket}")).Expect(200).Text, StringComparison.Ordinal);
        Done(await Api.Patch($"/api/tickets/{ticket}", new { vehicle = (object?)null }));
        Assert.Null(Text(await Open(ticket), "vehicle"));
    }

    [Fact]
    public async Task A_macro_fills_in_the_reply_and_sets_what_it_says_on_the_ticket()
    {
        var name = $"Warranty {Ids.Next():N}";
        var macro = (
            await Api.Post(
                "/api/macros",
                new
                {
                    name,
                    body = "Hello {customer}, about “{subject}”: it is covered.",
                    status = "pending",
                    priority = "high",
                    category = "Warranty",
                }
            )
        ).Expect(201);
        Refused(422, await Api.Post("/api/macros", new { name = name.ToUpperInvariant(), body = "x" }), field: "name");
        Refused(422, await Api.Post("/api/macros", new { name = "No text" }), field: "body");
        Refused(403, await (await As("support")).Post("/api/macros", new { name = "Mine", body = "x" }), "forbidden");

        var (ticket, _) = await Ticket("Sensor");
        Assert.Contains("about “Sensor”", await Page($"/tickets/{ticket}?macro={macro.Id}"), StringComparison.Ordinal);
        var sent = (
            await (await As("support")).Post($"/api/tickets/{ticket}/messages", new { kind = "public", macro_id = macro.Id })
        ).Expect(201);
        Assert.Equal("Hello Sensor Ltd, about “Sensor”: it is covered.", Text(sent.Json, "body"));
        var now = await Open(ticket);
        Assert.Equal(("pending", "high", "Warranty"), (Text(now, "status"), Text(now, "priority"), Text(now, "category")));

        Refused(412, await Api.Patch($"/api/macros/{macro.Id}", new { category = "Repair" }, ("If-Match", "\"99\"")));
        Assert.Equal(
            "Repair",
            Text((await Api.Patch($"/api/macros/{macro.Id}", new { category = "Repair" })).Expect(200).Json, "category")
        );
        Done(await Api.Delete($"/api/macros/{macro.Id}"), 204);
        Refused(404, await Api.Get($"/api/macros/{macro.Id}"));
        Refused(422, await Api.Post($"/api/tickets/{ticket}/messages", new { kind = "public", macro_id = macro.Id }), field: "macro_id");
    }

    [Fact]
    public async Task Open_tickets_of_somebody_who_leaves_go_to_their_manager_or_to_nobody()
    {
        var (_, leaver) = await With(Only(Scope.All, Permission.ReadSupport, Permission.WriteSupport));
        var (open, customer) = await Ticket("Goes on", new { assignee_id = leaver });
        var (done, _) = await Ticket("Is done", new { assignee_id = leaver, status = "resolved" }, customer);
        Done(await Api.Put($"/api/users/{leaver}/deactivation"), 204);
        Assert.Null(Text(await Open(open), "assignee_id"));
        Assert.Equal(leaver.ToString(), Text(await Open(done), "assignee_id"));
        Refused(422, await Api.Patch($"/api/tickets/{open}", new { assignee_id = leaver }), field: "assignee_id");
    }
}
