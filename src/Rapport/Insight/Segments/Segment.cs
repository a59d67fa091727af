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

/// <summary>When the members of a dynamic segment follow its criteria.</summary>
public enum SegmentSchedule
{
    /// <summary>With each change of a customer, and as time passes.</summary>
    Continuous,
    Hourly,
    Daily,
    Weekly,

    /// <summary>When somebody asks for it.</summary>
    Manual,
}

/// <summary>A group of customers. People choose the members of a static one; a dynamic one's follow from its criteria.</summary>
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

    /// <summary>Who belongs to a dynamic one, as JSON in one form.</summary>
    [NotPersonalData]
    public string? Criteria { get; set; }
    public SegmentType Type { get; init; }

    /// <summary>The members of an inactive one stay as they are.</summary>
    public bool IsActive { get; set; } = true;

    /// <summary>Of the segments of one exclusive group a customer is in the first that fits.</summary>
    [NotPersonalData]
    public string? ExclusiveGroup { get; set; }

    /// <summary>The lowest number comes first in its group.</summary>
    public int Priority { get; set; } = DefaultPriority;
    public SegmentSchedule Schedule { get; set; }

    /// <summary>The owner of a customer who comes in is notified.</summary>
    public bool NotifiesOwners { get; set; }
    public long MemberCount { get; set; }

    /// <summary>How many match and are in a segment before it of the same exclusive group.</summary>
    public long DisplacedCount { get; set; }
    public DateTimeOffset? LastCalculatedAt { get; set; }

    /// <summary>When all customers were last gone through.</summary>
    public DateTimeOffset? LastFullAt { get; set; }

    /// <summary>Up to when the passing of time is reckoned with.</summary>
    public DateTimeOffset? MovedTo { get; set; }

    /// <summary>Why its members no longer follow, such as a field that was deleted.</summary>
    [NotPersonalData]
    public string? Fault { get; set; }
    public Guid? CreatedById { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }

    public const int DefaultPriority = 100;
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

/// <summary>A customer came into a segment or left it.</summary>
public sealed class SegmentChange : Entity
{
    public const int MaxReason = 400;

    public Guid SegmentId { get; init; }
    public Guid CustomerId { get; init; }
    public bool Entered { get; init; }
    public AssignedHow How { get; init; }
    public Guid? ById { get; init; }
    public DateTimeOffset At { get; init; }

    [PersonalData]
    public string Reason { get; init; } = "";
}

public enum ExportState
{
    Waiting,
    Done,
    Failed,
}

/// <summary>The members of a segment as a file, made in the background for whoever asked.</summary>
public sealed class SegmentExport : Entity
{
    public Guid SegmentId { get; init; }
    public Guid? RequestedById { get; init; }

    /// <summary>What whoever asked was allowed, so that the file holds nobody else.</summary>
    [NotPersonalData]
    public string Grants { get; init; } = "{}";
    public Guid? BranchId { get; init; }
    public DateTimeOffset RequestedAt { get; init; }
    public ExportState State { get; set; }
    public long Rows { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
}

/// <summary>A piece of an export's file.</summary>
public sealed class SegmentExportPart : Entity
{
    public Guid ExportId { get; init; }
    public int Place { get; init; }

    [PersonalData]
    public byte[] Content { get; init; } = [];
}
