using Rapport.Tests.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Records.Interactions;

public abstract class DeletionTests(TestServer server) : PartsTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : DeletionTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : DeletionTests(server), IClassFixture<PostgresServer>;

    [Fact, Trait("Spec", "INT-12")]
    public async Task Many_interactions_are_deleted_once_a_second_person_approves()
    {
        var customer = await Customer("Purged Ltd");
        var ids = new List<Guid>();
        for (var i = 0; i < 4; i++)
            ids.Add((
                    await Api.Post(
                        "/api/interactions",
                        new
                        {
                            customer_id = customer,
                            interaction_type = "call",
                            subject = $"Call {i}",
                        }
                    )
                ).Expect(201).Id);
        var (asker, second) = (await As("admin"), await As("admin"));
        Refused(422, await asker.Post("/api/interactions/deletions", new { ids }), field: "reason");
        Refused(
            422,
            await asker.Post("/api/interactions/deletions", new { ids = new[] { Rapport.Platform.Data.Ids.Next() }, reason = "x" }),
            field: "ids"
        );
        var asked = (await asker.Post("/api/interactions/deletions", new { ids = ids.Take(3), reason = "Asked to be forgotten" })).Expect(
            201
        );
        Assert.Equal(4, (await Rows($"/api/interactions?customer_id={customer}")).Count);
        Refused(409, await asker.Put($"/api/interactions/deletions/{asked.Id}/approval"), "second_person_needed");
        Refused(403, await (await As("support")).Put($"/api/interactions/deletions/{asked.Id}/approval"), "forbidden");

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => second.Put($"/api/interactions/deletions/{asked.Id}/approval"))
        );
        Assert.Equal(1, answers.Count(a => a.Status == 200));
        Assert.All(answers.Where(a => a.Status != 200), a => Refused(409, a, "already_decided"));
        Assert.Equal([ids[3]], (await Rows($"/api/interactions?customer_id={customer}")).Select(i => i.GetProperty("id").GetGuid()));
        Assert.Single(await Timeline(customer), "interaction");
        Assert.Empty(await Rows("/api/interactions/search?q=call+1"));
        Assert.Equal(2, await Events("interactions.deletion_moved"));
        Assert.Equal("approval", Text(Assert.Single(await Rows("/api/notifications", asker)), "kind"));

        var back = (await asker.Post("/api/interactions/deletions", new { ids = new[] { ids[3] }, reason = "No" })).Expect(201);
        Done(await asker.Put($"/api/interactions/deletions/{back.Id}/refusal"));
        Refused(409, await second.Put($"/api/interactions/deletions/{back.Id}/approval"), "already_decided");
        Assert.Single(await Rows($"/api/interactions?customer_id={customer}"));
    }

    [Fact, Trait("Spec", "INT-9")]
    public async Task Search_goes_over_subjects_bodies_and_notes_whatever_the_accents_and_keeps_visibility_and_scope()
    {
        var customer = await Customer("Sought Ltd");
        var (author, reader) = (await As("support"), await As("support"));
        var call = (
            await author.Post(
                "/api/interactions",
                new
                {
                    customer_id = customer,
                    interaction_type = "call",
                    subject = "Cœur brisé",
                    description = "The crème brûlée arrived cold, xylophone",
                }
            )
        ).Expect(201).Id;
        var open = (
            await author.Post(
                "/api/notes",
                new
                {
                    customer_id = customer,
                    content = "Likes the XYLOPHONE, but creme",
                    visibility = "all",
                }
            )
        ).Expect(201).Id;
        var secret = (
            await author.Post(
                "/api/notes",
                new
                {
                    customer_id = customer,
                    title = "Xylophone secret",
                    content = "creme",
                    visibility = "private",
                }
            )
        ).Expect(201).Id;
        Assert.Equal([call, open, secret], await Found("xylophone creme", author));
        Assert.Equal([call, open], await Found("CRÈME xylo", reader));
        Assert.Equal([call], await Found("brulee", reader));
        Assert.Equal([call, open], await Found("xy me", reader));
        Assert.Empty(await Found("%", reader));
        var (own, _) = await With(Only(Scope.Own, Permission.ReadCustomers, Permission.ReadInteractions));
        Assert.Empty(await Found("xylophone", own));
        var (_, elsewhere) = await OtherOrganization();
        Assert.Empty(await Found("xylophone", elsewhere));
        Done(await author.Patch($"/api/interactions/{call}", new { description = "All well" }));
        Assert.Equal([open], await Found("xylophone", reader));
        Refused(400, await Api.Get("/api/interactions/search"), field: "q");
        var bulk =
            "{\"type\":\"interaction\",\"external_id\":\"bulk-1\",\"customer\":{\"id\":\""
            + customer
            + "\"},\"interaction_type\":\"chat\",\"direction\":\"inbound\",\"subject\":\"Zeppelin\","
            + "\"occurred_at\":\"2026-01-05T10:00:00Z\"}\n";
        Done(await Api.Post("/api/facts/bulk", new StringContent(bulk, System.Text.Encoding.UTF8, "application/x-ndjson")));
        Assert.Single(await Found("zeppelin", reader));

        async Task<List<Guid>> Found(string typed, HttpClient who) =>
            [
                .. (await Rows($"/api/interactions/search?q={Uri.EscapeDataString(typed)}", who))
                    .Select(h => h.GetProperty("id").GetGuid())
                    .Order(Rapport.Platform.Data.Ids.Order),
            ];
    }

    [Fact, Trait("Spec", "INT-11")]
    public async Task Engagement_tells_frequency_gaps_answers_outcomes_and_months()
    {
        var customer = await Customer("Engaged Ltd");
        var start = Clock.GetUtcNow().AddDays(-60);
        foreach (
            var (days, direction, outcome) in new[]
            {
                (0.0, "inbound", (string?)null),
                (0.25, "outbound", "successful"),
                (10, "inbound", null),
                (10.5, "inbound", null),
                (11, "outbound", "no_answer"),
                (59, "inbound", null),
            }
        )
            Done(
                await Api.Post(
                    "/api/interactions",
                    new
                    {
                        customer_id = customer,
                        interaction_type = "call",
                        direction,
                        outcome,
                        occurred_at = start.AddDays(days),
                    }
                ),
                201
            );
        var figures = await Api.Get($"/api/customers/{customer}/engagement");
        Done(figures);
        Assert.Equal(
            (6, 1, 48.0, 1),
            (
                figures["interactions"].GetInt32(),
                figures["interactions_30_days"].GetInt32(),
                figures["longest_gap_days"].GetDouble(),
                figures["unanswered"].GetInt32()
            )
        );
        Assert.Equal(15, figures["response_hours"].GetDouble());
        Assert.Equal(1, figures["outcomes_by_type"].GetProperty("call").GetProperty("no_answer").GetInt32());
        Assert.Equal(12, figures["months"].GetArrayLength());
        Assert.Equal(3, figures["per_month"].GetDouble());
        Done(await Api.Get($"/api/customers/{await Customer("Silent Ltd")}/engagement"));
        Refused(404, await Api.Get($"/api/customers/{Rapport.Platform.Data.Ids.Next()}/engagement"));
    }
}
