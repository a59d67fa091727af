using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Criteria;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Insight.Segments;

/// <summary>An active dynamic segment with its criteria read.</summary>
/// <param name="Before">The segments before it in its exclusive group, whose members it does not take.</param>
internal sealed record OrderedSegment(Guid Id, string Name, Criterion Criteria, IReadOnlyList<Guid> Before)
{
    public required SegmentSchedule Schedule { get; init; }
    public required DateTimeOffset? MovedTo { get; init; }
    public required DateTimeOffset? LastFullAt { get; init; }
    public required bool NotifiesOwners { get; init; }

    /// <summary>What decides it: kinds of facts, names of <see cref="CriteriaSubjects"/>, other segments.</summary>
    public IReadOnlySet<string> Subjects { get; } =
        CriteriaTimes.Subjects(Criteria).Concat(Before.Select(CriteriaSubjects.Segment)).ToHashSet();

    public bool IsContinuous => Schedule == SegmentSchedule.Continuous;
}

/// <summary>The dynamic segments of an organization in an order in which each comes after those it depends on.</summary>
internal sealed class SegmentOrder(IReadOnlyList<IReadOnlyList<OrderedSegment>> levels)
{
    /// <summary>The segments of a level depend on none of the same or a later one.</summary>
    public IReadOnlyList<IReadOnlyList<OrderedSegment>> Levels => levels;

    public IEnumerable<OrderedSegment> All => levels.SelectMany(l => l);

    public OrderedSegment? Named(Guid id) => All.FirstOrDefault(s => s.Id == id);

    /// <summary>Reads them; a segment whose criteria can no longer be read is marked and left as it is.</summary>
    public static async Task<SegmentOrder> Of(RapportDb db, CriteriaCatalogue catalogue, CancellationToken ct)
    {
        var stored = await db
            .Segments.AsNoTracking()
            .Where(s => s.Type == SegmentType.Dynamic && s.IsActive && s.Criteria != null)
            .ToListAsync(ct);
        var read = new List<(Segment Segment, Criterion Criteria)>();
        foreach (var segment in stored)
        {
            var errors = new Errors();
            var criteria = new ReadCriteria(catalogue, errors).Read(segment.Criteria!, "criteria");
            var fault = criteria is null ? Cut(errors.ByField.First()) : null;
            if (fault != segment.Fault)
                await db.Execute($"update segments set fault = {fault} where organization_id = {db.TenantId} and id = {segment.Id}", ct);
            if (criteria is not null)
                read.Add((segment, criteria));
        }
        return new SegmentOrder(Sorted(read.ConvertAll(r => Ordered(r.Segment, r.Criteria, stored))));
    }

    private static string Cut(KeyValuePair<string, string[]> fault) =>
        $"{fault.Key}: {fault.Value[0]}" is var text && text.Length > 1000 ? text[..1000] : $"{fault.Key}: {fault.Value[0]}";

    private static OrderedSegment Ordered(Segment segment, Criterion criteria, IReadOnlyList<Segment> all) =>
        new(segment.Id, segment.Name, criteria, [.. BeforeInGroup(segment, all).Select(s => s.Id)])
        {
            Schedule = segment.Schedule,
            MovedTo = segment.MovedTo,
            LastFullAt = segment.LastFullAt,
            NotifiesOwners = segment.NotifiesOwners,
        };

    public static IEnumerable<Segment> BeforeInGroup(Segment segment, IEnumerable<Segment> all) =>
        segment.ExclusiveGroup is null
            ? []
            : all.Where(s =>
                s.IsActive
                && s.Type == SegmentType.Dynamic
                && s.Id != segment.Id
                && string.Equals(s.ExclusiveGroup, segment.ExclusiveGroup, StringComparison.OrdinalIgnoreCase)
                && (s.Priority, s.Id).CompareTo((segment.Priority, segment.Id)) < 0
            );

    private static List<IReadOnlyList<OrderedSegment>> Sorted(List<OrderedSegment> left)
    {
        var levels = new List<IReadOnlyList<OrderedSegment>>();
        while (left.Count > 0)
        {
            var waiting = left.Select(s => CriteriaSubjects.Segment(s.Id)).ToHashSet();
            var level = left.Where(s => !s.Subjects.Overlaps(waiting)).ToList();
            // A circle is refused when it is written; one that stands here all the same must not stop the others.
            if (level.Count == 0)
                level = left;
            levels.Add(level);
            left = [.. left.Except(level)];
        }
        return levels;
    }

    /// <summary>The names along a circle that the segment would close, itself first and last; null when it closes none.</summary>
    public static IReadOnlyList<string>? Circle(Segment segment, IReadOnlyList<Segment> all, Func<Segment, IEnumerable<Guid>> uses)
    {
        var byId = all.Where(s => s.Id != segment.Id).Append(segment).ToDictionary(s => s.Id);
        var (seen, path) = (new HashSet<Guid>(), new List<Segment>());
        bool Reaches(Segment from)
        {
            path.Add(from);
            foreach (var next in uses(from).Concat(BeforeInGroup(from, byId.Values).Select(s => s.Id)))
            {
                if (next == segment.Id)
                    return true;
                if (seen.Add(next) && byId.TryGetValue(next, out var other) && Reaches(other))
                    return true;
            }
            path.RemoveAt(path.Count - 1);
            return false;
        }
        return Reaches(segment) ? [.. path.Select(s => s.Name), segment.Name] : null;
    }
}
