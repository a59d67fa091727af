using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Tests.Records.Facts;

namespace Rapport.Tests.Insight.Customer360;

/// <summary>What tests of the whole view share: a shopper of whom everything is known, and her view.</summary>
public abstract class Customer360Test(TestServer server) : FactTest(server)
{
    protected DateTimeOffset DaysAgo(double days) => Clock.Now().AddDays(-days);

    protected async Task<JsonElement> View(Guid customer, HttpClient? by = null)
    {
        var answer = await (by ?? Api).Get($"/api/customers/{customer}/360");
        Assert.True(answer.Status == 200, $"{answer} {string.Join('\n', Server.Node.Log.Errors)}");
        return answer.Json;
    }

    protected static JsonElement At(JsonElement json, string path) =>
        path.Split('.').Aggregate(json, (at, name) => int.TryParse(name, out var i) ? at[i] : at.GetProperty(name));

    protected static double Number(JsonElement json, string path) => At(json, path).GetDouble();

    protected static string? Text(JsonElement json, string path) => At(json, path).GetString();

    protected static List<string?> Texts(JsonElement json, string list, string field) =>
        [.. At(json, list).EnumerateArray().Select(item => item.GetProperty(field).GetString())];

    /// <summary>All were taken; each fact belongs to the customer unless it names another.</summary>
    protected async Task Taken(params object[] facts)
    {
        foreach (var row in (await Bulk(facts)).Rows)
            Assert.True(ResultOf(row) is "created" or "updated", row.ToString());
    }

