using System.Text.Json.Serialization;
using Rapport.Records.Interactions;
using Rapport.Records.Sales;
using Rapport.Records.Support;

namespace Rapport.Insight.Customer360.Parts;

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

public sealed record InteractionSummary(
    DateTimeOffset? LastInteractionDate,
    [property: JsonPropertyName("interaction_count_30d")] int InteractionCount30Days,
    int Total,
    [property: JsonPropertyName("last_5_interactions")] IReadOnlyList<InteractionShown> Latest
);

public sealed record InteractionShown(
    Guid Id,
    InteractionType InteractionType,
    Direction Direction,
    string? Subject,
    DateTimeOffset OccurredAt,
    int? DurationMinutes,
    Outcome? Outcome,
    Sentiment? Sentiment,
    string? Actor
);

/// <param name="Data">Open ones first, then the latest.</param>
/// <param name="PipelineValue">The sum of the open ones, in the currency of most of them.</param>
/// <param name="WeightedValue">The same, each by its probability.</param>
/// <param name="WinRate">Won of won and lost, 0 to 1; null when none was decided.</param>
public sealed record OpportunityPipeline(
    IReadOnlyList<OpportunityShown> Data,
    int OpenOpportunities,
    decimal PipelineValue,
    decimal WeightedValue,
    string? Currency,
    IReadOnlyList<Money> PipelineByCurrency,
    int Won,
    int Lost,
    double? WinRate
);

public sealed record OpportunityShown(
    Guid Id,
    string Name,
    OpportunityKind Kind,
    OpportunityStatus Status,
    string? Stage,
    decimal? Amount,
    string? Currency,
    decimal? Probability,
    DateOnly? ExpectedClose,
    DateTimeOffset? ClosedAt,
    string? Owner
);

/// <param name="MayEdit">Whoever asks wrote it.</param>
public sealed record NoteShown(
    Guid Id,
    string? Title,
    string Content,
    NoteVisibility Visibility,
    bool IsPinned,
    DateTimeOffset WrittenAt,
    Guid? AuthorId,
    string? Author,
    bool MayEdit,
    int Version
);
