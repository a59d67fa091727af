using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Records.Facts;

public abstract class WaitingFactTests(TestServer server) : FactTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : WaitingFactTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : WaitingFactTests(server), IClassFixture<PostgresServer>;

    [Fact, Trait("Spec", "FCT-2")]
    public async Task A_fact_that_is_refused_when_its_turn_comes_leaves_the_queue_and_the_log_tells_of_it()
    {
        var (_, known) = await Customer();
        var late = $"late-{Ids.Next():N}";
        object Of(string customer) => new { external_id = customer };
        await Bulk(
            new
            {
                type = "invoice",
                external_id = $"I-{known}",
                customer = Of(known),
                number = "I-1",
                issued_at = "2026-03-01T10:00:00Z",
                currency = "EUR",
                total = "10.00",
                status = "open",
            }
        );
        var (rows, _) = await Bulk(
            // It pays somebody else's invoice, which is seen only once its customer is known.
            new
            {
                type = "payment",
                external_id = $"P-{late}",
                customer = Of(late),
                amount = "10.00",
                currency = "EUR",
                paid_at = "2026-03-02T10:00:00Z",
                status = "succeeded",
                invoice = new { external_id = $"I-{known}" },
            },
            new
            {
                type = "ticket",
                external_id = $"T-{late}",
                customer = Of(late),
                subject = "Noise",
                status = "open",
                priority = "low",
                opened_at = "2026-03-02T10:00:00Z",
            }
        );
        Assert.Equal(["waiting", "waiting"], rows.Select(ResultOf));

        var id = (
            await Api.Post(
                "/api/customers?on_duplicate=create",
                new
                {
                    display_name = "Late Larry",
                    type = "individual",
                    external_id = late,
                }
            )
        ).Expect(201).Id;

        await Eventually(async () => (await Api.Get("/api/facts/waiting")).Expect(200)["total"].GetInt32() == 0, "nothing waits");
        Assert.Equal((1, 0L), ((await SummaryOf(id)).OpenTickets, await Count($"select count(*) from payments where customer_id = {id}")));
        Assert.Equal(
            1,
            await Count($"select count(*) from events where organization_id = {Organization} and name = 'waiting_fact.refused'")
        );
    }

    [Fact, Trait("Spec", "C360-19.2"), Trait("Spec", "C360-19.4")]
    public async Task Who_may_not_see_payments_neither_sees_nor_drops_those_that_wait_and_a_private_note_waits_unread()
    {
        var late = $"late-{Ids.Next():N}";
        var customer = new { external_id = late };
        await Bulk(
            new
            {
                type = "payment",
                external_id = $"P-{late}",
                customer,
                amount = "77.77",
                currency = "EUR",
                paid_at = "2026-03-02T10:00:00Z",
                status = "succeeded",
            },
            new
            {
                type = "note",
                external_id = $"N-{late}",
                customer,
                content = "Between us",
                visibility = "private",
            },
            new
            {
                type = "ticket",
                external_id = $"T-{late}",
                customer,
                subject = "Noise",
                status = "open",
                priority = "low",
                opened_at = "2026-03-02T10:00:00Z",
            }
        );
        var key = $"role{Ids.Next():N}";
        await Change((db, _) => db.Add(new Role(key, key, Grants.All with { Masks = new HashSet<Mask> { Mask.PaymentData } }, false)));
        var masked = await Server.SignIn(Organization, await Server.AddUser(Organization, key));
        async Task<Dictionary<string, JsonElement>> Waiting(HttpClient api) =>
            (await api.Get("/api/facts/waiting?limit=200"))
                .Expect(200)["data"]
                .EnumerateArray()
                .Where(w => w.GetProperty("external_id").GetString()!.EndsWith(late, StringComparison.Ordinal))
                .ToDictionary(w => w.GetProperty("type").GetString()!);

        var all = await Waiting(Api);
        Assert.Equal(["note", "ticket"], (await Waiting(masked)).Keys.Order());
        Assert.DoesNotContain("Between us", all["note"].ToString(), StringComparison.Ordinal);
        (await masked.Delete($"/api/facts/waiting/{all["payment"].GetProperty("id").GetGuid()}")).Expect(404);

        Assert.Equal(3, (await Waiting(Api)).Count);
        foreach (var waits in all.Values)
            (await Api.Delete($"/api/facts/waiting/{waits.GetProperty("id").GetGuid()}")).Expect(204);
    }

    [Fact, Trait("Spec", "C360-15.2")]
    public async Task Yen_euros_and_dinars_are_found_and_sorted_by_what_they_count()
    {
        var (tag, ids) = ($"money-{Ids.Next():N}"[..20], new List<Guid>());
        foreach (var (currency, total) in new[] { ("JPY", "700"), ("EUR", "6.50"), ("KWD", "7.125"), ("JPY", "5"), ("KWD", "0.900") })
        {
            var (id, customer) = await Customer();
            ids.Add(id);
            (await Api.Post($"/api/customers/{id}/tags", new { name = tag })).Expect(201);
            await Bulk(
                new
                {
                    type = "order",
                    external_id = $"O-{customer}",
                    customer = new { external_id = customer },
                    number = "1",
                    status = "paid",
                    ordered_at = "2026-03-01T10:00:00Z",
                    currency,
                    total,
                }
            );
        }
        Guid[] Ordered(params int[] places) => [.. places.Select(p => ids[p])];
        Assert.Equal(Ordered(0, 2, 1, 3, 4), await Found($"tag={tag}&sort=-clv"));
        Assert.Equal(Ordered(4, 3, 1, 2), await Found($"tag={tag}&sort=clv&clv_max=7.125"));
        Assert.Equal(Ordered(0, 2, 1), await Found($"tag={tag}&sort=-clv&clv_min=6.5"));
        var first = (await Api.Get($"/api/customers?tag={tag}&sort=-clv&limit=2")).Expect(200);
        Assert.Equal(Ordered(1, 3), await Found($"tag={tag}&sort=-clv&limit=2&cursor={first["next_cursor"].GetString()}"));
    }

    private async Task<List<Guid>> Found(string query) =>
        [.. (await Api.Get($"/api/customers?{query}")).Expect(200)["data"].EnumerateArray().Select(c => c.GetProperty("id").GetGuid())];
}
