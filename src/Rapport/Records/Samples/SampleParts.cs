using Rapport.Records.Facts;
using Rapport.Records.Sales;
using Rapport.Records.Service;

namespace Rapport.Records.Samples;

/// <summary>What the parts of the sample garage fit, and what its visits are summed up as.</summary>
internal static class SampleParts
{
    private static readonly string[] Makes =
    [
        "Volkswagen",
        "Ford",
        "Vauxhall",
        "Nissan",
        "Toyota",
        "Hyundai",
        "BMW",
        "Kia",
        "Mini",
        "Skoda",
        "Mercedes-Benz",
        "Citroën",
    ];

    private static readonly (string Sku, string What, decimal Price, (string Make, string? Model, int? From, int? To)[] Fits)[] Stock =
    [
        (
            "OF-1",
            "Oil filter, 1.0 and 1.5 petrol",
            11.9m,
            [("Volkswagen", "Golf", 2013, null), ("Skoda", "Octavia", 2014, null), ("Ford", "Fiesta", null, null)]
        ),
        (
            "AF-VAN",
            "Air filter, vans",
            24.5m,
            [("Ford", "Transit Custom", 2012, null), ("Vauxhall", "Vivaro", null, null), ("Mercedes-Benz", "Sprinter", 2010, null)]
        ),
        ("BRK-VAN", "Brake pads, heavy duty", 96m, [("Ford", "Transit Custom", null, null), ("Mercedes-Benz", "Sprinter", null, null)]),
        (
            "CAB-EV",
            "Cabin filter, electric models",
            19.75m,
            [("Hyundai", "Kona Electric", 2018, null), ("Citroën", "Berlingo", 2019, null)]
        ),
        ("KEY-BMW", "Key battery and seal", 6.4m, [("BMW", null, null, null), ("Mini", null, 2007, null)]),
        ("TIM-V", "Timing chain kit", 310m, [("Vauxhall", "Corsa", 2006, 2019)]),
    ];

    public static List<ProductFit> FitsOf(string sku) =>
        sku is "WIP" or "BAT" ? Fits(Makes.Select(m => (m, (string?)null, (int?)null, (int?)null)))
        : sku is "BRK-R" or "BRK-F" ? Fits(Makes.Take(6).Select(m => (m, (string?)null, (int?)2010, (int?)null)))
        : [];

    public static IEnumerable<(Fact, string?)> Products(string currency) =>
        Stock.Select(part =>
            (
                (Fact)
                    new Product
                    {
                        ExternalId = part.Sku,
                        Sku = part.Sku,
                        Name = part.What,
                        Category = "Parts",
                        PriceMinor = (long)(part.Price * 100),
                        Currency = currency,
                        Fits = Fits(part.Fits),
                    },
                (string?)null
            )
        );

    public static string Summary(IReadOnlyList<VisitLine> lines)
    {
        var (done, advised) = (
            lines.Where(l => !l.Declined).Select(l => l.Description).ToList(),
            lines.Where(l => l.Declined).Select(l => l.Description).ToList()
        );
        var advice = advised.Count > 0 ? $" Advised for next time: {string.Join(", ", advised)}." : "";
        return $"{string.Join(", ", done)}. Road tested, no fault found.{advice}";
    }

    private static List<ProductFit> Fits(IEnumerable<(string Make, string? Model, int? From, int? To)> fits) =>
        [
            .. fits.Select(
                (f, i) =>
                    new ProductFit
                    {
                        Position = i,
                        Make = f.Make,
                        Model = f.Model,
                        YearFrom = f.From,
                        YearTo = f.To,
                    }
            ),
        ];
}
