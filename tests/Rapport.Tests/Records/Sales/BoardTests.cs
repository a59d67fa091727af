using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Tests.Insight.Customer360;

namespace Rapport.Tests.Records.Sales;

/// <summary>The board of deals: what stands where, what it comes to, and that a move never undoes somebody else's unseen.</summary>
[Trait("Spec", "FCT-12")]
public abstract class BoardTests(TestServer server) : PageTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : BoardTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : BoardTests(server), IClassFixture<PostgresServer>;

    [Fact]
    public async Task Deals_stand_in_their_stages_with_counts_and_sums_by_currency()
    {
        var (id, _) = await Customer("Dora Dealer");
        await Deal(
            id,
            new
            {
                name = "A",
                stage = "Offer",
                amount = 100,
                currency = "EUR",
                probability = 50,
            }
        );
        await Deal(
            id,
            new
            {
                name = "B",
                stage = "offer",
                amount = 60,
                currency = "EUR",
                expected_close = "2026-01-05",
            }
        );
        await Deal(
            id,
            new
            {
                name = "C",
                stage = "Offer",
                amount = 7,
                currency = "USD",
            }
        );
        await Deal(id, new { name = "D", stage = "Site survey" });
        await Deal(id, new { name = "E" });
        await Deal(
            id,
            new
            {
                name = "F",
                status = "won",
                closed_at = Clock.GetUtcNow().AddDays(-5),
                amount = 9,
                currency = "EUR",
            }
        );
        await Deal(
            id,
            new
            {
                name = "G",
                status = "won",
                closed_at = Clock.GetUtcNow().AddDays(-200),
            }
        );

        var columns = (await Api.Get($"/api/opportunities/board?customer_id={id}")).Expect(200)["columns"].EnumerateArray().ToList();

        Assert.Equal(
            ["open", "open:Qualification", "open:Offer", "open:Negotiation", "open:Site survey", "paused", "won", "lost"],
            columns.Select(c => c.GetProperty("key").GetString())
        );
        Assert.Equal([1, 0, 3, 0, 1, 0, 1, 0], columns.Select(c => c.GetProperty("count").GetInt32()));
        var sums = columns[2]
            .GetProperty("sums")
            .EnumerateArray()
            .Select(s =>
                (
                    s.GetProperty("currency").GetString(),
                    s.GetProperty("amount").GetDecimal(),
                    s.GetProperty("weighted") is { ValueKind: JsonValueKind.Number } w ? w.GetDecimal() : (decimal?)null
                )
            );
        Assert.Equal([("EUR", 160m, 50m), ("USD", 7m, null)], sums);
        Assert.Equal(["B", "A", "C"], columns[2].GetProperty("cards").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Columns_are_bounded_and_one_of_them_can_be_asked_for_more()
    {
        var (id, number) = await Customer("Many Deals");
        await Taken([
            .. Enumerable
                .Range(1, 70)
                .Select(i =>
                    (object)
                        new
                        {
                            type = "opportunity",
                            external_id = $"{number}-{i}",
                            customer = new { id },
                            name = $"Deal {i}",
                            status = "open",
                            stage = "Offer",
                        }
                ),
        ]);

        Assert.Equal((70, 50), await Offers(id, ""));
        Assert.Equal((70, 60), await Offers(id, "&column=open:Offer&cards=60"));
        Assert.Contains("All 70 in the list", await Html($"/opportunities/board?customer_id={id}"));
        Assert.Equal(400, (await Api.Get("/api/opportunities/board?cards=100000")).Status);
    }

    [Fact, Trait("Spec", "SEC-1")]
    public async Task Whoever_sees_their_own_customers_sees_their_deals_alone_and_moves_no_others()
    {
        var (id, _) = await Customer("Not Theirs");
        var deal = await Deal(
            id,
            new
            {
                name = "Hidden deal",
                stage = "Offer",
                amount = 5,
                currency = "EUR",
                owner = "Olga Owner",
            }
        );
        var own = new Rapport.Trust.Permissions.Role(
            "own-deals",
            "Own deals",
            Rapport.Trust.Permissions.Grants.All with
            {
                Scopes = Rapport.Trust.Permissions.Grants.All.Scopes.Keys.ToDictionary(k => k, _ => Rapport.Trust.Permissions.Scope.Own),
            },
            false
        );
        await Change((db, _) => db.Add(own));
        var api = await As("own-deals");

        var board = (await api.Get("/api/opportunities/board")).Expect(200);
        Assert.All(board["columns"].EnumerateArray(), c => Assert.Equal(0, c.GetProperty("count").GetInt32()));
        Assert.DoesNotContain("Olga Owner", (await api.Get("/opportunities/board")).Text);
        Assert.Equal(403, (await api.Get($"/opportunities/{deal}/move")).Status);
        Assert.Equal(403, (await Move(deal, 1, "won", by: api)).Status);
        Assert.Equal("open", (await Api.Get($"/api/opportunities/{deal}"))["status"].GetString());
    }

    [Fact]
    public async Task A_card_is_moved_without_script_and_a_lost_deal_says_why()
    {
        var (id, _) = await Customer("Moved About");
        var deal = await Deal(
            id,
            new
            {
                name = "Fleet plan",
                stage = "Offer",
                probability = 40,
            }
        );
        SeesAll(await Html($"/opportunities/{deal}/move?to=lost"), "Move Fleet plan", "Negotiation", "Why it was lost");

        Assert.Equal(302, (await Move(deal, 1, "open:Negotiation")).Status);
        Assert.Equal("Negotiation", (await Api.Get($"/api/opportunities/{deal}"))["stage"].GetString());
        Assert.Contains("/move?to=lost", (await Move(deal, 2, "lost")).Headers.Location!.ToString());
        Assert.Equal("open", (await Api.Get($"/api/opportunities/{deal}"))["status"].GetString());
        await Move(deal, 2, "lost", ("lost_reason", "Price"));
        var lost = (await Api.Get($"/api/opportunities/{deal}")).Expect(200);
        Assert.Equal(
            ("lost", "Price", "Negotiation", false),
            (
                lost["status"].GetString(),
                lost["lost_reason"].GetString(),
                lost["stage"].GetString(),
                lost["closed_at"].ValueKind == JsonValueKind.Null
            )
        );
        await Move(deal, 3, "open:Offer");
        var open = (await Api.Get($"/api/opportunities/{deal}")).Expect(200);
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (open["closed_at"].ValueKind, open["lost_reason"].ValueKind));
    }

    [Fact]
    public async Task A_deal_lost_on_its_own_page_is_asked_why_and_keeps_its_stage()
    {
        var (id, _) = await Customer("Set By Hand");
        var deal = await Deal(id, new { name = "Tyre plan", stage = "Site survey" });
        Task<Answer> Set(string status) => Send($"/opportunities/{deal}", null, $"/opportunities/{deal}/status", null, ("status", status));

        var asked = (await Set("lost")).Headers.Location!.ToString();
        Assert.StartsWith($"/opportunities/{deal}/move?to=lost", asked);
        SeesAll(await Html(asked), "Why it was lost", $"/opportunities/{deal}\"");
        Assert.Equal("open", (await Api.Get($"/api/opportunities/{deal}"))["status"].GetString());

        await Set("won");
        var won = (await Api.Get($"/api/opportunities/{deal}")).Expect(200);
        Assert.Equal(
            ("won", "Site survey", false),
            (won["status"].GetString(), won["stage"].GetString(), won["closed_at"].ValueKind == JsonValueKind.Null)
        );
        await Set("open");
        var open = (await Api.Get($"/api/opportunities/{deal}")).Expect(200);
        Assert.Equal(
            ("open", "Site survey", JsonValueKind.Null),
            (open["status"].GetString(), open["stage"].GetString(), open["closed_at"].ValueKind)
        );
    }

    [Fact]
    public async Task A_move_of_what_somebody_else_moved_meanwhile_is_not_made()
    {
        var (id, _) = await Customer("Two Movers");
        var deal = await Deal(id, new { name = "Contested", stage = "Offer" });

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(i => Api.Patch($"/api/opportunities/{deal}", new { stage = $"Stage {i}" }, ("If-Match", "\"1\"")))
        );

        Assert.Equal(1, answers.Count(a => a.Status == 200));
        Assert.All(answers.Where(a => a.Status != 200), a => Assert.Equal(412, a.Status));
        var now = (await Api.Get($"/api/opportunities/{deal}")).Expect(200);
        Assert.Equal((2, answers.Single(a => a.Status == 200)["stage"].GetString()), (now["version"].GetInt32(), now["stage"].GetString()));
        await Move(deal, 1, "won");
        Assert.Equal("open", (await Api.Get($"/api/opportunities/{deal}"))["status"].GetString());
    }

    [Fact]
    public async Task Changes_of_different_fields_at_the_same_moment_are_all_kept()
    {
        var (id, _) = await Customer("Many Editors");
        for (var round = 0; round < 5; round++)
        {
            var deal = await Deal(id, new { name = "Shared" });
            var answers = await Task.WhenAll(
                Api.Patch($"/api/opportunities/{deal}", new { stage = "Offer" }),
                Api.Patch($"/api/opportunities/{deal}", new { owner = "Ada" }),
                Api.Patch($"/api/opportunities/{deal}", new { probability = 30 }),
                Api.Patch($"/api/opportunities/{deal}", new { name = "Renamed" })
            );
            Assert.All(answers, a => a.Expect(200));
            var now = (await Api.Get($"/api/opportunities/{deal}")).Expect(200);
            Assert.Equal(
                ("Offer", "Ada", 30, "Renamed", 5),
                (
                    now["stage"].GetString(),
                    now["owner"].GetString(),
                    now["probability"].GetInt32(),
                    now["name"].GetString(),
                    now["version"].GetInt32()
                )
            );
        }
    }

    [Fact]
    public async Task The_organization_sets_its_stages()
    {
        Assert.Equal(403, (await (await As("viewer")).Put("/api/opportunities/stages", new { names = new[] { "One" } })).Status);
        Assert.Equal(422, (await Api.Put("/api/opportunities/stages", new { names = new[] { "One", "one " } })).Status);
        Assert.Equal(422, (await Api.Put("/api/opportunities/stages", new { names = Array.Empty<string>() })).Status);
        (await Api.Put("/api/opportunities/stages", new { names = new[] { "Discovery", "Contract" } })).Expect(200);
        (await Api.Put("/api/opportunities/stages", new { names = new[] { "Contract", "Discovery" } })).Expect(200);
        var (id, _) = await Customer("Staged");
        Assert.Equal(
            ["open:Contract", "open:Discovery", "paused", "won", "lost"],
            (await Api.Get($"/api/opportunities/board?customer_id={id}"))
                .Expect(200)["columns"]
                .EnumerateArray()
                .Select(c => c.GetProperty("key").GetString())
        );
        Assert.Equal(
            2,
            await Count($"select count(*) from events where organization_id = {Organization} and name = {"sales_stages.changed"}")
        );
        (await Api.Put("/api/opportunities/stages", new { names = new[] { "Qualification", "Offer", "Negotiation" } })).Expect(200);
    }

    private async Task<Guid> Deal(Guid customer, object fields)
    {
        var deal = JsonSerializer.SerializeToNode(fields)!.AsObject();
        deal["customer_id"] = customer.ToString();
        return (await Api.Post("/api/opportunities", deal)).Expect(201).Id;
    }

    private async Task<(int Count, int Cards)> Offers(Guid customer, string more)
    {
        var column = (await Api.Get($"/api/opportunities/board?customer_id={customer}{more}"))
            .Expect(200)["columns"]
            .EnumerateArray()
            .Single(c => c.GetProperty("key").GetString() == "open:Offer");
        return (column.GetProperty("count").GetInt32(), column.GetProperty("cards").GetArrayLength());
    }

    private Task<Answer> Move(Guid deal, int version, string to, params (string, string)[] more) => Move(deal, version, to, Api, more);

    private Task<Answer> Move(Guid deal, int version, string to, HttpClient by, params (string, string)[] more) =>
        Send(
            "/opportunities/board",
            null,
            $"/opportunities/{deal}/moves",
            by,
            [
                ("to", to),
                ("version", version.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                ("back", "/opportunities/board"),
                .. more,
            ]
        );
}
