using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Insight.Segments;

/// <summary>A segment with how many live customers belong to it.</summary>
public sealed record SegmentView(
    Guid Id,
    string Name,
    string? Description,
    string? Criteria,
    SegmentType Type,
    long Members,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    int Version
);

/// <summary>The segments by name.</summary>
public sealed class FindSegments(Reads reads)
{
    public Task<Page<SegmentView>> Run(Paging paging, bool descending, CancellationToken ct) =>
        new Listing<SegmentView>(Columns, Sql.Raw("segments s"), $"s.organization_id = {reads.Tenant}", Read)
        {
            Id = "s.id",
            Name = "s.name_key",
            IdOf = s => s.Id,
            NameOf = s => Models.Linkage.NameFolding.Key(s.Name, Segment.MaxName),
        }.Run(reads, paging, descending, ct);

    public async Task<SegmentView> One(Guid id, CancellationToken ct) =>
        (
            await reads.Rows($"select {Columns} from segments s where s.organization_id = {reads.Tenant} and s.id = {id}", Read, ct)
        ).SingleOrDefault() ?? throw new Missing("segment");

    private static readonly Sql Columns = Sql.Of(
        $"""
        s.id, s.name, s.description, s.criteria, s.type,
        (select count(*) from segment_members m
         {Sql.LookUp("customers", "c", $"c.organization_id = m.organization_id and c.id = m.customer_id")}
         where m.organization_id = s.organization_id and m.segment_id = s.id and c.archived_at is null and c.merged_into_id is null),
        s.created_at, s.updated_at, s.version
        """
    );

    private static SegmentView Read(Row row) =>
        new(
            row.Id(0),
            row.Text(1),
            row.TextOrNull(2),
            row.TextOrNull(3),
            Words.Parse<SegmentType>(row.Text(4)),
            row.Long(5),
            row.Time(6),
            row.Time(7),
            row.Int(8)
        );
}
