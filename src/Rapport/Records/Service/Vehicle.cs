using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;

namespace Rapport.Records.Service;

/// <summary>A car, or another thing that is serviced.</summary>
[FactFormat(
    "vehicle",
    "vehicles",
    Area.Service,
    Events = new[]
    {
        "vehicle.changed_hands",
        "vehicle.taken_over",
        "vehicle.handed_back",
        "vehicle.driver_corrected",
        "vehicle.driver_removed",
    }
)]
[FactPage(
    "Service",
    220,
    "Vehicle",
    "Vehicles",
    "car",
    Titles = "plate vin",
    Columns = "make model year mileage next_service_at inspection_due_at",
    Heading = "{title} {make} {model}"
)]
public sealed class Vehicle : CustomerFact
{
    [Limit(40), Label("VIN"), PersonalData]
    public string? Vin { get; set; }

    [Limit(40), PersonalData]
    public string? Plate { get; set; }

    [RequiredField, Limit(100), NotPersonalData]
    public string Make { get; set; } = "";

    [RequiredField, Limit(100), NotPersonalData]
    public string Model { get; set; } = "";

    [Limit(2200, Least = 1885)]
    public int? Year { get; set; }

    [Limit(40), NotPersonalData]
    public string? Fuel { get; set; }

    [Limit(10_000_000), Label("Miles")]
    public int? Mileage { get; set; }

    [Label("Next service")]
    public DateOnly? NextServiceAt { get; set; }

    [Limit(10_000_000), Label("Next service at miles")]
    public int? NextServiceMileage { get; set; }

    [Label("Inspection due")]
    public DateOnly? InspectionDueAt { get; set; }

    protected override DateTimeOffset Happened => CreatedAt;

    public override void Complete() => Vin = Formats.Vin.TryParse(Vin, out var vin) ? vin.Value : Vin;

    public override void Check(Errors errors)
    {
        if (Vin is null)
            return;
        if (!Formats.Vin.TryParse(Vin, out var vin))
            errors.Add("vin", "It must be 17 letters and digits, without I, O and Q.");
        else if (!vin.IsPlausible)
            errors.Add("vin", "Its check digit does not fit: one character is wrong.");
    }

    public override TimelineText? OnTimeline() =>
        new(
            "vehicle",
            $"Vehicle {Plate ?? Vin} {Make} {Model}".Replace("  ", " "),
            new
            {
                plate = Plate,
                make = Make,
                model = Model,
                year = Year,
                mileage = Mileage,
            }
        );
}
