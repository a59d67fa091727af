using System.Text.Json;
using Rapport.Platform.Data;

namespace Rapport.Tests.Records.Criteria;

public abstract partial class Population
{
    private Task Orders() =>
        Taken([
            Order("Ada", 10, 120, "completed", "web", ("Brake pads", "Brakes", 80), ("Fitting", "Labour", 40)),
            Order("Ada", 40, 80, "paid", "shop", ("Oil", "Oil", 80)),
            Order("Ada", 400, 50, "completed", "web", ("Wipers", "Parts", 50)),
            Order("Ben", 200, 500, "completed", "web", ("Tyres", "Tyres", 500)),
            Order("Dan", 95, 95, "cancelled", null, ("Mats", "Parts", 95)),
            Order("Dan", 89, 60, "completed", null, ("Mats", "Parts", 60)),
            Order("Eve", 30, 200, "completed", null, ("Battery", "Parts", 200)),
            new
            {
                type = "order",
                external_id = "Eve-return",
                customer = Named("Eve"),
                number = "Eve-return",
                status = "returned",
                ordered_at = Ago(20),
                currency = "GBP",
                total = -50,
                returns = new { external_id = "Eve-30" },
            },
            Order("Fleet Ltd", 15, 1000, "completed", null, ("Tyres", "Tyres", 1000)),
            Order("Fleet Ltd", 100, 1000, "completed", null, ("Tyres", "Tyres", 1000)),
            Order("Fleet Ltd", 300, 1000, "completed", null, ("Tyres", "Tyres", 1000)),
            Order("Lou", 5, 10, "completed", "web", ("Brake pads", "Brakes", 10)),
        ]);

    private Task OtherFacts() =>
        Taken([
            Fact(
                "interaction",
                "Ada",
                new
                {
                    interaction_type = "call",
                    direction = "outbound",
                    occurred_at = Ago(3),
                    outcome = "successful",
                    sentiment = "positive",
                    subject = "MOT",
                }
            ),
            Fact(
                "survey_response",
                "Ada",
                new
                {
                    survey = "nps",
                    score = 9,
                    answered_at = Ago(20),
                }
            ),
            Fact(
                "survey_response",
                "Ben",
                new
                {
                    survey = "csat",
                    score = 2,
                    answered_at = Ago(4),
                }
            ),
            Fact(
                "survey_response",
                "Dan",
                new
                {
                    survey = "nps",
                    score = 3,
                    answered_at = Ago(50),
                }
            ),
            Fact(
                "ticket",
                "Ben",
                new
                {
                    subject = "Noise",
                    status = "open",
                    priority = "high",
                    is_complaint = true,
                    opened_at = Ago(5),
                }
            ),
            Fact(
                "ticket",
                "Ben",
                new
                {
                    subject = "Invoice",
                    status = "resolved",
                    priority = "normal",
                    opened_at = Ago(100),
                    resolved_at = Ago(99),
                }
            ),
            Fact(
                "loyalty_transaction",
                "Eve",
                new
                {
                    points = 500,
                    reason = "earn",
                    occurred_at = Ago(60),
                }
            ),
            Fact(
                "loyalty_transaction",
                "Eve",
                new
                {
                    points = -100,
                    reason = "spend",
                    occurred_at = Ago(10),
                }
            ),
            Fact(
                "invoice",
                "Gull Foods",
                new
                {
                    number = "G-1",
                    issued_at = Ago(25),
                    currency = "GBP",
                    total = 300,
                    status = "open",
                }
            ),
            Fact(
                "invoice",
                "Gull Foods",
                new
                {
                    number = "G-2",
                    issued_at = Ago(500),
                    currency = "GBP",
                    total = 700,
                    status = "paid",
                }
            ),
            Fact(
                "opportunity",
                "Harbour Inc",
                new
                {
                    name = "Fleet",
                    status = "won",
                    amount = 50000,
                    currency = "GBP",
                    closed_at = Ago(45),
                }
            ),
            Fact(
                "opportunity",
                "Harbour Inc",
                new
                {
                    name = "Renewal",
                    kind = "renewal",
                    status = "open",
                    amount = 60000,
                    currency = "GBP",
                }
            ),
            Fact(
                "vehicle",
                "Fleet Ltd",
                new
                {
                    make = "Ford",
                    model = "Transit",
                    inspection_due_at = Day(20),
                }
            ),
            Fact(
                "vehicle",
                "Fleet Ltd",
                new
                {
                    make = "Opel",
                    model = "Vivaro",
                    inspection_due_at = Day(200),
                }
            ),
            Fact(
                "service_visit",
                "Ivy",
                new
                {
                    status = "completed",
                    opened_at = Ago(450),
                    completed_at = Ago(450),
                    total = 150,
                    currency = "GBP",
                }
            ),
            Fact(
                "service_visit",
                "Ivy",
                new
                {
                    status = "completed",
                    opened_at = Ago(800),
                    completed_at = Ago(800),
                    total = 90,
                    currency = "GBP",
                }
            ),
            Fact("appointment", "Ivy", new { starts_at = Ago(-10), status = "confirmed" }),
        ]);

    private static object Named(string name) => new { external_id = name == "Ada" ? "A-1" : $"P-{name}" };

    private object Order(
        string name,
        int days,
        decimal total,
        string status,
        string? channel,
        params (string Text, string Category, decimal Price)[] lines
    ) =>
        new
        {
            type = "order",
            external_id = $"{name}-{days}",
            customer = Named(name),
            number = $"{name}-{days}",
            status,
            ordered_at = Ago(days),
            currency = "GBP",
            total,
            channel,
            lines = lines.Select(l => new
            {
                description = l.Text,
                category = l.Category,
                quantity = 1,
                unit_price = l.Price,
            }),
        };

    private static object Fact(string type, string name, object more)
    {
        var body = JsonSerializer.SerializeToNode(more, Rapport.Platform.Http.ApiJson.Options)!.AsObject();
        body["type"] = type;
        body["external_id"] = Ids.Next().ToString();
        body["customer"] = JsonSerializer.SerializeToNode(Named(name), Rapport.Platform.Http.ApiJson.Options);
        return body;
    }

    private async Task Taken(params object[] facts)
    {
        foreach (var row in (await Bulk(facts)).Rows)
            Assert.True(ResultOf(row) is "created", row.ToString());
    }
}
