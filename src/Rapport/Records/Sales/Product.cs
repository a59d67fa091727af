using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;

namespace Rapport.Records.Sales;

/// <summary>Something that is sold. A category may be a path, such as "Parts / Brakes".</summary>
[FactFormat("product", "products", Area.Sales)]
[FactPage("Sales", 340, "Product", "Products", "layers", Titles = "name", Columns = "sku category price active", Lines = "Fits")]
public sealed class Product : Fact
{
    [RequiredField, Limit(100), Label("SKU"), NotPersonalData]
    public string Sku { get; set; } = "";

    [RequiredField, Limit(300), NotPersonalData]
    public string Name { get; set; } = "";

    [Limit(200), NotPersonalData]
    public string? Category { get; set; }

    [Money]
    public long? PriceMinor { get; set; }

    [NotPersonalData]
    public string? Currency { get; set; }
    public bool Active { get; set; } = true;

    /// <summary>Of a part: the vehicles it fits. One that says nothing is offered for none.</summary>
    [Limit(500)]
    public List<ProductFit> Fits { get; set; } = [];

    public override void Check(Errors errors)
    {
        foreach (var (fit, i) in Fits.Select((f, i) => (f, i)))
            if (fit.YearTo < fit.YearFrom)
                errors.Add($"fits[{i}].year_to", "It is before the first year.");
    }
}

/// <summary>Vehicles that a part fits: all of a make, or one model of it with all that it comes in, in all years or in some.</summary>
public sealed class ProductFit : FactLine
{
    [RequiredField, Limit(100), NotPersonalData]
    public string Make { get; set; } = "";

    [Limit(100), NotPersonalData]
    public string? Model { get; set; }

    [Limit(2200, Least = 1885), Label("From year")]
    public int? YearFrom { get; set; }

    [Limit(2200, Least = 1885), Label("To year")]
    public int? YearTo { get; set; }
}
