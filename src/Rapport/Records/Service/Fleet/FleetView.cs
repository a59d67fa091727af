using System.Text.Json.Serialization;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Service.Fleet;

/// <summary>What a fleet is sorted by.</summary>
public enum FleetOrder
{
    Due,
    Plate,
    Owner,
    Driver,
    Mileage,
    Jobs,
    ThisYear,
    Spent,
}

/// <summary>Which vehicles of a fleet are asked for.</summary>
/// <param name="Search">Part of a plate, a VIN, make and model, or the driver's name.</param>
/// <param name="DueWithin">Due within so many days, or overdue.</param>
/// <param name="HasJobs">With open jobs only.</param>
/// <param name="OwnOnly">Without those of the customers below.</param>
public sealed record FleetFilter(
    string? Search = null,
    int? DueWithin = null,
    bool HasJobs = false,
    bool OwnOnly = false,
    FleetOrder Order = FleetOrder.Due,
    bool Descending = false
)
{
    private const int MostDays = 3_660;

    public static readonly (string, string)[] Parameters =
    [
        ("search", "Part of a plate, a VIN, make and model, or the driver's name"),
        ("due_within", "Service or inspection due within so many days, or overdue"),
        ("has_jobs", "true: with open jobs only"),
        ("own_only", "true: without the vehicles of customers below"),
        ("sort", $"{string.Join(", ", Words.All<FleetOrder>())}; a minus in front turns it round"),
    ];

    public static FleetFilter Read(QueryReader query)
    {
        var sort = query.Text("sort", 40);
        var order = FleetOrder.Due;
        if (sort is not null && !Words.TryParse(sort.TrimStart('-'), out order))
            query.Fail("sort", $"It must be {string.Join(", ", Words.All<FleetOrder>())}, each also with a minus in front.");
        return new FleetFilter(
            query.Text("search", 200)?.Trim(),
            query.Int("due_within", 0, MostDays),
            query.Truth("has_jobs"),
            query.Truth("own_only"),
            order,
            sort?.StartsWith('-') == true
        );
    }
}

/// <param name="Driver">Who drives it now; <paramref name="DriverId"/> where that is a customer. Null when nobody does, or nobody the
/// caller may see.</param>
/// <param name="NextDueAt">The earlier of service and inspection.</param>
/// <param name="DueFor">service or inspection.</param>
/// <param name="OpenJobs">Appointments to come and visits that are not done.</param>
/// <param name="ThisYear">What its completed visits came to since the first of January, in the fleet's currency.</param>
public sealed record FleetVehicle(
    Guid Id,
    string ExternalId,
    string? Plate,
    string? Vin,
    string Make,
    string Model,
    int? Year,
    Guid OwnerId,
    string Owner,
    string? Driver,
    Guid? DriverId,
    int? Mileage,
    DateOnly? NextServiceAt,
    DateOnly? InspectionDueAt,
    DateOnly? NextDueAt,
    string? DueFor,
    bool IsOverdue,
    int OpenJobs,
    decimal ThisYear,
    decimal Spent
);

/// <summary>What the vehicles that were asked for come to together, on all pages.</summary>
public sealed record FleetTotals(
    long Vehicles,
    long Owners,
    long WithDriver,
    long Overdue,
    long DueSoon,
    long OpenJobs,
    decimal ThisYear,
    decimal Spent
);

/// <summary>What was spent in a currency that is not the fleet's; it is not added to the rest.</summary>
public sealed record OtherSpend(string Currency, decimal ThisYear, decimal Spent);

/// <param name="Currency">In which most of the fleet's visits were billed; null before the first.</param>
public sealed record FleetView(
    IReadOnlyList<FleetVehicle> Data,
    long Total,
    int Page,
    int Limit,
    [property: JsonPropertyName("hasMore")] bool HasMore,
    string? NextCursor,
    string? Currency,
    FleetTotals Totals,
    IReadOnlyList<OtherSpend> OtherSpend
);
