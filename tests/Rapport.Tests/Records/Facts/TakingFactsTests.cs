using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Records.Facts;

namespace Rapport.Tests.Records.Facts;

public abstract class TakingFactsTests(TestServer server) : FactTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : TakingFactsTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : TakingFactsTests(server), IClassFixture<PostgresServer>;

    private static object Order(
        string customer,
        string id,
        decimal price,
        string status = "paid",
        string at = "2026-03-01T10:00:00Z",
        int quantity = 1
    ) =>
        new
        {
            type = "order",
            external_id = id,
            customer = new { external_id = customer },
            number = id,
            status,
            ordered_at = at,
            currency = "EUR",
            lines = new[]
            {
                new
                {
                    sku = "BRK-1",
                    description = "Brake pads",
                    quantity,
                    unit_price = price,
                },
            },
        };

    [Fact, Trait("Spec", "FCT-1")]
    public async Task An_order_makes_its_summary_and_its_timeline_entry_and_coming_again_changes_nothing()
    {
        var (id, customer) = await Customer();
        var (rows, tally) = await Bulk(Order(customer, $"O-{customer}", 19.99m, quantity: 2));
        Assert.Equal("created", ResultOf(rows[0]));
        Assert.Equal((1, 1), (tally.GetProperty("rows").GetInt32(), tally.GetProperty("created").GetInt32()));
        var summary = await SummaryOf(id);
        Assert.Equal((1, "EUR", 3998L, 3998L), (summary.Orders, summary.Currency, summary.Gross, summary.Spent));
        Assert.Contains($"Order O-{customer} - paid", await TimelineTitles(id));

        Assert.Equal("unchanged", ResultOf((await Bulk(Order(customer, $"O-{customer}", 19.99m, quantity: 2))).Rows[0]));
        Assert.Equal("updated", ResultOf((await Bulk(Order(customer, $"O-{customer}", 25m))).Rows[0]));
        Assert.Equal(2500, (await SummaryOf(id)).Gross);
        Assert.Equal(
            "updated",
            ResultOf(
                (
                    await Bulk(
                        new
                        {
                            type = "order",
                            external_id = $"O-{customer}",
                            deleted = true,
                        }
                    )
                ).Rows[0]
            )
        );
        Assert.Equal((0, 0L), ((await SummaryOf(id)).Orders, (await SummaryOf(id)).Gross));
        Assert.DoesNotContain(await TimelineTitles(id), t => t.StartsWith("Order", StringComparison.Ordinal));
    }

    [Fact, Trait("Spec", "FCT-1"), Trait("Spec", "FCT-5"), Trait("Spec", "FCT-6"), Trait("Spec", "FCT-7")]
    public async Task Every_kind_of_the_formats_goes_in_is_listed_opened_and_removed()
    {
        var (id, customer) = await Customer("Fleet Ltd", "organization");
        var facts = FactSamples.OneOfEach(customer).ToList();
        Assert.Equal(
            FactKind.All.Select(k => k.Type).Order(),
            facts.Select(f => JsonSerializer.SerializeToElement(f).GetProperty("type").GetString()).Order()
        );
        var (rows, _) = await Bulk([.. facts]);
        Assert.All(rows, row => Assert.Equal("created", ResultOf(row)));
        foreach (
            var (kind, row) in rows.Select(r => (FactKind.Named(r.GetProperty("type").GetString()!)!, r))
                .Where(r => r.Item1.Type is not ("interaction" or "note"))
        )
        {
            var path = $"/api/{kind.Route}/{row.GetProperty("id").GetGuid()}";
            var shown = await Api.Get(path);
            Assert.True(shown.Status == 200, kind.Type + string.Join("\n", Server.Node.Log.Errors));
            Assert.Equal(row.GetProperty("external_id").GetString(), shown["external_id"].GetString());
            var list = (
                await Api.Get($"/api/{kind.Route}?external_id={shown["external_id"]}{(kind.IsOfCustomer ? $"&customer_id={id}" : "")}")
            );
            Assert.True(list.Status == 200, kind.Type + list + string.Join("\n", Server.Node.Log.Errors));
            Assert.Equal(1, list["total"].GetInt32());
            // What was shown may be sent back and means the same.
            var again = await Api.Put(path, shown.Json);
            Assert.True(again.Status == 200, kind.Type + again + string.Join("\n", Server.Node.Log.Errors));
            Assert.Equal(shown["version"].GetInt32(), again["version"].GetInt32());
            Assert.Equal(204, (await Api.Delete(path)).Status);
            Assert.Equal(404, (await Api.Get(path)).Status);
        }
    }

    [Fact, Trait("Spec", "FCT-3")]
    public async Task A_ticket_is_made_edited_and_closed_over_rest()
    {
        var (id, _) = await Customer();
        var made = (
            await Api.Post(
                "/api/tickets",
                new
                {
                    customer_id = id,
                    subject = "Brake noise",
                    status = "open",
                    priority = "high",
                    opened_at = "2026-11-01T09:00:00Z",
                }
            )
        ).Expect(201);
        Assert.Equal(1, (await SummaryOf(id)).OpenTickets);
        var path = $"/api/tickets/{made.Id}";
        Assert.Equal(path, made.Headers.Location!.ToString());
        Assert.Equal(412, (await Api.Patch(path, new { status = "resolved" }, ("If-Match", "\"7\""))).Status);
        var closed = (
            await Api.Patch(path, new { status = "resolved", resolved_at = "2026-11-02T09:00:00Z" }, ("If-Match", "\"1\""))
        ).Expect(200);
        Assert.Equal(("Brake noise", 2), (closed["subject"].GetString(), closed["version"].GetInt32()));
        Assert.Equal(0, (await SummaryOf(id)).OpenTickets);
        Assert.Equal(
            422,
            (
                await Api.Post(
                    "/api/tickets",
                    new
                    {
                        customer_id = id,
                        subject = "",
                        status = "open",
                        priority = "high",
                        opened_at = "2026-11-01T09:00:00Z",
                    }
                )
            ).Status
        );
        Assert.Equal(
            400,
            (
                await Api.Post(
                    "/api/tickets",
                    new
                    {
                        customer_id = id,
                        subject = "x",
                        status = "ajar",
                        priority = "high",
                        opened_at = "2026-11-01T09:00:00Z",
                    }
                )
            ).Status
        );
        Assert.Equal(400, (await Api.Patch(path, new { colour = "red" })).Status);
        Assert.Equal(
            404,
            (
                await Api.Post(
                    "/api/tickets",
                    new
                    {
                        customer_id = Ids.Next(),
                        subject = "x",
                        status = "open",
                        priority = "high",
                        opened_at = "2026-11-01T09:00:00Z",
                    }
                )
            ).Status
        );
        var (_, elsewhere) = await OtherOrganization();
        Assert.Equal(404, (await elsewhere.Get(path)).Status);
        Assert.Equal(404, (await elsewhere.Delete(path)).Status);
    }

    [Fact, Trait("Spec", "FCT-1")]
    public async Task A_fact_of_an_unknown_customer_waits_and_is_joined_when_they_come()
    {
        var customer = $"late-{Ids.Next():N}";
        var (rows, tally) = await Bulk(Order(customer, $"O-{customer}", 10m));
        Assert.Equal(("waiting", 1), (ResultOf(rows[0]), tally.GetProperty("waiting").GetInt32()));
        Assert.Equal(1, (await Api.Get("/api/facts/waiting")).Expect(200)["total"].GetInt32());
        var id = (
            await Api.Post(
                "/api/customers",
                new
                {
                    display_name = "Late Larry",
                    type = "individual",
                    external_id = customer,
                }
            )
        ).Expect(201).Id;
        await Eventually(async () => (await SummaryOf(id)).Orders == 1, "the waiting order is joined");
        Assert.Equal(0, (await Api.Get("/api/facts/waiting")).Expect(200)["total"].GetInt32());

        var rejected = (await BulkText(JsonSerializer.Serialize(Order("nobody", "O-nobody", 10m)), "?on_unknown_customer=reject")).Rows[0];
        Assert.Equal(("rejected", "customer"), (ResultOf(rejected), FaultsOf(rejected).Single()));
        var created = (
            await BulkText(JsonSerializer.Serialize(Order($"new-{customer}", $"O2-{customer}", 10m)), "?on_unknown_customer=create")
        ).Rows[0];
        Assert.Equal("created", ResultOf(created));
        Assert.Equal(1, (await Api.Get($"/api/customers?external_id=new-{customer}")).Expect(200)["total"].GetInt32());
    }

    [Fact, Trait("Spec", "FCT-1")]
    public async Task A_bad_row_is_told_by_field_and_loses_no_good_one()
    {
        var (id, customer) = await Customer();
        var (rows, tally) = await Bulk(
            Order(customer, $"A-{customer}", 10m),
            "{ this is no JSON",
            new
            {
                type = "order",
                external_id = $"B-{customer}",
                customer = new { external_id = customer },
                number = "B",
                status = "paid",
                ordered_at = "0001-01-01T00:00:00Z",
                currency = "EUR",
                total = "1.005",
            },
            new { type = "wish", external_id = "x" },
            new
            {
                type = "payment_method",
                external_id = $"P-{customer}",
                customer = new { external_id = customer },
                method = "card",
                last4 = "4111 1111 1111 1111",
            },
            new
            {
                type = "vehicle",
                external_id = $"V-{customer}",
                customer = new { external_id = customer },
                make = "VW",
                model = "Golf",
                vin = "1M8GDM9AXKP042789",
            },
            Order(customer, $"C-{customer}", 20m)
        );
        Assert.Equal(["created", "rejected", "rejected", "rejected", "rejected", "rejected", "created"], rows.Select(ResultOf));
        Assert.Equal(["ordered_at", "total"], FaultsOf(rows[2]).Order());
        Assert.Equal(["last4"], FaultsOf(rows[4]));
        Assert.Equal(["vin"], FaultsOf(rows[5]));
        Assert.Equal(
            (7, 2, 5),
            (tally.GetProperty("rows").GetInt32(), tally.GetProperty("created").GetInt32(), tally.GetProperty("rejected").GetInt32())
        );
        Assert.Equal(3000, (await SummaryOf(id)).Gross);
    }

    [Fact, Trait("Spec", "PLT-11")]
    public async Task A_body_that_breaks_off_says_where_and_what_came_before_is_in()
    {
        var (id, customer) = await Customer();
        var answer = (
            await Api.Post("/api/facts/bulk", $"[{JsonSerializer.Serialize(Order(customer, $"A-{customer}", 10m))}, {{\"type\": \"ord")
        ).Expect(200);
        var lines = answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var last = JsonSerializer.Deserialize<JsonElement>(lines[^1]);
        Assert.Equal((2, 1, 2), (lines.Length, last.GetProperty("created").GetInt32(), last.GetProperty("stopped_at").GetInt32()));
        Assert.NotEmpty(last.GetProperty("reason").GetString()!);
        Assert.Equal(1000, (await SummaryOf(id)).Gross);
    }

    [Fact, Trait("Spec", "FCT-2")]
    public async Task Nobody_pays_more_than_the_invoice_asks_nor_in_another_currency()
    {
        var (_, customer) = await Customer();
        object Payment(string id, string amount, string currency = "EUR") =>
            new
            {
                type = "payment",
                external_id = id + customer,
                customer = new { external_id = customer },
                amount,
                currency,
                paid_at = "2026-03-02T10:00:00Z",
                status = "succeeded",
                invoice = new { external_id = $"I-{customer}" },
            };
        var (rows, _) = await Bulk(
            Payment("p1", "60.00"),
            new
            {
                type = "invoice",
                external_id = $"I-{customer}",
                customer = new { external_id = customer },
                number = "I-1",
                issued_at = "2026-03-01T10:00:00Z",
                currency = "EUR",
                total = "100.00",
                status = "open",
            },
            Payment("p2", "60.00"),
            Payment("p3", "10.00", "USD"),
            Payment("p4", "40.00")
        );
        Assert.Equal(["created", "created", "rejected", "rejected", "created"], rows.Select(ResultOf));
        Assert.Equal(["amount", "currency"], FaultsOf(rows[2]).Concat(FaultsOf(rows[3])));
    }

    [Fact, Trait("Spec", "FCT-4")]
    public async Task Fifty_who_spend_the_same_points_at_once_never_spend_more_than_there_are()
    {
        var (id, _) = await Customer();
        (
            await Api.Post(
                "/api/loyalty/transactions",
                new
                {
                    customer_id = id,
                    points = 100,
                    reason = "earn",
                    occurred_at = "2026-03-01T10:00:00Z",
                }
            )
        ).Expect(201);
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(_ =>
                    Api.Post(
                        "/api/loyalty/transactions",
                        new
                        {
                            customer_id = id,
                            points = -30,
                            reason = "spend",
                            occurred_at = "2026-03-02T10:00:00Z",
                        }
                    )
                )
        );
        Assert.Equal((3, 47), (answers.Count(a => a.Status == 201), answers.Count(a => a.Status == 409)));
        Assert.Equal((10, 100), ((await SummaryOf(id)).Points, (await SummaryOf(id)).LifetimePoints));
    }

    [Fact, Trait("Spec", "FCT-13")]
    public async Task Returns_and_refunds_lessen_what_was_spent_and_amounts_of_two_currencies_are_never_added()
    {
        var (id, customer) = await Customer();
        await Bulk(
            Order(customer, $"A-{customer}", 100m),
            Order(customer, $"B-{customer}", 50m, at: "2026-04-01T10:00:00Z"),
            Order(customer, $"D-{customer}", 900m, "draft"),
            Order(customer, $"X-{customer}", 900m, "cancelled"),
            new
            {
                type = "order",
                external_id = $"R-{customer}",
                customer = new { external_id = customer },
                number = "R",
                status = "returned",
                ordered_at = "2026-04-05T10:00:00Z",
                currency = "EUR",
                returns = new { external_id = $"A-{customer}" },
                lines = new[]
                {
                    new
                    {
                        sku = "BRK-1",
                        description = "Brake pads",
                        quantity = -1,
                        unit_price = 30m,
                    },
                },
            },
            new
            {
                type = "order",
                external_id = $"U-{customer}",
                customer = new { external_id = customer },
                number = "U",
                status = "paid",
                ordered_at = "2026-05-01T10:00:00Z",
                currency = "USD",
                total = 70,
            }
        );
        var summary = await SummaryOf(id);
        Assert.Equal((3, "EUR", 15000L, 3000L, 12000L), (summary.Orders, summary.Currency, summary.Gross, summary.Refunded, summary.Spent));
        var (rows, _) = await Bulk(
            new
            {
                type = "order",
                external_id = $"R2-{customer}",
                customer = new { external_id = customer },
                number = "R2",
                status = "returned",
                ordered_at = "2026-04-05T10:00:00Z",
                currency = "EUR",
                returns = new { external_id = $"A-{customer}" },
                lines = new[]
                {
                    new
                    {
                        sku = "TYRE",
                        description = "A tyre",
                        quantity = -1,
                        unit_price = 30m,
                    },
                },
            }
        );
        Assert.Equal(["lines[0].sku"], FaultsOf(rows[0]));
    }
}
