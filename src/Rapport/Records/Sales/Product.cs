using Rapport.Records.Facts;

namespace Rapport.Records.Sales;

/// <summary>Something that is sold. A category may be a path, such as "Parts / Brakes".</summary>
[FactFormat("product", "products", Area.Sales)]
public sealed class Product : Fact
{
    [RequiredField, Limit(100)] public string Sku { get; set; } = "";
    [RequiredField, Limit(300)] public string Name { get; set; } = "";
    [Limit(200)] public string? Category { get; set; }
    [Money] public long? PriceMinor { get; set; }
    public string? Currency { get; set; }
    public bool Active { get; set; } = true;
}
