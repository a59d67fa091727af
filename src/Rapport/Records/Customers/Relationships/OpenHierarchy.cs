using System.Text.Json.Serialization;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Relationships;

/// <summary>
/// A customer's place in the tree: those above it, those right below, and what all below come to. Whom the caller may not see has no name
/// and does not count.
/// </summary>
public sealed class OpenHierarchy(Reads reads, PartReads parts, CustomerAccess customers)
{
    /// <summary>Far beyond any real group of companies; it bounds a walk should the tree be broken.</summary>
    private const int MaxDepth = 10_000;

    public sealed record Node(
        Guid Id,
        string? DisplayName,
        CustomerType Type,
        CustomerStatus? Status,
        long Children,
        DateTimeOffset? ArchivedAt
    );

    /// <summary>What customers come to together; money that nobody has a figure for is null, not nothing.</summary>
    public sealed record RollUp(
        long Customers,
        long Contacts,
        decimal? Arr,
        long OrderCount,
        long SpentMinor,
        long OpenTickets,
        double? AverageHealth
    );

    /// <param name="RollUp">All below, on every level.</param>
    /// <param name="Total">The same with the customer itself.</param>
    public sealed record Response(
        Node Customer,
        IReadOnlyList<Node> Ancestors,
        Page<Node> Children,
        [property: JsonPropertyName("roll_up")] RollUp RollUp,
        RollUp Total
    );

    private sealed record Sums(
        bool IsTop,
        long Customers,
        long Contacts,
        decimal? Arr,
        long Orders,
        long Spent,
        long Tickets,
        double Health,
        long WithHealth
    )
    {
        public static RollUp Of(IReadOnlyCollection<Sums> sums)
        {
            var known = sums.Sum(s => s.WithHealth);
            return new(
                sums.Sum(s => s.Customers),
                sums.Sum(s => s.Contacts),
                sums.Any(s => s.Arr is not null) ? sums.Sum(s => s.Arr) : null,
                sums.Sum(s => s.Orders),
                sums.Sum(s => s.Spent),
                sums.Sum(s => s.Tickets),
                known == 0 ? null : sums.Sum(s => s.Health) / known
            );
        }
    }

    public async Task<Response> Run(Guid id, Paging paging, CancellationToken ct)
    {
        var (up, sums) = (new List<Node>(), new List<Sums>());
        var children = await parts.Page(id, Children(id), paging, Read, ct);
        await reads.Run(ct, Up(id, up), Down(id, sums));
        return new Response(up[0], [.. up.Skip(1).Reverse()], children, Sums.Of(sums.FindAll(s => !s.IsTop)), Sums.Of(sums));
    }

    private PartList Children(Guid id) =>
        new(
            $"hierarchy {id}",
            Columns,
            $"""
            customers c where c.organization_id = {reads.Tenant} and c.parent_id = {id} and {Sql.Raw(CustomerTable.Live)} and {Visible}
            """,
            "c.name_key",
            "c.id"
        );

    private Sql Found(string part) => Sql.LookUp("customers", "c", $"c.organization_id = {reads.Tenant} and c.id = {Sql.Raw(part)}.id");

    private Statement Up(Guid id, List<Node> into) =>
        Statement.Into(
            into,
            $"""
            with recursive up (id, parent_id, depth) as (
              select id, parent_id, 0 from customers where organization_id = {reads.Tenant} and id = {id}
              union all
              select p.id, p.parent_id, up.depth + 1 from up
              {Sql.LookUp("customers", "p", $"p.organization_id = {reads.Tenant} and p.id = up.parent_id")} where up.depth < {MaxDepth})
            select {Columns} from up {Found("up")} order by up.depth
            """,
            Read
        );

    // "union" alone would end a loop; the depth, which makes every row differ, would not.
    private Statement Down(Guid id, List<Sums> into) =>
        Statement.Into(
            into,
            $"""
            with recursive down (id, is_top) as (
              select c.id, 1 from customers c where c.organization_id = {reads.Tenant} and c.id = {id}
              union
              select c.id, 0 from down
              {Sql.LookUp("customers", "c", $"c.organization_id = {reads.Tenant} and c.parent_id = down.id")}
              where {Sql.Raw(CustomerTable.Live)})
            select down.is_top, count(*), sum(s.contact_count), sum(a.arr), sum(s.order_count), sum(s.spent_minor), sum(s.open_tickets),
              sum(s.health), count(s.health)
            from down {Found("down")}
            {Sql.LeftLookUp("customer_summary", "s", $"s.organization_id = {reads.Tenant} and s.customer_id = c.id")}
            {Sql.LeftLookUp("accounts", "a", $"a.organization_id = {reads.Tenant} and a.id = c.id")}
            where {Visible} group by down.is_top
            """,
            row => new Sums(
                row.Int(0) == 1,
                row.Long(1),
                Whole(row, 2),
                Money(row, 3),
                Whole(row, 4),
                Whole(row, 5),
                Whole(row, 6),
                row.DoubleOrNull(7) ?? 0,
                row.Long(8)
            )
        );

    private Sql Visible => customers.Visible(Permission.ReadCustomers, "c");

    private Sql Columns =>
        $"""
            c.id, c.name_key, case when {Visible} then c.display_name end, c.type, case when {Visible} then c.status end,
            (select count(*) from customers k where k.organization_id = c.organization_id and k.parent_id = c.id
              and k.archived_at is null and k.merged_into_id is null), c.archived_at
            """;

    private Node Read(Row row) =>
        new(
            row.Id(0),
            row.TextOrNull(2),
            Words.Parse<CustomerType>(row.Text(3)),
            row.TextOrNull(4) is { } status ? Words.Parse<CustomerStatus>(status) : null,
            row.Long(5),
            row.TimeOrNull(6)
        );

    // SQLite sums amounts as doubles: what is beyond the cents is not theirs.
    private static decimal? Money(Row row, int column) => row.DecimalOrNull(column) is { } amount ? decimal.Round(amount, 2) : null;

    // PostgreSQL sums bigint to numeric.
    private static long Whole(Row row, int column) => (long)(row.DecimalOrNull(column) ?? 0);
}
