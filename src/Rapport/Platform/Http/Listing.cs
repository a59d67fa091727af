using Rapport.Platform.Data;

namespace Rapport.Platform.Http;

/// <summary>A short list with the envelope of the long ones: sorted by a name, or by ID where it has none, in pages or by cursor.</summary>
public sealed record Listing<T>(Sql Columns, Sql From, Sql Where, Func<Row, T> Map)
{
    /// <summary>Where the ID stands in the tables of <see cref="From"/>.</summary>
    public required string Id { get; init; }
    public required Func<T, Guid> IdOf { get; init; }

    /// <summary>The column that <c>sort=name</c> means; without one the newest stands first.</summary>
    public string? Name { get; init; }
    public Func<T, string>? NameOf { get; init; }

    public async Task<Page<T>> Run(Reads reads, Paging paging, bool descending, CancellationToken ct)
    {
        var list = $"{Id}{(descending ? " desc" : "")}";
        var after = Cursor.Decode(paging.Cursor, list);
        var (rows, total) = (new List<T>(), 0L);
        var direction = Sql.Raw(descending ? "desc" : "");
        var order = Name is null ? Sql.Of($"{Sql.Raw(Id)} {direction}") : Sql.Of($"{Sql.Raw(Name)} {direction}, {Sql.Raw(Id)} {direction}");
        var cap = paging.ExactCount ? long.MaxValue : Paging.MaxDepth + 1L;
        await reads.Run(
            ct,
            Statement.Count($"select count(*) from (select 1 from {From} where {Where} limit {cap}) counted", count => total = count),
            Statement.InOrder(
                rows,
                $"""
                select {Columns} from {From} where {Where} and {Behind(after, descending)}
                order by {order} limit {paging.Limit + 1} offset {(after is null ? paging.Offset : 0)}
                """,
                Map
            )
        );

        var more = rows.Count > paging.Limit;
        if (more)
            rows.RemoveAt(paging.Limit);
        var next = more ? new Cursor(list, NameOf?.Invoke(rows[^1]), IdOf(rows[^1])).Encode() : null;
        var isEstimate = !paging.ExactCount && total > Paging.MaxDepth;
        return new Page<T>(rows, isEstimate ? Paging.MaxDepth : total, paging.Cursor is null ? paging.Page : null, paging.Limit, more, next)
        {
            TotalIsEstimate = isEstimate,
        };
    }

    private Sql Behind(Cursor? after, bool descending)
    {
        if (after is null)
            return Sql.Raw("true");
        var than = Sql.Raw(descending ? "<" : ">");
        return Name is null
            ? $"{Sql.Raw(Id)} {than} {after.Id}"
            : (Sql)$"({Sql.Raw(Name)}, {Sql.Raw(Id)}) {than} ({after.Value ?? ""}, {after.Id})";
    }
}

public static class Sorts
{
    /// <summary>Reads <c>sort=name</c> or <c>sort=-name</c>: true when it runs backwards.</summary>
    public static bool ReadDescending(QueryReader query)
    {
        var sort = query.Text("sort", 40);
        if (sort is not (null or "name" or "-name"))
            query.Fail("sort", "It must be name or -name.");
        return sort == "-name";
    }
}
