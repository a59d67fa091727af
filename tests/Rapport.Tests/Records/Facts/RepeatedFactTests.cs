using System.Text.Json;
using Rapport.Platform.Data;

namespace Rapport.Tests.Records.Facts;

/// <summary>
/// A fact that is told more than once in one request: the last word counts, and it is not judged against its own first one.
/// </summary>
public abstract class RepeatedFactTests(TestServer server) : FactTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : RepeatedFactTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : RepeatedFactTests(server), IClassFixture<PostgresServer>;

    private const string At = "2026-03-01T10:00:00Z";

    private static object Invoice(string customer) =>
        new
        {
            type = "invoice",
            external_id = $"i-{customer}",
            customer = new { external_id = customer },
            number = "1",
            issued_at = At,
            currency = "EUR",
            total = 100,
            status = "open",
        };

    private static object Payment(string customer, string name, int amount, int? refunded = null) =>
        new
        {
            type = "payment",
            external_id = $"{name}-{customer}",
            customer = new { external_id = customer },
            amount,
            currency = "EUR",
            paid_at = At,
            status = "succeeded",
            refunded_amount = refunded,
            invoice = new { external_id = $"i-{customer}" },
        };

    private static object Order(string customer, string name, int quantity, string? returns = null) =>
        new
        {
            type = "order",
            external_id = $"{name}-{customer}",
            customer = new { external_id = customer },
            number = name,
            status = "paid",
            ordered_at = At,
            currency = "EUR",
            lines = new[]
            {
                new
                {
                    sku = "A",
                    description = "Pad",
                    quantity,
                    unit_price = 10,
                },
            },
            returns = returns is null ? null : new { external_id = $"{returns}-{customer}" },
        };

    private static object Points(string customer, string name, int points, string reason) =>
        new
        {
            type = "loyalty_transaction",
            external_id = $"{name}-{customer}",
            customer = new { external_id = customer },
            points,
            reason,
            occurred_at = At,
        };

    [Fact, Trait("Spec", "FCT-2")]
    public async Task A_payment_that_is_sent_twice_or_corrected_in_one_request_is_not_more_than_its_invoice()
    {
        var (_, customer) = await Customer();
        var (rows, _) = await Bulk(Invoice(customer), Payment(customer, "p", 60), Payment(customer, "p", 60), Payment(customer, "p", 100));
        Assert.Equal(["created", "created", "unchanged", "updated"], rows.Select(ResultOf));

        (rows, _) = await Bulk(Payment(customer, "p", 60), Payment(customer, "q", 40), Payment(customer, "r", 1));
        Assert.Equal(["updated", "created", "rejected"], rows.Select(ResultOf));
    }

    [Fact, Trait("Spec", "FCT-2")]
    public async Task A_payment_whose_correction_is_refused_still_counts_on_its_invoice()
    {
        var (_, customer) = await Customer();
        await Bulk(Invoice(customer), Payment(customer, "p", 60), Payment(customer, "q", 40));

        var (rows, _) = await Bulk(
            Payment(customer, "q", 400),
            Payment(customer, "new", 40),
            Payment(customer, "p", 60, refunded: 70),
            Payment(customer, "newer", 60)
        );

        Assert.Equal(["rejected", "rejected", "rejected", "rejected"], rows.Select(ResultOf));
    }

    [Fact, Trait("Spec", "FCT-1")]
    public async Task A_return_that_is_sent_twice_is_one_and_an_order_that_is_sent_again_keeps_what_came_back()
    {
        var (id, customer) = await Customer();
        var (rows, _) = await Bulk(
            Order(customer, "o", 3),
            Order(customer, "r", 2, "o"),
            Order(customer, "r", 2, "o"),
            Order(customer, "r", 1, "o")
        );
        Assert.Equal(["created", "created", "unchanged", "updated"], rows.Select(ResultOf));

        (rows, _) = await Bulk(Order(customer, "o", 3), Order(customer, "more", 3, "o"), Order(customer, "rest", 2, "o"));

        Assert.Equal(["unchanged", "rejected", "created"], rows.Select(ResultOf));
        Assert.Equal((3000, 3000), await SummaryOf(id) is var s ? (s.Gross, s.Refunded) : default);
    }

    [Fact, Trait("Spec", "FCT-4")]
    public async Task A_spending_that_is_sent_twice_or_corrected_in_one_request_is_one()
    {
        var (id, customer) = await Customer();
        var (rows, _) = await Bulk(
            Points(customer, "e", 100, "earn"),
            Points(customer, "s", -60, "spend"),
            Points(customer, "s", -60, "spend")
        );
        Assert.Equal(["created", "created", "unchanged"], rows.Select(ResultOf));

        (rows, _) = await Bulk(
            Points(customer, "s", -60, "spend"),
            Points(customer, "s", -100, "spend"),
            Points(customer, "e", 100, "earn")
        );
        Assert.Equal(["unchanged", "updated", "unchanged"], rows.Select(ResultOf));
        Assert.Equal(0, (await SummaryOf(id)).Points);
    }

    [Fact, Trait("Spec", "FCT-4")]
    public async Task A_spending_whose_correction_is_refused_leaves_no_points_for_another()
    {
        var (id, customer) = await Customer();
        await Bulk(Points(customer, "e", 100, "earn"), Points(customer, "s", -60, "spend"));

        var (rows, _) = await Bulk(Points(customer, "s", -60, "earn"), Points(customer, "t", -60, "spend"));

        Assert.Equal(["rejected", "waiting"], rows.Select(ResultOf));
        Assert.Equal(40, (await SummaryOf(id)).Points);
    }

    [Fact, Trait("Spec", "FCT-4")]
    public async Task Points_that_are_spent_are_not_taken_back_by_hand()
    {
        var (id, customer) = await Customer();
        await Bulk(Points(customer, "e", 100, "earn"), Points(customer, "s", -60, "spend"));
        var earned = (await Api.Get($"/api/loyalty/transactions?external_id=e-{customer}"))
            .Expect(200)["data"][0]
            .GetProperty("id")
            .GetGuid();

        Assert.Equal("/problems/points_spent", (await Api.Delete($"/api/loyalty/transactions/{earned}")).Expect(409)["type"].GetString());
        (await Api.Patch($"/api/loyalty/transactions/{earned}", new { points = 59 })).Expect(409);
        Assert.Equal(40, (await SummaryOf(id)).Points);

        (await Api.Patch($"/api/loyalty/transactions/{earned}", new { points = 60 })).Expect(200);
        Assert.Equal(0, (await SummaryOf(id)).Points);
    }

    [Fact, Trait("Spec", "FCT-9")]
    public async Task What_waits_is_what_was_said_last()
    {
        var late = $"late-{Ids.Next():N}";
        var (rows, _) = await Bulk(
            Order(late, "gone", 1),
            new
            {
                type = "order",
                external_id = $"gone-{late}",
                deleted = true,
            },
            Order(late, "twice", 1),
            Order(late, "twice", 5)
        );
        Assert.Equal(["waiting", "unchanged", "waiting", "waiting"], rows.Select(ResultOf));

        var id = (
            await Api.Post(
                "/api/customers?on_duplicate=create",
                new
                {
                    display_name = "Late Lara",
                    type = "individual",
                    external_id = late,
                }
            )
        ).Expect(201).Id;

        await Eventually(async () => (await SummaryOf(id)).Orders > 0, "the orders are joined");
        Assert.Equal((1, 5000), await SummaryOf(id) is var s ? (s.Orders, s.Gross) : default);
    }

    [Fact, Trait("Spec", "PLT-11")]
    public async Task A_mark_that_says_UTF_8_is_no_part_of_the_first_row_and_what_is_packed_is_refused()
    {
        var (_, customer) = await Customer();
        var (rows, _) = await BulkText("\uFEFF" + JsonSerializer.Serialize(Order(customer, "marked", 1)));
        Assert.Equal("created", ResultOf(rows.Single()));

        using var packed = new ByteArrayContent([0x1f, 0x8b, 8, 0]);
        packed.Headers.ContentType = new("application/x-ndjson");
        packed.Headers.ContentEncoding.Add("gzip");
        (await Api.Post("/api/facts/bulk", packed)).Expect(415);
    }
}
