using System.Text.Json.Serialization;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Relationships;

/// <summary>A customer's place in the tree: those above it, those right below, and what all below come to. Whom the caller may not see has no name and does not count.</summary>
public sealed class OpenHierarchy(Reads reads, PartReads parts, CustomerAccess customers)
{
    /// <summary>Far beyond any real group of companies; it bounds a walk should the tree be broken.</summary>
    private const int MaxDepth = 10_000;

    public sealed record Node(Guid Id, string? DisplayName, CustomerType Type, CustomerStatus? Status, long Children, DateTimeOffset? ArchivedAt);

    public sealed record RollUp(long Customers, long OrderCount, long SpentMinor, long OpenTickets, double? AverageHealth);

    public sealed record Response(Node Customer, IReadOnlyList<Node> Ancestors, Page<Node> Children, [property: JsonPropertyName("roll_up")] RollUp RollUp);

    public async Task<Response> Run(Guid id, Paging paging, CancellationToken ct)
    {
        var (up, rollUp) = (new List<Node>(), new List<RollUp>());
        var children = await parts.Page(id, Children(id), paging, Read, ct);
        await reads.Run(ct, Up(id, up), Below(id, rollUp));
        return new Response(up[0], [.. up.Skip(1).Reverse()], children, rollUp[0]);
    }

    private PartList Children(Guid id) => new($"hierarchy {id}", Columns, $"""
        customers c where c.organization_id = {reads.Tenant} and c.parent_id = {id} and {Sql.Raw(CustomerTable.Live)} and {Visible}
        """, "c.name_key", "c.id");

    private Statement Up(Guid id, List<Node> into) => Statement.Into(into, $"""
        with recursive up (id, parent_id, depth) as (
          select id, parent_id, 0 from customers where organization_id = {reads.Tenant} and id = {id}
          union all
          select p.id, p.parent_id, up.depth + 1 from up join customers p on p.organization_id = {reads.Tenant} and p.id = up.parent_id where up.depth < {MaxDepth})
        select {Columns} from up join customers c on c.organization_id = {reads.Tenant} and c.id = up.id order by up.depth
        """, Read);

    // "union" alone would end a loop; the depth, which makes every row differ, would not.
    private Statement Below(Guid id, List<RollUp> into) => Statement.Into(into, $"""
        with recursive below (id) as (
          select c.id from customers c where c.organization_id = {reads.Tenant} and c.parent_id = {id} and {Sql.Raw(CustomerTable.Live)}
          union
          select c.id from below join customers c on c.organization_id = {reads.Tenant} and c.parent_id = below.id where {Sql.Raw(CustomerTable.Live)})
        select count(*), coalesce(sum(s.order_count), 0), coalesce(sum(s.spent_minor), 0), coalesce(sum(s.open_tickets), 0), avg(s.health)
        from below join customers c on c.organization_id = {reads.Tenant} and c.id = below.id
        left join customer_summary s on s.organization_id = c.organization_id and s.customer_id = c.id
        where {Visible}
        """, row => new RollUp(row.Long(0), Whole(row, 1), Whole(row, 2), Whole(row, 3), row.DoubleOrNull(4)));

    private Sql Visible => customers.Visible(Permission.ReadCustomers, "c");

    private Sql Columns => $"""
        c.id, c.name_key, case when {Visible} then c.display_name end, c.type, case when {Visible} then c.status end,
        (select count(*) from customers k where k.organization_id = c.organization_id and k.parent_id = c.id and k.archived_at is null and k.merged_into_id is null), c.archived_at
        """;

    private Node Read(Row row) => new(row.Id(0), row.TextOrNull(2), Words.Parse<CustomerType>(row.Text(3)), row.TextOrNull(4) is { } status ? Words.Parse<CustomerStatus>(status) : null,
        row.Long(5), row.TimeOrNull(6));

    // PostgreSQL sums bigint to numeric.
    private static long Whole(Row row, int column) => (long)(row.DecimalOrNull(column) ?? 0);
}
