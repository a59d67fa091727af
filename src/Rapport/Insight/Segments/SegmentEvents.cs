using System.Text.Json.Serialization;
using Rapport.Platform.Events;
using Rapport.Records.Customers;

namespace Rapport.Insight.Segments;

/// <summary>Something about a segment itself.</summary>
public abstract record SegmentEvent(Guid SegmentId) : DomainEvent
{
    public override string SubjectType => "segment";
    public override Guid SubjectId => SegmentId;
    public override IEnumerable<string> Touches => ["segments", $"segment:{SegmentId}"];
}

[EventName("segment.created")]
public sealed record SegmentCreated(Guid SegmentId, string Segment) : SegmentEvent(SegmentId);

[EventName("segment.updated")]
public sealed record SegmentUpdated(Guid SegmentId, string Segment) : SegmentEvent(SegmentId);

/// <param name="Members">How many belonged to it.</param>
[EventName("segment.deleted")]
public sealed record SegmentDeleted(Guid SegmentId, string Segment, long Members) : SegmentEvent(SegmentId);

/// <summary>Somebody had the members written to a file.</summary>
[EventName("segment.exported")]
public sealed record SegmentExported(Guid SegmentId, string Segment, Guid ExportId) : SegmentEvent(SegmentId);

/// <summary>Customers came into a segment or left it, for one reason.</summary>
public abstract record MembersMoved(Guid SegmentId, string Segment, AssignedHow How, string Reason, IReadOnlyList<Guid> CustomerIds)
    : SegmentEvent(SegmentId),
        IOnTimeline
{
    /// <summary>Up to here each customer's open pages are told; beyond, lists are.</summary>
    private const int OneByOne = 100;

    /// <summary>So many at once are a recalculation, of which the segment tells; it would drown their timelines.</summary>
    private const int MostOnTimelines = 1_000;

    public override IEnumerable<string> Touches =>
        CustomerIds.Count > OneByOne
            ? [.. base.Touches, "customers"]
            : [.. base.Touches, "customers", .. CustomerIds.Select(id => $"customer:{id}"), .. CustomerIds.Select(id => $"segments:{id}")];

    [JsonIgnore]
    public IEnumerable<Guid> OnTimelineOf => CustomerIds.Count > MostOnTimelines ? [] : CustomerIds;

    [JsonIgnore]
    public string TimelineType => Name;

    protected abstract string Title { get; }

    [JsonIgnore]
    public object TimelineDetails =>
        new
        {
            title = Title,
            segment = Segment,
            segment_id = SegmentId,
            how = How,
            reason = Reason,
        };
}

[EventName("segment.entered")]
public sealed record SegmentEntered(Guid SegmentId, string Segment, AssignedHow How, string Reason, IReadOnlyList<Guid> CustomerIds)
    : MembersMoved(SegmentId, Segment, How, Reason, CustomerIds)
{
    [JsonIgnore]
    protected override string Title => $"Added to segment {Segment}";
}

[EventName("segment.left")]
public sealed record SegmentLeft(Guid SegmentId, string Segment, AssignedHow How, string Reason, IReadOnlyList<Guid> CustomerIds)
    : MembersMoved(SegmentId, Segment, How, Reason, CustomerIds)
{
    [JsonIgnore]
    protected override string Title => $"Removed from segment {Segment}";
}
