namespace Rapport.Insight.Segments;

/// <param name="Criteria">Who belongs to it, in words: the criteria of a dynamic one, the description of another.</param>
/// <param name="How">By a person's hand, or by the segment's rule.</param>
public sealed record SegmentMembership(
    Guid Id,
    string Name,
    SegmentType Type,
    string? Criteria,
    DateTimeOffset AssignedAt,
    string? AssignedBy,
    AssignedHow How
);
