using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;

namespace Rapport.Records.Service;

public enum VisitStatus
{
    Scheduled,
    InProgress,
    Completed,
    Cancelled,
}

public enum VisitLineKind
{
    Labour,
    Part,
    Fee,
}

/// <summary>A job card: what was done to a vehicle, by whom, for how much, and when it should come again.</summary>
[FactFormat("service_visit", "service-visits", Area.Service)]
[FactPage(
    "Service",
    230,
    "Visit",
    "Visits",
    "wrench",
    Columns = "opened_at technician branch mileage total",
    Heading = "Job card {number}",
    Lines = "Job card"
)]
public sealed class ServiceVisit : CustomerFact
{
    [Limit(60), NotPersonalData]
    public string? Number { get; set; }

    [RefersTo("vehicle"), PersonalData]
    public string? Vehicle { get; set; }

    [RequiredField(ByHand = "scheduled")]
    public VisitStatus Status { get; set; }

    [RequiredField(ByHand = RequiredFieldAttribute.Now), Label("Opened")]
    public DateTimeOffset OpenedAt { get; set; }

    [Label("Completed"), NotedAt("completed")]
    public DateTimeOffset? CompletedAt { get; set; }

    [Limit(10_000_000), Label("Miles")]
    public int? Mileage { get; set; }

    [Named, Limit(200), PersonalData(DataSubject.User)]
    public string? Technician { get; set; }

    /// <summary>What was found and done, as the customer is told it.</summary>
    [Limit(4000), PersonalData]
    public string? Summary { get; set; }

    [Limit(500)]
    public List<VisitLine> Lines { get; set; } = [];

    [RequiredField(ByHand = RequiredFieldAttribute.Follows), Money]
    public long TotalMinor { get; set; }

    [RequiredField(ByHand = RequiredFieldAttribute.Ours), NotPersonalData]
    public string Currency { get; set; } = "";

    [Label("Next due")]
    public DateOnly? NextDueAt { get; set; }

    [Limit(10_000_000), Label("Next due at miles")]
    public int? NextDueMileage { get; set; }

    [Named, Limit(200), NotPersonalData]
    public string? Branch { get; set; }

    /// <summary>When its completion was logged as an interaction; it happens once, however often this is sent.</summary>
    [Derived(Stays = true)]
    public DateTimeOffset? FollowedAt { get; set; }

    protected override DateTimeOffset Happened => OpenedAt;

    public override void Complete()
    {
        if (TotalMinor == 0 && !Given.Contains("total"))
            TotalMinor = MinorUnits.Of(Lines.Where(l => !l.Declined).Sum(l => l.Quantity * l.UnitPrice), Currency);
    }

    public override void Check(Errors errors)
    {
        if (TotalMinor < 0)
            errors.Add("total", "It must not be negative.");
        if (Given.Count > 0 && Lines.Count == 0 && !Given.Contains("total"))
            errors.Add("lines", "Give the lines, or the total.");
        if (CompletedAt < OpenedAt)
            errors.Add("completed_at", "It is before the visit was opened.");
    }

    public override TimelineText? OnTimeline() =>
        new(
            "service_visit",
            "Service: "
                + (
                    Lines.Count > 0
                        ? string.Join(", ", Lines.Where(l => !l.Declined).Take(3).Select(l => l.Description))
                        : Number ?? "visit"
                ),
            new
            {
                number = Number,
                status = Status,
                vehicle = Vehicle,
                technician = Technician,
                mileage = Mileage,
                branch = Branch,
                summary = Summary,
                total = MinorUnits.Amount(TotalMinor, Currency),
                currency = Currency,
                advised = Lines.Any(l => l.Declined) ? string.Join(", ", Lines.Where(l => l.Declined).Select(l => l.Description)) : null,
            }
        );
}

public sealed class VisitLine : FactLine
{
    [RequiredField, Limit(500), PersonalData]
    public string Description { get; set; } = "";

    [RequiredField]
    public VisitLineKind Kind { get; set; }

    [RequiredField, Limit(1e9, Least = -1e9)]
    public decimal Quantity { get; set; }

    [RequiredField, Limit(1e12, Least = -1e12), Label("Price")]
    public decimal UnitPrice { get; set; }

    /// <summary>Advised, and not wanted this time.</summary>
    public bool Declined { get; set; }

    /// <summary>Of a part: the article number, by which it is a product.</summary>
    [Limit(100), NotPersonalData]
    public string? PartNumber { get; set; }

    /// <summary>The last day on which it is replaced without charge.</summary>
    [Label("Warranty until")]
    public DateOnly? WarrantyUntil { get; set; }
}
