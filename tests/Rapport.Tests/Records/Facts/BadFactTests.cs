using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Rapport.Platform.Data;

namespace Rapport.Tests.Records.Facts;

/// <summary>Facts as broken systems send them: each is refused by field, and no good one is lost beside it.</summary>
public abstract class BadFactTests(TestServer server) : FactTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : BadFactTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : BadFactTests(server), IClassFixture<PostgresServer>;

    private static object Order(
        string customer,
        string id,
        string at = "2026-03-01T10:00:00Z",
        string currency = "EUR",
        object? total = null
    ) =>
        new
        {
            type = "order",
            external_id = id,
            customer = new { external_id = customer },
            number = id,
            status = "paid",
            ordered_at = at,
            currency,
            total,
            lines = new[]
            {
                new
                {
                    sku = "LAMP",
                    description = "Lamp",
                    quantity = 2,
                    unit_price = 10m,
                },
            },
        };

    private static object Return(string customer, string id, string of, string sku, int quantity) =>
        new
        {
            type = "order",
            external_id = id,
            customer = new { external_id = customer },
            number = id,
            status = "returned",
            ordered_at = "2026-04-01T10:00:00Z",
            currency = "EUR",
            returns = new { external_id = of },
            lines = new[]
            {
                new
                {
                    sku,
                    description = "Back",
                    quantity,
                    unit_price = 10m,
                },
            },
        };

    [Theory, Trait("Spec", "FCT-1"), Trait("Spec", "PLT-9")]
    [
        InlineData("0001-01-01T00:00:00Z", false),
        InlineData("9999-12-31T23:59:59Z", false),
        InlineData("1899-12-31T23:59:59Z", false),
        InlineData("2026-02-30T00:00:00Z", false),
        InlineData("yesterday", false)
    ]
    [InlineData("1900-01-02T00:00:00Z", true), InlineData("2026-03-01T10:00:00+14:00", true)]
    public async Task A_day_that_cannot_be_is_refused_alone_and_in_a_bulk(string at, bool isTaken)
    {
        var (id, customer) = await Customer();
        var (rows, _) = await Bulk(Order(customer, $"A-{customer}", at), Order(customer, $"B-{customer}"));
        Assert.Equal([isTaken ? "created" : "rejected", "created"], rows.Select(ResultOf));
        if (!isTaken)
            Assert.Equal(["ordered_at"], FaultsOf(rows[0]));

        var alone = await Api.Post(
            "/api/tickets",
            new
            {
                customer_id = id,
                subject = "When?",
                status = "open",
                priority = "low",
                opened_at = at,
            }
        );
        Assert.True(isTaken ? alone.Status == 201 : alone.Status is 400 or 422, alone.ToString());
    }

    [Theory, Trait("Spec", "FCT-1"), Trait("Spec", "PLT-3")]
    [
        InlineData("XXQ", null, "currency"),
        InlineData("", null, "currency"),
        InlineData("EUR", "20.001", "total"),
        InlineData("JPY", "20.5", "total"),
        InlineData("EUR", "twenty", "total"),
        InlineData("EUR", "1e30", "total"),
        InlineData("EUR", "99999999999999999999", "total")
    ]
    public async Task A_sum_that_its_currency_does_not_know_is_refused(string currency, string? total, string field)
    {
        var (id, customer) = await Customer();
        var (rows, _) = await Bulk(Order(customer, $"A-{customer}", currency: currency, total: total));
        Assert.Equal("rejected", ResultOf(rows[0]));
        Assert.Contains(field, FaultsOf(rows[0]));
        Assert.Equal(0, (await SummaryOf(id)).Orders);
    }

    [Fact, Trait("Spec", "FCT-13")]
    public async Task A_return_of_what_was_never_bought_or_of_more_or_of_another_s_order_is_refused()
    {
        var ((id, customer), (_, other)) = (await Customer(), await Customer());
        await Bulk(Order(customer, $"A-{customer}"));
        var (rows, _) = await Bulk(
            Return(customer, $"R1-{customer}", $"A-{customer}", "TYRE", -1),
            Return(customer, $"R2-{customer}", $"A-{customer}", "LAMP", -3),
            Return(other, $"R3-{customer}", $"A-{customer}", "LAMP", -1),
            Return(customer, $"R4-{customer}", $"A-{customer}", "LAMP", -2)
        );
        Assert.Equal(["rejected", "rejected", "rejected", "created"], rows.Select(ResultOf));
        Assert.Equal((2000L, 2000L, 0L), (await SummaryOf(id)) is var s ? (s.Gross, s.Refunded, s.Spent) : default);

        // All of it is back: nothing more can come, but the same return may be sent again.
        var (more, _) = await Bulk(Return(customer, $"R5-{customer}", $"A-{customer}", "LAMP", -1));
        Assert.Equal(["lines[0].sku", "total"], FaultsOf(more[0]).Order());
        Assert.Equal("unchanged", ResultOf((await Bulk(Return(customer, $"R4-{customer}", $"A-{customer}", "LAMP", -2))).Rows[0]));
    }

    [Theory, Trait("Spec", "PLT-7"), Trait("Spec", "FCT-2")]
    [InlineData("4111111111111111"), InlineData("4111 1111 1111 1111"), InlineData("5555-5555-5555-4444")]
    public async Task A_full_card_number_is_refused_wherever_billing_has_a_text_and_kept_nowhere(string card)
    {
        var (id, customer) = await Customer();
        var of = new { external_id = customer };
        object[] facts =
        [
            new
            {
                type = "payment_method",
                external_id = $"pm-{customer}",
                customer = of,
                method = "card",
                last4 = card,
            },
            new
            {
                type = "payment_method",
                external_id = $"pb-{customer}",
                customer = of,
                method = "card",
                brand = card,
                last4 = "1111",
            },
            new
            {
                type = "payment",
                external_id = $"py-{customer}",
                customer = of,
                amount = 5,
                currency = "EUR",
                paid_at = "2026-03-02T10:00:00Z",
                status = "succeeded",
                method = card,
            },
            new
            {
                type = "invoice",
                external_id = $"in-{customer}",
                customer = of,
                number = card,
                issued_at = "2026-03-01T10:00:00Z",
                currency = "EUR",
                total = 5,
                status = "open",
            },
        ];
        var (rows, _) = await Bulk(facts);
        Assert.All(rows, row => Assert.Equal("rejected", ResultOf(row)));
        Refused(
            await Api.Post(
                "/api/payment-methods",
                new
                {
                    customer_id = id,
                    method = "card",
                    last4 = card,
                }
            )
        );
        Refused(
            await Api.Post(
                "/api/payments",
                new
                {
                    customer_id = id,
                    amount = 5,
                    currency = "EUR",
                    paid_at = "2026-03-02T10:00:00Z",
                    status = "succeeded",
                    method = card,
                }
            )
        );
        Assert.Equal(0, await Count($"select count(*) from payment_methods where organization_id = {Organization} and customer_id = {id}"));
        Assert.Equal(0, await Count($"select count(*) from payments where organization_id = {Organization} and customer_id = {id}"));

        static void Refused(Answer answer) => Assert.True(answer.Status is 400 or 422, answer.ToString());
    }

    [Fact, Trait("Spec", "PLT-11")]
    public async Task Of_a_hundred_thousand_lines_the_one_broken_is_told_and_all_others_go_in()
    {
        const int Lines = 100_000,
            Broken = 77_777;
        var (id, customer) = await Customer();
        var body = new StringBuilder();
        for (var i = 1; i <= Lines; i++)
        {
            if (i == Broken)
                body.Append("{\"type\":\"loyalty_transaction\",\"external_id\":\n");
            else
                body.Append(
                    CultureInfo.InvariantCulture,
                    $"{{\"type\":\"loyalty_transaction\",\"external_id\":\"L{i}-{customer}\","
                        + $"\"customer\":{{\"external_id\":\"{customer}\"}},\"points\":1,\"reason\":\"earn\","
                        + $"\"occurred_at\":\"2026-03-01T10:00:00Z\"}}\n"
                );
        }

        var (rows, tally) = await BulkText(body.ToString());

        Assert.Equal(
            (Lines, Lines - 1, 1),
            (tally.GetProperty("rows").GetInt32(), tally.GetProperty("created").GetInt32(), tally.GetProperty("rejected").GetInt32())
        );
        Assert.Equal(Broken, rows.Single(r => ResultOf(r) == "rejected").GetProperty("row").GetInt32());
        Assert.Equal(Lines - 1, (await SummaryOf(id)).Points);
        Assert.Equal(
            Lines - 1,
            await Count($"select count(*) from loyalty_transactions where organization_id = {Organization} and customer_id = {id}")
        );
    }

    /// <summary>Not a document that ends early, but a caller who is gone: their connection closes in the middle of a row.</summary>
    [Fact, Trait("Spec", "PLT-11")]
    public async Task A_caller_who_hangs_up_in_the_middle_leaves_whole_facts_and_may_send_all_again()
    {
        var (id, customer) = await Customer();
        var lines = Enumerable.Range(0, 5_000).Select(i => JsonSerializer.Serialize(Order(customer, $"H{i}-{customer}"))).ToArray();
        var body = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        using (var caller = new TcpClient())
        {
            await caller.ConnectAsync(Server.Node.Address.Host, Server.Node.Address.Port);
            var head =
                $"POST /api/facts/bulk HTTP/1.1\r\nHost: {Server.Node.Address.Authority}\r\n"
                + $"Authorization: {Api.DefaultRequestHeaders.Authorization}\r\nContent-Type: application/x-ndjson\r\n"
                + $"Content-Length: {body.Length}\r\n\r\n";
            await caller.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
            await caller.GetStream().WriteAsync(body.AsMemory(0, body.Length / 2 + 7));
            caller.LingerState = new LingerOption(true, 0);
        }
        // At one moment: the server may still be taking what it had received.
        var (taken, summed) = await Plain(async c =>
            (
                await c.Rows(
                    $"""
                    select count(*), coalesce(max(s.order_count), 0) from orders o
                    left join customer_summary s on s.organization_id = o.organization_id and s.customer_id = o.customer_id
                    where o.organization_id = {Organization} and o.customer_id = {id}
                    """,
                    row => (row.Long(0), row.Long(1)),
                    default
                )
            )[0]
        );
        Assert.Equal(taken, summed);
        Assert.InRange(taken, 0, 2_500);

        var (_, tally) = await BulkText(string.Join('\n', lines));

        Assert.Equal(0, tally.GetProperty("rejected").GetInt32());
        Assert.Equal((5_000, 5_000 * 2_000L), (await SummaryOf(id)) is var s ? (s.Orders, s.Gross) : default);
        Nothing.In(Server.Node.Log.Errors);
    }
}
