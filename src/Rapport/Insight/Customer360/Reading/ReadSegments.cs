using Rapport.Insight.Customer360.Parts;
using Rapport.Insight.Segments;
using Rapport.Platform.Data;

namespace Rapport.Insight.Customer360.Reading;

internal sealed class ReadSegments(Asked asked)
{
    private const int Most = 100;

    private readonly List<SegmentMembership> segments = [];

    public Statement Statement =>
        Statement.Into(
            segments,
            $"""
            select s.id, s.name, s.type, s.criteria, m.assigned_at, u.name, m.how from segment_members m
            join segments s on s.organization_id = m.organization_id and s.id = m.segment_id
            left join users u on u.organization_id = m.organization_id and u.id = m.assigned_by_id
            where {asked.Of("m")} order by s.name_key limit {Most}
            """,
            row => new SegmentMembership(
                row.Id(0),
                row.Text(1),
                Words.Parse<SegmentType>(row.Text(2)),
                row.TextOrNull(3),
                row.Time(4),
                row.TextOrNull(5),
                Words.Parse<AssignedHow>(row.Text(6))
            )
        );

    public IReadOnlyList<SegmentMembership>? Answer() => segments.Count == 0 ? null : segments;

    public IReadOnlyList<string> Names => segments.ConvertAll(s => s.Name);
}
