using Rapport.Platform.Data;
using Rapport.Records.Billing;
using Rapport.Records.Facts;
using Rapport.Records.Sales;

namespace Rapport.Records.Samples;

/// <summary>What customers of the sample garage order in its shop on the web, and what some send back.</summary>
internal sealed class SampleOrders(DateTimeOffset now)
{
    private const string Currency = "GBP";
    private const int Newest = 6;

    private static readonly (string Sku, string What, string Category, decimal Price)[] Goods =
    [
        ("ROOF", "Roof bars", "Accessories", 64m),
        ("MAT", "Rubber mats", "Accessories", 34.5m),
        ("SEAT", "Child seat", "Accessories", 129m),
        ("BULB", "Bulb set", "Spare parts", 14.9m),
        ("OIL", "Engine oil, 5 l", "Care", 42m),
        ("WASH", "Washer fluid", "Care", 4.95m),
        ("COVER", "Boot liner", "Accessories", 48m),
        ("CHAIN", "Snow chains", "Accessories", 72m),
    ];

    public static IEnumerable<(Fact, string?)> Products() =>
        Goods.Select(g =>
            (
                (Fact)
                    new Product
                    {
                        ExternalId = g.Sku,
                        Sku = g.Sku,
                        Name = g.What,
                        Category = g.Category,
                        PriceMinor = (long)(g.Price * 100),
                        Currency = Currency,
                    },
                (string?)null
            )
        );

    public IEnumerable<(Fact, string?)> Of(SampleDriver driver, Random random)
    {
        var facts = new List<Fact>();
        var oldest = (int)Math.Clamp((now - driver.Since).TotalDays, 0, 720);
        for (var (i, daysAgo) = (1, Newest + random.Next(40)); daysAgo < oldest; i++, daysAgo += 20 + random.Next(110))
            Add(facts, driver.Number, i, daysAgo, random);
        return facts.Select(f => (f, (string?)driver.Number));
    }

    private void Add(List<Fact> facts, string customer, int number, int daysAgo, Random random)
    {
        var at = SampleVisits.Hour(now.AddDays(-daysAgo), 11 + random.Next(11));
        var lines = Goods
            .OrderBy(_ => random.Next())
            .Take(1 + random.Next(3))
            .Select(
                (g, i) =>
                    new OrderLine
                    {
                        Position = i,
                        Sku = g.Sku,
                        Description = g.What,
                        Quantity = 1 + random.Next(2),
                        UnitPrice = g.Price,
                        Category = g.Category,
                    }
            )
            .ToList();
        var order = new Order
        {
            ExternalId = $"{customer}-B{number}",
            Number = $"ORD-{customer[^5..]}-{number}",
            Status = daysAgo < 2 * Newest ? OrderStatus.Shipped : OrderStatus.Completed,
            OrderedAt = at,
            Currency = Currency,
            Lines = lines,
            Channel = "web",
        };
        facts.Add(order);
        var paid = MinorUnits.Of(lines.Sum(l => l.Quantity * l.UnitPrice), Currency);
        facts.Add(
            new Payment
            {
                ExternalId = $"{order.ExternalId}-P",
                AmountMinor = paid,
                Currency = Currency,
                PaidAt = at.AddMinutes(2),
                Status = PaymentStatus.Succeeded,
                Method = "card",
            }
        );
        if (daysAgo < 30 || random.Next(8) > 0)
            return;
        var back = lines[0];
        facts.Add(
            new Order
            {
                ExternalId = $"{order.ExternalId}-R",
                Number = $"RET-{customer[^5..]}-{number}",
                Status = OrderStatus.Returned,
                OrderedAt = at.AddDays(9),
                Currency = Currency,
                Channel = "web",
                Returns = order.ExternalId,
                Lines =
                [
                    new OrderLine
                    {
                        Position = 0,
                        Sku = back.Sku,
                        Description = back.Description,
                        Quantity = -back.Quantity,
                        UnitPrice = back.UnitPrice,
                        Category = back.Category,
                    },
                ],
            }
        );
    }
}
