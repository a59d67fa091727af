using Rapport.Platform.Criteria;
using Rapport.Platform.Data;
using Rapport.Records.Customers.Panels;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Segments;

internal sealed class SegmentsPart(PartReading reading, CriteriaFields fields) : CustomerPart<IReadOnlyList<SegmentMembership>>
{
    private const int Most = 100;

    private readonly List<SegmentMembership> segments = [];

    public override IEnumerable<Statement> Statements =>
        [
            Statement.Into(
                segments,
                $"""
                select s.id, s.name, s.type, coalesce(s.criteria, s.description), m.assigned_at, u.name, m.how from segment_members m
                join segments s on s.organization_id = m.organization_id and s.id = m.segment_id
                left join users u on u.organization_id = m.organization_id and u.id = m.assigned_by_id
                where {reading.Of("m")} order by s.name_key limit {Most}
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
            ),
        ];

    public override async Task Load(CancellationToken ct)
    {
        if (segments.All(s => s.Type == SegmentType.Static))
            return;
        var catalogue = await fields.All(ct);
        for (var i = 0; i < segments.Count; i++)
            if (segments[i] is { Type: SegmentType.Dynamic, Criteria: { } criteria })
                segments[i] = segments[i] with { Criteria = FindSegments.Explained(criteria, catalogue) };
    }

    public override IReadOnlyList<SegmentMembership>? Answer() => segments.Count == 0 ? null : segments;

    public override IReadOnlyList<string> Names => segments.ConvertAll(s => s.Name);
}

/// <summary>Segments that people choose the members of, and this customer is not in.</summary>
public sealed record SegmentChoices(IReadOnlyList<(Guid Id, string Name)> Segments);

internal sealed class SegmentChoicesPart(PartReading reading) : CustomerPart<SegmentChoices>
{
    private const int Most = 200;
    private readonly List<(Guid Id, string Name)> segments = [];

    public override IEnumerable<Statement> Statements =>
        reading.Has(Permission.WriteSegments)
            ?
            [
                Statement.Into(
                    segments,
                    $"""
                    select s.id, s.name from segments s where s.organization_id = {reading.Organization} and s.type = 'static'
                      and not exists (select 1 from segment_members m where m.organization_id = s.organization_id and m.segment_id = s.id
                        and m.customer_id = {reading.Customer})
                    order by s.name_key limit {Most}
                    """,
                    row => (row.Id(0), row.Text(1))
                ),
            ]
            : [];

    public override SegmentChoices Answer() => new(segments);
}
