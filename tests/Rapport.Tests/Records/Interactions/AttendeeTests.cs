using System.Text.Json;
using Rapport.Records.Facts;
using Rapport.Tests.Records.Customers;

namespace Rapport.Tests.Records.Interactions;

/// <summary>Who took part: objects with name, e-mail and role, or texts that say as much.</summary>
[Trait("Spec", "INT-1")]
public abstract class AttendeeTests(TestServer server) : PartsTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : AttendeeTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : AttendeeTests(server), IClassFixture<PostgresServer>;

    private static readonly object[] Sent =
    [
        new
        {
            name = "Ada Lovelace",
            email = "ada@engine.example",
            role = "Analyst",
        },
        "Charles Babbage",
        "mary@engine.example",
        "Grace Hopper <grace@engine.example>",
        new { email = "anna@engine.example", role = "Buyer" },
    ];

    private static readonly (string?, string?, string?)[] Kept =
    [
        ("Ada Lovelace", "ada@engine.example", "Analyst"),
        ("Charles Babbage", null, null),
        (null, "mary@engine.example", null),
        ("Grace Hopper", "grace@engine.example", null),
        (null, "anna@engine.example", "Buyer"),
    ];

    [Fact]
    public async Task An_interaction_keeps_them_shows_finds_and_exports_them_and_tells_the_timeline()
    {
        var customer = await Customer("Engine Works");
        var made = (await Log(customer, Sent)).Expect(201);

        Assert.Equal(Kept, Shown(made.Json));
        Assert.Equal(Kept, Shown((await Api.Get($"/api/interactions/{made.Id}")).Json));
        Assert.Equal(Kept, Shown(Assert.Single(await Rows($"/api/interactions?customer_id={customer}"))));
        foreach (var word in new[] { "Lovelace", "grace@engine.example", "Analyst" })
            Assert.Contains(
                await Rows($"/api/interactions/search?q={Uri.EscapeDataString(word)}"),
                hit => hit.GetProperty("id").GetGuid() == made.Id
            );
        var csv = (await Api.Get($"/api/interactions/export?customer_id={customer}")).Expect(200).Text;
        Assert.Contains("Ada Lovelace <ada@engine.example> (Analyst); Charles Babbage;", csv, StringComparison.Ordinal);
        var entry = Assert.Single(await Rows($"/api/customers/{customer}/timeline"), e => Text(e, "type") == "interaction");
        Assert.Equal(Kept, Shown(entry.GetProperty("details")));
        var page = (await Api.Get($"/customers/{customer}")).Expect(200).Text;
        Assert.Contains("with Ada Lovelace, Charles Babbage, mary@engine.example and 2 more", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_activity_hands_them_to_the_interaction_that_comes_of_it()
    {
        var customer = await Customer("Difference Ltd");
        var made = (
            await Api.Post(
                "/api/activities",
                new
                {
                    customer_id = customer,
                    subject = "Meet",
                    attendees = Sent,
                }
            )
        ).Expect(201);
        Assert.Equal(Kept, Shown(made.Json));

        Done(await Api.Put($"/api/activities/{made.Id}/completion", new { }));

        Assert.Equal(Kept, Shown(Assert.Single(await Rows($"/api/interactions?customer_id={customer}"))));
    }

    [Fact]
    public async Task A_fact_of_a_bulk_takes_and_shows_them_alike()
    {
        var customer = await Customer("Bulk Engines");
        var row = JsonSerializer.Serialize(
            new
            {
                type = "interaction",
                external_id = "met",
                customer = new { id = customer },
                interaction_type = "meeting",
                direction = "outbound",
                occurred_at = "2026-03-01T10:00:00Z",
                attendees = Sent,
            }
        );

        Assert.Contains("\"created\"", (await Bulk(row)).Text, StringComparison.Ordinal);
        Assert.Equal(Kept, Shown(Assert.Single(await Rows($"/api/interactions?customer_id={customer}"))));
        Assert.Contains("\"unchanged\"", (await Bulk(row)).Text, StringComparison.Ordinal);

        var wrong = await Bulk(row.Replace("\"role\":\"Buyer\"", "\"rolle\":\"Buyer\"", StringComparison.Ordinal));
        Assert.Contains("\"attendees[4].rolle\"", wrong.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[{"name":"Ada","emial":"a@example.org"}]""", 400, "attendees[0].emial")]
    [InlineData("""["Ada",{"name":5}]""", 400, "attendees[1].name")]
    [InlineData("""[7]""", 400, "attendees[0]")]
    [InlineData("\"Ada\"", 400, "attendees")]
    [InlineData("""[{"email":"nonsense"}]""", 422, "attendees[0].email")]
    [InlineData("""[{"role":"Buyer"}]""", 422, "attendees[0]")]
    public async Task What_is_wrong_with_one_is_named_by_its_place(string attendees, int status, string field)
    {
        var customer = await Customer("Wrong Guests");

        var answer = await Api.Post(
            "/api/interactions",
            $$"""{"customer_id":"{{customer}}","interaction_type":"call","attendees":{{attendees}}}"""
        );

        Refused(status, answer, field: field);
    }

    [Theory]
    [InlineData("Jess", "Jess", null, null)]
    [InlineData("Jess <jess@example.org>", "Jess", "jess@example.org", null)]
    [InlineData("\"Holroyd, Jess\" <jess@example.org>", "Holroyd, Jess", "jess@example.org", null)]
    [InlineData("Jess <no address>", "Jess <no address>", null, null)]
    [InlineData("Jess <jess@example.org> (buyer)", "Jess", "jess@example.org", "buyer")]
    [InlineData("jess@example.org (buyer)", null, "jess@example.org", "buyer")]
    public void A_line_that_is_typed_says_as_much_as_an_object(string line, string? name, string? email, string? role)
    {
        var typed = Assert.Single(Attendees.Typed(line + "\n\n"));

        Assert.Equal(new Attendee(name, email, role), typed);
        Assert.Equal([typed], Attendees.Stored(new Attendees([typed]).ToStored("attendees", new())));
    }

    private Task<Answer> Log(Guid customer, object attendees) =>
        Api.Post(
            "/api/interactions",
            new
            {
                customer_id = customer,
                interaction_type = "meeting",
                subject = "The engine",
                attendees,
            }
        );

    private Task<Answer> Bulk(string row) => Api.Post("/api/facts/bulk", new StringContent(row, null, "application/x-ndjson"));

    private static IEnumerable<(string?, string?, string?)> Shown(JsonElement of) =>
        of.GetProperty("attendees").EnumerateArray().Select(a => (Said(a, "name"), Said(a, "email"), Said(a, "role")));

    private static string? Said(JsonElement attendee, string field) =>
        attendee.TryGetProperty(field, out var value) ? value.GetString() : null;
}