    /// <summary>Four orders ten days apart, a return, payments, points, letters, tickets, visits to the shop.</summary>
    protected async Task<Guid> Shopper()
    {
        var (id, number) = await Customer("Wanda Shopper");
        var customer = new { external_id = number };
        string Own(string name) => $"{number}-{name}";
        var orders = Enumerable
            .Range(1, 4)
            .Select(i =>
                (object)
                    new
                    {
                        type = "order",
                        external_id = Own($"o{i}"),
                        customer,
                        number = Own($"O{i}"),
                        status = i == 4 ? "paid" : "completed",
                        ordered_at = DaysAgo(45 - 10 * i),
                        currency = "GBP",
                        lines = new object[]
                        {
                            new
                            {
                                sku = Own("lamp"),
                                description = "Lamp",
                                quantity = 2,
                                unit_price = 10 * i,
                                category = "Lamps",
                            },
                            new
                            {
                                sku = Own("mug"),
                                description = "Mug",
                                quantity = 1,
                                unit_price = 5,
                            },
                        },
                    }
            );
        await Taken([
            new
            {
                type = "product",
                external_id = Own("mug"),
                sku = Own("mug"),
                name = "Mug",
                category = "Kitchen",
            },
            .. orders,
        ]);
        await Taken(
            new
            {
                type = "order",
                external_id = Own("r1"),
                customer,
                number = Own("R1"),
                status = "returned",
                ordered_at = DaysAgo(3),
                currency = "GBP",
                returns = new { external_id = Own("o1") },
                lines = new[]
                {
                    new
                    {
                        description = "Lamp",
                        quantity = -1,
                        unit_price = 10,
                    },
                },
            },
            new
            {
                type = "payment_method",
                external_id = Own("pm"),
                customer,
                method = "card",
                brand = "Visa",
                last4 = "4242",
                expiry = "2031-04",
                is_default = true,
            },
            new
            {
                type = "invoice",
                external_id = Own("i1"),
                customer,
                number = Own("I1"),
                issued_at = DaysAgo(20),
                currency = "GBP",
                total = 45,
                status = "void",
                order = new { external_id = Own("o2") },
            },
            new
            {
                type = "invoice",
                external_id = Own("i2"),
                customer,
                number = Own("I2"),
                issued_at = DaysAgo(5),
                currency = "GBP",
                total = 85,
                status = "open",
                order = new { external_id = Own("o4") },
            },
            new
            {
                type = "payment",
                external_id = Own("p1"),
                customer,
                amount = 25,
                currency = "GBP",
                paid_at = DaysAgo(35),
                status = "succeeded",
                method = "card",
                payment_method = new { external_id = Own("pm") },
            },
            new
            {
                type = "payment",
                external_id = Own("p2"),
                customer,
                amount = 30,
                currency = "GBP",
                paid_at = DaysAgo(4),
                status = "succeeded",
                method = "card",
                invoice = new { external_id = Own("i2") },
            },
            new
            {
                type = "payment",
                external_id = Own("p3"),
                customer,
                amount = 10,
                currency = "GBP",
                paid_at = DaysAgo(2),
                status = "failed",
                method = "card",
            }
        );
        await Taken([
            .. Enumerable
                .Range(1, 12)
                .Select(i =>
                    (object)
                        new
                        {
                            type = "loyalty_transaction",
                            external_id = Own($"l{i}"),
                            customer,
                            points = 50,
                            reason = "earn",
                            occurred_at = DaysAgo(100 - i),
                            expires_at = DaysAgo(
                                i == 1 ? -10
                                : i == 2 ? -20
                                : -300
                            ),
                        }
                ),
        ]);
        await Taken(
            new
            {
                type = "loyalty_transaction",
                external_id = Own("ref"),
                customer,
                points = 100,
                reason = "referral",
                occurred_at = DaysAgo(50),
                reference = "Somebody",
            },
            new
            {
                type = "loyalty_transaction",
                external_id = Own("spent"),
                customer,
                points = -60,
                reason = "spend",
                occurred_at = DaysAgo(1),
            }
        );
        await Taken([
            new
            {
                type = "campaign",
                external_id = Own("spring"),
                name = "Spring",
                channel = "email",
            },
            new
            {
                type = "campaign",
                external_id = Own("text"),
                name = "Text",
                channel = "sms",
            },
            .. Enumerable
                .Range(1, 12)
                .Select(i =>
                    (object)
                        new
                        {
                            type = "campaign_message",
                            external_id = Own($"m{i}"),
                            customer,
                            campaign = new { external_id = Own("spring") },
                            delivered_at = DaysAgo(60 - i),
                            opened_at = i % 2 == 0 ? DaysAgo(59 - i) : (DateTimeOffset?)null,
                            clicked_at = i == 6 ? DaysAgo(52) : (DateTimeOffset?)null,
                        }
                ),
        ]);
        await Taken(
            new
            {
                type = "campaign_message",
                external_id = Own("sms"),
                customer,
                campaign = new { external_id = Own("text") },
                delivered_at = DaysAgo(61),
                unsubscribed_at = DaysAgo(61),
            },
            new
            {
                type = "ticket",
                external_id = Own("t1"),
                customer,
                number = "T1",
                subject = "Broken lamp",
                status = "resolved",
                priority = "high",
                opened_at = DaysAgo(30),
                first_response_at = DaysAgo(30).AddHours(2),
                resolved_at = DaysAgo(30).AddHours(10),
            },
            new
            {
                type = "ticket",
                external_id = Own("t2"),
                customer,
                number = "T2",
                subject = "Where is it?",
                status = "open",
                priority = "normal",
                opened_at = DaysAgo(1),
            },
            new
            {
                type = "survey_response",
                external_id = Own("s1"),
                customer,
                survey = "csat",
                score = 5,
                answered_at = DaysAgo(29),
            },
            new
            {
                type = "survey_response",
                external_id = Own("s2"),
                customer,
                survey = "csat",
                score = 3,
                answered_at = DaysAgo(9),
            }
        );
        await Taken([
            .. Enumerable
                .Range(1, 7)
                .Select(i =>
                    (object)
                        new
                        {
                            type = "interaction",
                            external_id = Own($"c{i}"),
                            customer,
                            interaction_type = "call",
                            direction = "inbound",
                            subject = $"Call {i}",
                            occurred_at = DaysAgo(i * 8),
                        }
                ),
        ]);
        await Taken(
            new
            {
                type = "session",
                external_id = Own("w1"),
                customer,
                started_at = DaysAgo(2),
                duration_seconds = 100,
                device = "mobile",
                views = new[] { new { category = "Lamps" }, new { category = "Lamps" }, new { category = "Rugs" } },
            },
            new
            {
                type = "session",
                external_id = Own("w2"),
                customer,
                started_at = DaysAgo(3),
                duration_seconds = 300,
                device = "mobile",
            },
            new
            {
                type = "session",
                external_id = Own("w3"),
                customer,
                started_at = DaysAgo(4),
                device = "desktop",
            },
            new
            {
                type = "opportunity",
                external_id = Own("d1"),
                customer,
                name = "Refit",
                status = "open",
                amount = 1000,
                currency = "GBP",
                probability = 50,
            },
            new
            {
                type = "opportunity",
                external_id = Own("d2"),
                customer,
                name = "Shelf",
                status = "won",
                amount = 10,
                currency = "GBP",
            },
            new
            {
                type = "opportunity",
                external_id = Own("d3"),
                customer,
                name = "Bed",
                status = "lost",
            }
        );
        // A won deal makes a customer of the prospect a moment later, which stands on the timeline too.
        await Eventually(
            async () =>
                await Count($"select count(*) from opportunities where customer_id = {id} and status = 'won' and followed_at is null") == 0,
            "the won deal is followed"
        );
        return id;
    }
}
