namespace Rapport.Records.Service.Panels;

/// <summary>What of the customer's is serviced, what was done, and what is due.</summary>
/// <param name="ScheduledVisits">Appointments and visits that are to come.</param>
/// <param name="EquipmentList">What is due first stands first.</param>
public sealed record ServiceHistory(
    int ScheduledVisits,
    int CompletedJobs,
    IReadOnlyList<Equipment> EquipmentList,
    IReadOnlyList<VisitShown> RecentVisits,
    IReadOnlyList<AppointmentShown> UpcomingAppointments
);

/// <param name="NextDueAt">The earlier of service and inspection.</param>
/// <param name="DueFor">service or inspection.</param>
/// <param name="Driven">Who owns it and on which days it was theirs, where the customer drives it without owning it: all else that is said
/// of it is of these days.</param>
public sealed record Equipment(
    Guid Id,
    string ExternalId,
    string? Vin,
    string? Plate,
    string Make,
    string Model,
    int? Year,
    string? Fuel,
    int? Mileage,
    int VisitCount,
    DateTimeOffset? LastVisitAt,
    DateOnly? NextServiceAt,
    int? NextServiceMileage,
    DateOnly? InspectionDueAt,
    DateOnly? NextDueAt,
    string? DueFor,
    bool IsOverdue,
    Driven? Driven = null
);

/// <param name="OwnerId">Null, with the name, where the caller may not see the owner.</param>
/// <param name="To">The day it was handed back.</param>
public sealed record Driven(Guid? OwnerId, string? Owner, DateOnly From, DateOnly? To, bool IsNow);

/// <param name="Work">What was done, in a line.</param>
/// <param name="Declined">What was advised and not wanted.</param>
public sealed record VisitShown(
    Guid Id,
    string? Number,
    string? Vehicle,
    VisitStatus Status,
    DateTimeOffset OpenedAt,
    DateTimeOffset? CompletedAt,
    int? Mileage,
    string? Technician,
    string? Branch,
    decimal Total,
    string Currency,
    DateOnly? NextDueAt,
    int? NextDueMileage,
    string? Work,
    string? Declined
);

public sealed record AppointmentShown(
    Guid Id,
    string? Vehicle,
    DateTimeOffset StartsAt,
    DateTimeOffset? EndsAt,
    string? Reason,
    AppointmentStatus Status,
    string? Branch
);
