namespace Rapport.Insight.Segments;

/// <param name="Criteria">In words.</param>
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
