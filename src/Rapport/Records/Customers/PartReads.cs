using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers;

/// <summary>
/// A list of rows, sorted by a text column and then by ID. Its first two columns are these: the ID, then what it is sorted by.
/// </summary>
public sealed record PartList(string Name, Sql Columns, Sql From, string SortColumn, string IdColumn = "id");

/// <summary>Reads the parts of customers; whether the caller may see the customer is answered in the same round trip.</summary>
public sealed class PartReads(Reads reads, Access access)
{
    /// <summary>A page of rows that hang on one customer.</summary>
    public Task<Page<T>> Page<T>(Guid customerId, PartList list, Paging paging, Func<Row, T> map, CancellationToken ct) =>
        Page(list, paging, map, customerId, ct);

    /// <summary>A page of rows that belong to no single customer.</summary>
    public Task<Page<T>> Page<T>(PartList list, Paging paging, Func<Row, T> map, CancellationToken ct) => Page(list, paging, map, null, ct);

    /// <summary>One part by its ID; <paramref name="customer"/> says which customer it belongs to.</summary>
    public async Task<T> One<T>(string what, Sql customer, Sql row, Func<Row, T> map, CancellationToken ct)
        where T : class
    {
        var (heads, rows) = (new List<CustomerReach>(), new List<T>());
        await reads.Run(ct, HeadOf(customer, heads), Statement.Into(rows, row, map));
        await Admit(heads, what, ct);
        return rows.SingleOrDefault() ?? throw new Missing(what);
    }

    /// <summary>How far permissions reach the customer: missing, moved or forbidden where the caller may not see them at all.</summary>
    public async Task<CustomerReach> Reach(Guid customerId, CancellationToken ct)
    {
        var heads = new List<CustomerReach>();
        await reads.Run(ct, HeadOf($"{customerId}", heads));
        await Admit(heads, "customer", ct);
        return heads[0];
    }

    /// <summary>Whatever else is to be read of a customer, once the caller may see it.</summary>
    public async Task Of(Guid customerId, CancellationToken ct, params Statement[] statements)
    {
        var heads = new List<CustomerReach>();
        await reads.Run(ct, [HeadOf($"{customerId}", heads), .. statements]);
        await Admit(heads, "customer", ct);
    }

    /// <summary>The same, of what needs a permission of its own that reaches the customer.</summary>
    public async Task Of(Guid customerId, Permission also, CancellationToken ct, params Statement[] statements)
    {
        var heads = new List<CustomerReach>();
        await reads.Run(ct, [HeadOf($"{customerId}", heads), .. statements]);
        await Admit(heads, "customer", ct);
        access.Require(also, heads[0], heads[0].InTeam);
    }

    private async Task<Page<T>> Page<T>(PartList list, Paging paging, Func<Row, T> map, Guid? customerId, CancellationToken ct)
    {
        var cursor = Cursor.Decode(paging.Cursor, list.Name);
        var after = cursor is null
            ? Sql.Raw("true")
            : Sql.Of($"({Sql.Raw(list.SortColumn)}, {Sql.Raw(list.IdColumn)}) > ({cursor.Value}, {cursor.Id})");
        var rows = new List<(T Shown, Guid Id, string Sort)>();
        var totals = new List<long>();
        var cap = paging.ExactCount ? long.MaxValue : Paging.MaxDepth + 1L;
        var statements = new List<Statement>
        {
            Statement.Into(totals, $"select count(*) from (select 1 from {list.From} limit {cap}) counted", row => row.Long(0)),
            Statement.Into(
                rows,
                $"""
                select {list.Columns} from {list.From} and {after}
                order by {Sql.Raw(list.SortColumn)}, {Sql.Raw(list.IdColumn)} limit {paging.Limit + 1} offset {(
                    cursor is null ? paging.Offset : 0
                )}
                """,
                row => (map(row), row.Id(0), row.Text(1))
            ),
        };
        if (customerId is { } id)
            await Of(id, ct, [.. statements]);
        else
            await reads.Run(ct, [.. statements]);

        var hasMore = rows.Count > paging.Limit;
        if (hasMore)
            rows.RemoveAt(paging.Limit);
        var next = hasMore ? new Cursor(list.Name, rows[^1].Sort, rows[^1].Id).Encode() : null;
        var estimate = !paging.ExactCount && totals[0] > Paging.MaxDepth;
        return new Page<T>(
            [.. rows.Select(r => r.Shown)],
            estimate ? Paging.MaxDepth : totals[0],
            cursor is null ? paging.Page : null,
            paging.Limit,
            hasMore,
            next
        )
        {
            TotalIsEstimate = estimate,
        };
    }

    private Statement HeadOf(Sql customer, List<CustomerReach> into) =>
        Statement.Into(
            into,
            $"""
            select c.id, c.owner_id, c.branch_id, c.merged_into_id, c.archived_at,
              exists (select 1 from team_members m where m.organization_id = c.organization_id and m.customer_id = c.id
                and m.user_id = {access.Caller.UserId
                ?? Guid.Empty})
            from customers c where c.organization_id = {reads.Tenant} and c.id = {customer}
            """,
            row => new CustomerReach(row.Id(0), row.IdOrNull(1), row.IdOrNull(2), row.IdOrNull(3), row.TimeOrNull(4), row.Truth(5))
        );

    private async Task Admit(List<CustomerReach> heads, string what, CancellationToken ct)
    {
        if (heads.Count == 0)
            throw new Missing(what);
        if (heads[0].MergedIntoId is not null)
            throw new Moved(heads[0].Id, await Survivor(heads[0].Id, ct));
        access.Require(Permission.ReadCustomers, heads[0], heads[0].InTeam);
    }

    private async Task<Guid> Survivor(Guid merged, CancellationToken ct) =>
        (
            await reads.Rows(
                $"""
                with recursive into_whom (id, merged_into_id, depth) as (
                  select id, merged_into_id, 0 from customers where organization_id = {reads.Tenant} and id = {merged}
                  union all
                  select c.id, c.merged_into_id, w.depth + 1 from into_whom w
                  {Sql.LookUp("customers", "c", $"c.organization_id = {reads.Tenant} and c.id = w.merged_into_id")} where w.depth < 1000)
                select id from into_whom order by depth desc limit 1
                """,
                row => row.Id(0),
                ct
            )
        ).Single();
}
