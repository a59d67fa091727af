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

/// <summary>Customers came into a segment.</summary>
[EventName("segment.entered")]
public sealed record SegmentEntered(Guid SegmentId, string Segment, AssignedHow How, IReadOnlyList<Guid> CustomerIds)
    : SegmentEvent(SegmentId),
        IOnTimeline
{
    public override IEnumerable<string> Touches =>
        [.. base.Touches, "customers", .. CustomerIds.Select(id => $"customer:{id}"), .. CustomerIds.Select(id => $"segments:{id}")];

    [JsonIgnore]
    public IEnumerable<Guid> OnTimelineOf => CustomerIds;

    [JsonIgnore]
    public string TimelineType => "segment.entered";

    [JsonIgnore]
    public object TimelineDetails =>
        new
        {
            title = $"Added to segment {Segment}",
            segment = Segment,
            segment_id = SegmentId,
            how = How,
        };
}

/// <summary>Customers left a segment.</summary>
[EventName("segment.left")]
public sealed record SegmentLeft(Guid SegmentId, string Segment, AssignedHow How, IReadOnlyList<Guid> CustomerIds)
    : SegmentEvent(SegmentId),
        IOnTimeline
{
    public override IEnumerable<string> Touches =>
        [.. base.Touches, "customers", .. CustomerIds.Select(id => $"customer:{id}"), .. CustomerIds.Select(id => $"segments:{id}")];

    [JsonIgnore]
    public IEnumerable<Guid> OnTimelineOf => CustomerIds;

    [JsonIgnore]
    public string TimelineType => "segment.left";

    [JsonIgnore]
    public object TimelineDetails =>
        new
        {
            title = $"Removed from segment {Segment}",
            segment = Segment,
            segment_id = SegmentId,
            how = How,
        };
}
