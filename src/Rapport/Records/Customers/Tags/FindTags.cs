using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers.Tags;

/// <summary>A tag and how many customers have it.</summary>
public sealed record CountedTag(Guid Id, string Name, long Customers, int Version);

/// <summary>The tags of the organization by name.</summary>
public sealed class FindTags(PartReads parts, Reads reads)
{
    private const string Columns =
        "t.id, t.name_key, t.name, (select count(*) from customer_tags g where g.organization_id = t.organization_id and g.tag_id = "
        + "t.id), t.version";

    public Task<Page<CountedTag>> Run(Paging paging, CancellationToken ct) =>
        parts.Page(
            new PartList("tags", Sql.Raw(Columns), $"tags t where t.organization_id = {reads.Tenant}", "t.name_key", "t.id"),
            paging,
            Read,
            ct
        );

    public async Task<CountedTag> One(Guid id, CancellationToken ct) =>
        (
            await reads.Rows($"select {Sql.Raw(Columns)} from tags t where t.organization_id = {reads.Tenant} and t.id = {id}", Read, ct)
        ).SingleOrDefault() ?? throw new Missing("tag");

    private static CountedTag Read(Row row) => new(row.Id(0), row.Text(2), row.Long(3), row.Int(4));
}
