using System.Text.Json.Serialization;

namespace Rapport.Records.Interactions.Panels;

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
