using System.Text.Json;
using System.Text.Json.Nodes;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Records.Facts;

/// <summary>A fact is found by its external ID: whose it is must be within reach, not only whose it would become.</summary>
[Trait("Spec", "SEC-1")]
public abstract class TakeoverTests(TestServer server) : FactTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : TakeoverTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : TakeoverTests(server), IClassFixture<PostgresServer>;

    public static TheoryData<Scope> Limited => [Scope.Own, Scope.Branch];

    [Theory, MemberData(nameof(Limited))]
    public async Task A_role_that_reaches_a_part_takes_over_no_fact_of_another(Scope scope)
    {
        var (facts, _, _) = await Theirs();
        var (walker, mine, _) = await Walker(scope);

        var taken = new List<string>();
        foreach (var (kind, body) in facts)
        {
            body["customer"] = new JsonObject { ["id"] = mine.ToString() };
            var (rows, _) = await BulkText(body.ToJsonString(), "", walker);
            if (ResultOf(rows[0]) != "rejected")
                taken.Add($"{kind.Type} in a bulk: {rows[0]}");
            if (!kind.HasOwnRoutes && (await walker.Post($"/api/{kind.Route}", body)).Status != 403)
                taken.Add($"{kind.Type} by itself");
            if (kind.HasOwnRoutes && (await walker.Post($"/api/{kind.Route}", ByHand(kind, body, mine))).Status is not (403 or 404))
                taken.Add($"{kind.Type} by itself");
            if (await Count($"select count(*) from {Sql.Raw(kind.Table)} where customer_id = {mine}") > 0)
                taken.Add($"{kind.Type} is another's now");
        }

        Nothing.In(taken);
    }

    [Theory, MemberData(nameof(Limited))]
    public async Task Nor_takes_one_away_or_gives_one_away(Scope scope)
    {
        var (facts, theirs, number) = await Theirs();
        var (walker, _, _) = await Walker(scope);

        var done = new List<string>();
        foreach (var (kind, body) in facts)
        {
            var removal = new JsonObject
            {
                ["type"] = kind.Type,
                ["external_id"] = body["external_id"]!.DeepClone(),
                ["deleted"] = true,
            };
            if (ResultOf((await BulkText(removal.ToJsonString(), "", walker)).Rows[0]) != "rejected")
                done.Add($"{kind.Type} is taken away");
            foreach (
                var name in new JsonObject[]
                {
                    new() { ["id"] = theirs.ToString() },
                    new() { ["external_id"] = number },
                    new() { ["email"] = $"{number}@example.org" },
                }
            )
            {
                var given = body.DeepClone().AsObject();
                (given["external_id"], given["customer"]) = ($"{Ids.Next():N}", name);
                foreach (var field in kind.Fields.Where(f => f.RefersTo is not null && !f.IsRequired))
                    given.Remove(field.Name);
                if (ResultOf((await BulkText(given.ToJsonString(), "", walker)).Rows[0]) != "rejected")
                    done.Add($"{kind.Type} is given to {name}");
                if (!kind.HasOwnRoutes && (await walker.Post($"/api/{kind.Route}", given)).Status != 403)
                    done.Add($"{kind.Type} by itself is given to {name}");
            }
            if (
                await Count(
                    $"""
                    select count(*) from {Sql.Raw(kind.Table)} where customer_id = {theirs}
                      and external_id = {body["external_id"]!.ToString()}
                    """
                ) != 1
            )
                done.Add($"{kind.Type} is gone or doubled");
        }

        Nothing.In(done);
    }

    /// <summary>A fact of somebody unknown waits, and is joined by the program, which reaches everybody.</summary>
    [Theory, MemberData(nameof(Limited))]
    public async Task Nor_by_a_fact_that_waits_for_its_customer(Scope scope)
    {
        var (facts, theirs, number) = await Theirs();
        var (walker, _, suffix) = await Walker(scope);
        var (coming, later) = ($"coming-{suffix}", $"mine-{suffix}");

        var parked = new List<(FactKind Kind, string ExternalId)>();
        foreach (var (kind, body) in facts)
        {
            body["customer"] = new JsonObject { ["external_id"] = coming };
            await BulkText(body.ToJsonString(), "", walker);
            // One that is new, for somebody who turns out to be another's.
            body["external_id"] = $"{kind.Type}-{suffix}";
            foreach (var field in kind.Fields.Where(f => f.RefersTo is not null && !f.IsRequired))
                body.Remove(field.Name);
            if (ResultOf((await BulkText(body.ToJsonString(), "", walker)).Rows[0]) == "waiting")
                parked.Add((kind, $"{kind.Type}-{suffix}"));
        }
        Assert.NotEmpty(parked);
        var somebody = (
            await Api.Post(
                "/api/customers",
                new
                {
                    type = "individual",
                    display_name = "Somebody else's",
                    external_id = coming,
                }
            )
        ).Expect(201).Id;
        await Eventually(
            async () => await Count($"select count(*) from waiting_facts where waits_for = {"external_id:" + coming}") == 0,
            "nothing waits any more"
        );

        var taken = new List<string>();
        foreach (var (kind, _) in facts)
        {
            if (
                await Count(
                    $"select count(*) from {Sql.Raw(kind.Table)} where customer_id = {theirs} and external_id = {kind.Type + "-" + number}"
                ) != 1
            )
                taken.Add($"{kind.Type} is another's now");
            if (await Count($"select count(*) from {Sql.Raw(kind.Table)} where customer_id = {somebody}") != 0)
                taken.Add($"{kind.Type} came to somebody out of reach");
        }
        Nothing.In(taken);

        // What they may write comes through.
        await BulkText(Order($"order-later-{suffix}", later), "", walker);
        var own = (
            await walker.Post(
                "/api/customers",
                new
                {
                    type = "individual",
                    display_name = "Mine after all",
                    external_id = later,
                }
            )
        ).Expect(201).Id;
        await Eventually(
            async () => await Count($"select count(*) from orders where customer_id = {own}") == 1,
            "one's own fact is joined"
        );
    }

    [Theory, MemberData(nameof(Limited))]
    public async Task Facts_that_wait_are_seen_and_dropped_by_whoever_brought_them(Scope scope)
    {
        var (walker, _, suffix) = await Walker(scope);
        await BulkText(Order($"theirs-{suffix}", $"nobody-{suffix}"));
        await BulkText(Order($"mine-{suffix}", $"nobody-{suffix}"), "", walker);
        var waiting = (await Api.Get("/api/facts/waiting?limit=200"))["data"].EnumerateArray().ToList();
        Guid IdOf(string externalId) =>
            waiting.Single(w => w.GetProperty("external_id").GetString() == externalId).GetProperty("id").GetGuid();

        var seen = await walker.Get("/api/facts/waiting?limit=200");

        Assert.DoesNotContain($"theirs-{suffix}", seen.Text, StringComparison.Ordinal);
        Assert.Contains($"mine-{suffix}", seen.Text, StringComparison.Ordinal);
        Assert.DoesNotContain($"theirs-{suffix}", (await walker.Get("/facts")).Text, StringComparison.Ordinal);
        Assert.InRange((await walker.Delete($"/api/facts/waiting/{IdOf($"theirs-{suffix}")}")).Status, 403, 404);
        Assert.Equal(204, (await walker.Delete($"/api/facts/waiting/{IdOf($"mine-{suffix}")}")).Status);
        Assert.Equal(204, (await Api.Delete($"/api/facts/waiting/{IdOf($"theirs-{suffix}")}")).Status);
    }

    /// <summary>What waits keeps its place: sent again by somebody else, it is not theirs to replace.</summary>
    [Theory, MemberData(nameof(Limited))]
    public async Task A_fact_that_waits_is_not_replaced_by_somebody_who_may_not_write_it(Scope scope)
    {
        var (walker, _, suffix) = await Walker(scope);
        await BulkText(Order($"waits-{suffix}", $"nobody-{suffix}", 10));
        await BulkText(Order($"waits-{suffix}", $"nobody-{suffix}", 99), "", walker);

        var kept = (await Api.Get("/api/facts/waiting?limit=200"))["data"]
            .EnumerateArray()
            .Single(w => w.GetProperty("external_id").GetString() == $"waits-{suffix}");
        Assert.Equal(10, kept.GetProperty("fact").GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_stored_answer_is_not_told_again_to_somebody_who_may_do_less_by_now()
    {
        var role = $"narrowed_{Ids.Next():N}";
        await Change((db, _) => db.Add(new Role(role, role, Grants.All, false)));
        var id = await Server.AddUser(Organization, role);
        var somebody = await Server.SignIn(Organization, id);
        var body = new
        {
            type = "individual",
            display_name = "Told once",
            email = $"{Ids.Next():N}@example.org",
        };
        var first = (await somebody.Post("/api/customers", body, ("Idempotency-Key", role))).Expect(201);
        Assert.Equal(first.Text, (await somebody.Post("/api/customers", body, ("Idempotency-Key", role))).Expect(201).Text);

        var narrow = $"narrow_{Ids.Next():N}";
        var grants = new Grants(Grants.All.Scopes.Keys.ToDictionary(p => p, _ => Scope.Own), new HashSet<Mask> { Mask.ContactData });
        await Change((db, _) => db.Add(new Role(narrow, narrow, grants, false)));
        var roleId = (await Api.Get("/api/roles?limit=200"))["data"]
            .EnumerateArray()
            .Single(r => r.GetProperty("key").GetString() == narrow)
            .GetProperty("id")
            .GetGuid();
        (await Api.Patch($"/api/users/{id}", new { role_ids = new[] { roleId } })).Expect(200);

        var again = await somebody.Post("/api/customers", body, ("Idempotency-Key", role));

        Assert.DoesNotContain(body.email, again.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(first.Id.ToString(), again.Text, StringComparison.Ordinal);
    }

    private static JsonObject ByHand(FactKind kind, JsonObject body, Guid customer)
    {
        var sent = new JsonObject { ["external_id"] = body["external_id"]!.DeepClone(), ["customer_id"] = customer.ToString() };
        if (kind.Type == "interaction")
            sent["interaction_type"] = "call";
        else
            sent["content"] = "Taken over";
        return sent;
    }

    private static string Order(string externalId, string customer, int total = 5) =>
        JsonSerializer.Serialize(
            new
            {
                type = "order",
                external_id = externalId,
                customer = new { external_id = customer },
                number = "1",
                status = "paid",
                ordered_at = "2026-03-01T10:00:00Z",
                currency = "EUR",
                total,
            }
        );

    private async Task<(List<(FactKind Kind, JsonObject Body)> Facts, Guid Customer, string Number)> Theirs()
    {
        var (theirs, number) = await Customer("Out of reach");
        (await Api.Patch($"/api/customers/{theirs}", new { email = $"{number}@example.org" })).Expect(200);
        var facts = FactSamples.OneOfEach(number, theirs).ToList();
        Assert.All((await Bulk([.. facts])).Rows, row => Assert.Equal("created", ResultOf(row)));
        return (
            [
                .. from fact in facts
                let body = JsonSerializer.SerializeToNode(fact, ApiJson.Options)!.AsObject()
                let kind = FactKind.Named(body["type"]!.ToString())!
                where kind.IsOfCustomer
                select (kind, body),
            ],
            theirs,
            number
        );
    }

    private async Task<(HttpClient Api, Guid Customer, string Suffix)> Walker(Scope scope)
    {
        var walker = await Reaching(scope);
        var mine = (await walker.Post("/api/customers", new { type = "individual", display_name = "Within reach" })).Expect(201).Id;
        return (walker, mine, $"{Ids.Next():N}");
    }
}
