using Rapport.Platform.Data;

namespace Rapport.Insight.Segments;

public enum SegmentType
{
    Static,
    Dynamic,
}

public enum AssignedHow
{
    Manual,
    Rule,
}

/// <summary>A class of customers. Of a static one people choose the members; a dynamic one's follow from its rule.</summary>
public sealed class Segment : VersionedEntity
{
    public const int MaxName = 100;

    [NotPersonalData]
    public string Name { get; set; } = "";

    /// <summary>The folded name: two segments of one name would be one too many.</summary>
    [NotPersonalData]
    public string NameKey { get; set; } = "";

    [NotPersonalData]
    public string? Description { get; set; }

    /// <summary>Who belongs to it, in words.</summary>
    [NotPersonalData]
    public string? Criteria { get; set; }
    public SegmentType Type { get; init; }
    public Guid? CreatedById { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>A customer who belongs to a segment.</summary>
public sealed class SegmentMember : Entity
{
    public Guid SegmentId { get; init; }
    public Guid CustomerId { get; init; }
    public DateTimeOffset AssignedAt { get; init; }
    public Guid? AssignedById { get; init; }
    public AssignedHow How { get; init; }
}
