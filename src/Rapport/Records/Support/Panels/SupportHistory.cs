namespace Rapport.Records.Support.Panels;

/// <summary>The tickets, open ones marked, newest first, and how well they went.</summary>
/// <param name="Data">The latest of them.</param>
/// <param name="AvgResponseTime">Hours from opening to the first answer.</param>
/// <param name="AvgResolutionTime">Hours from opening to the solution.</param>
/// <param name="SatisfactionScore">The mean of satisfaction answers, 1 to 5.</param>
/// <param name="SatisfiedShare">The share of answers of 4 and 5.</param>
public sealed record SupportHistory(
    IReadOnlyList<TicketShown> Data,
    int Total,
    int OpenTickets,
    int Complaints,
    double? AvgResponseTime,
    double? AvgResolutionTime,
    double? SatisfactionScore,
    double? SatisfiedShare,
    int SatisfactionAnswers,
    int? LastRecommendation
);

/// <param name="FirstResponseDueAt">By when an answer is promised, by the ticket's priority.</param>
/// <param name="ResolutionDueAt">By when the solution is.</param>
/// <param name="IsSlaBroken">One of the two came late, or is late now.</param>
public sealed record TicketShown(
    Guid Id,
    string? Number,
    string Subject,
    TicketStatus Status,
    TicketPriority Priority,
    string? Severity,
    string? Category,
    bool IsComplaint,
    DateTimeOffset OpenedAt,
    DateTimeOffset? FirstResponseAt,
    DateTimeOffset? ResolvedAt,
    string? AssignedTo,
    bool IsOpen,
    DateTimeOffset FirstResponseDueAt,
    DateTimeOffset ResolutionDueAt,
    bool IsSlaBroken
);
