using Rapport.Platform.Criteria;

namespace Rapport.Insight.Segments;

/// <summary>When the clock alone asks for a segment to be looked at.</summary>
internal static class SegmentDue
{
    /// <summary>Facts with a time ahead come to pass at any moment; nobody waits longer for them.</summary>
    private static readonly TimeSpan Often = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Night = new(2, 30, 0);

    public static DateTimeOffset? Of(OrderedSegment segment, CriteriaMoment now)
    {
        var full = InFull(segment, now);
        if (!segment.IsContinuous || !CriteriaTimes.Moves(segment.Criteria))
            return full;
        var moves = CriteriaTimes.MovesWithinDay(segment.Criteria) ? now.Now + Often : now.StartOf(now.Today.AddDays(1));
        return full < moves ? full : moves;
    }

    /// <summary>When all customers are to be gone through; at once for a segment that never was.</summary>
    public static DateTimeOffset? InFull(OrderedSegment segment, CriteriaMoment now)
    {
        if (segment.LastFullAt is not { } last)
            return segment.Schedule == SegmentSchedule.Manual ? null : now.Now;
        var day = now.DayOf(last);
        return segment.Schedule switch
        {
            SegmentSchedule.Hourly => last.AddHours(1),
            SegmentSchedule.Daily => now.StartOf(day.AddDays(1)) + Night,
            SegmentSchedule.Manual => null,
            _ => now.StartOf(day.AddDays(7)) + Night,
        };
    }
}
