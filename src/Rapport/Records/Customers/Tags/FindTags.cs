using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers.Tags;

/// <summary>A tag and how many customers have it.</summary>
public sealed record CountedTag(Guid Id, string Name, long Customers, int Version);

/// <summary>The tags of the organization by name.</summary>
public sealed class FindTags(PartReads parts, Reads reads)
{
    public Task<Page<CountedTag>> Run(Paging paging, CancellationToken ct)
    {
        var columns = Sql.Raw("t.id, t.name_key, t.name, (select count(*) from customer_tags g where g.organization_id = t.organization_id and g.tag_id = t.id), t.version");
        var list = new PartList("tags", columns, $"tags t where t.organization_id = {reads.Tenant}", "t.name_key", "t.id");
        return parts.Page(list, paging, row => new CountedTag(row.Id(0), row.Text(2), row.Long(3), row.Int(4)), ct);
    }
}
