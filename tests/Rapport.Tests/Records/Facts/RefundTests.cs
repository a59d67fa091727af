namespace Rapport.Tests.Records.Facts;

/// <summary>What goes back to a customer is taken off once, by whichever fact it is told, and never of what did not count.</summary>
public abstract class RefundTests(TestServer server) : FactTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : RefundTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : RefundTests(server), IClassFixture<PostgresServer>;

    private const string At = "2026-03-01T10:00:00Z";

    [Theory, Trait("Spec", "FCT-13"), Trait("Spec", "LIF-5")]
    [InlineData("order:paid return:returned:-30", 1, 100, 30)]
    [InlineData("order:returned", 1, 100, 100)]
    [InlineData("order:returned return:returned:-100", 1, 100, 100)]
    [InlineData("order:returned return:returned:-40", 1, 100, 100)]
    [InlineData("order:returned return:cancelled:-40", 1, 100, 100)]
    [InlineData("order:paid invoice:paid refund return:returned:-100", 1, 100, 100)]
    [InlineData("order:returned invoice:paid refund", 1, 100, 100)]
    [InlineData("order:paid invoice:paid refund", 1, 100, 100)]
    [InlineData("order:paid invoice:paid refund return:cancelled:-100", 1, 100, 100)]
    [InlineData("order:cancelled invoice:void refund", 0, 0, 0)]
    [InlineData("order:draft", 0, 0, 0)]
    public async Task What_came_back_or_was_called_off_is_taken_off_once(string told, int purchases, int gross, int refunded)
    {
        var (id, customer) = await Customer();
        var facts = told.Split(' ').Select(word => Fact(customer, word.Split(':'))).ToArray();

        var (rows, _) = await Bulk(facts);

        Assert.All(rows, row => Assert.Equal("created", ResultOf(row)));
        var summary = await SummaryOf(id);
        Assert.Equal(
            (purchases, gross * 100L, refunded * 100L, (gross - refunded) * 100L),
            (summary.Orders, summary.Gross, summary.Refunded, summary.Spent)
        );
    }

    [Fact, Trait("Spec", "FCT-13")]
    public async Task Money_given_back_for_an_invoice_that_is_void_is_no_loss()
    {
        var (id, customer) = await Customer();
        await Bulk(
            new
            {
                type = "invoice",
                external_id = $"i-{customer}",
                customer = new { external_id = customer },
                number = "1",
                issued_at = At,
                currency = "EUR",
                total = 100,
                status = "void",
            },
            Fact(customer, ["refund"])
        );

        Assert.Equal((0, 0L, 0L), (await SummaryOf(id)) is var s ? (s.Orders, s.Gross, s.Refunded) : default);
    }

    [Fact, Trait("Spec", "FCT-2")]
    public async Task What_was_given_back_on_an_invoice_may_be_paid_again_and_no_more()
    {
        var (_, customer) = await Customer();
        object Payment(string name, int amount, int back = 0) =>
            new
            {
                type = "payment",
                external_id = $"{name}-{customer}",
                customer = new { external_id = customer },
                amount,
                currency = "EUR",
                paid_at = At,
                status = back > 0 ? "partially_refunded" : "succeeded",
                refunded_amount = back > 0 ? back : (int?)null,
                invoice = new { external_id = $"i-{customer}" },
            };
        await Bulk(Fact(customer, ["order", "paid"]), Fact(customer, ["invoice", "open"]), Payment("first", 100, back: 40));

        var (rows, _) = await Bulk(Payment("again", 40), Payment("more", 1));

        Assert.Equal(["created", "rejected"], rows.Select(ResultOf));
    }

    [Fact, Trait("Spec", "FCT-1")]
    public async Task A_return_that_stands_before_its_order_in_a_bulk_is_held_against_it_all_the_same()
    {
        var (id, customer) = await Customer();

        var (rows, _) = await Bulk(Fact(customer, ["return", "returned", "-150"]), Fact(customer, ["order", "paid"]));

        Assert.Equal(["rejected", "created"], rows.Select(ResultOf));
        Assert.Equal(0, (await SummaryOf(id)).Refunded);
    }

    [Fact, Trait("Spec", "FCT-1")]
    public async Task What_is_sent_twice_in_a_bulk_is_what_was_sent_last()
    {
        var (id, customer) = await Customer();
        object Points(int points) =>
            new
            {
                type = "loyalty_transaction",
                external_id = $"l-{customer}",
                customer = new { external_id = customer },
                points,
                reason = "adjust",
                occurred_at = At,
            };
        await Bulk(
            new
            {
                type = "loyalty_transaction",
                external_id = $"first-{customer}",
                customer = new { external_id = customer },
                points = 10,
                reason = "earn",
                occurred_at = At,
            }
        );

        await Bulk(Points(-5), Points(7));
        var (order, back) = (Fact(customer, ["order", "paid"]), Fact(customer, ["return", "returned", "-50"]));
        await Bulk(
            order,
            back,
            new
            {
                type = "order",
                external_id = $"r-{customer}",
                customer = new { external_id = customer },
                number = "2",
                status = "paid",
                ordered_at = At,
                currency = "EUR",
                total = 60,
            }
        );

        var summary = await SummaryOf(id);
        Assert.Equal((17, 2, 16_000L, 0L), (summary.Points, summary.Orders, summary.Gross, summary.Refunded));
    }

    [Fact, Trait("Spec", "FCT-4")]
    public async Task Points_that_are_not_there_cannot_lapse_and_in_a_bulk_wait_until_they_are()
    {
        var (id, customer) = await Customer();
        object Points(string name, int points, string reason) =>
            new
            {
                type = "loyalty_transaction",
                external_id = $"{name}-{customer}",
                customer = new { external_id = customer },
                points,
                reason,
                occurred_at = At,
            };

        Assert.Equal(
            409,
            (
                await Api.Post(
                    "/api/loyalty/transactions",
                    new
                    {
                        customer_id = id,
                        points = -5,
                        reason = "expire",
                    }
                )
            ).Status
        );
        Assert.Equal("waiting", ResultOf((await Bulk(Points("gone", -5, "expire"))).Rows[0]));
        await Bulk(Points("earned", 20, "earn"));

        Assert.Equal(15, (await SummaryOf(id)).Points);
    }

    /// <summary>A fact in few words; all are of one order of 100 and its invoice.</summary>
    private static object Fact(string customer, string[] words)
    {
        var of = new { external_id = customer };
        return words[0] switch
        {
            "order" => new
            {
                type = "order",
                external_id = $"o-{customer}",
                customer = of,
                number = "1",
                status = words[1],
                ordered_at = At,
                currency = "EUR",
                total = 100,
            },
            "return" => new
            {
                type = "order",
                external_id = $"r-{customer}",
                customer = of,
                number = "2",
                status = words[1],
                ordered_at = At,
                currency = "EUR",
                total = int.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture),
                returns = new { external_id = $"o-{customer}" },
            },
            "invoice" => new
            {
                type = "invoice",
                external_id = $"i-{customer}",
                customer = of,
                number = "1",
                issued_at = At,
                currency = "EUR",
                total = 100,
                status = words[1],
                order = new { external_id = $"o-{customer}" },
            },
            _ => new
            {
                type = "payment",
                external_id = $"p-{customer}",
                customer = of,
                amount = 100,
                currency = "EUR",
                paid_at = At,
                status = "refunded",
                invoice = new { external_id = $"i-{customer}" },
            },
        };
    }
}
