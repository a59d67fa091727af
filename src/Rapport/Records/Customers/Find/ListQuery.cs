using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers.Find;

/// <summary>The statements of a list: one page of it, and how many it has.</summary>
/// <param name="Conditions">On <c>customers c</c>, and on <c>customer_summary s</c> where the filter speaks of facts.</param>
/// <param name="Counted">The same where they are better asked otherwise for counting.</param>
/// <param name="Typed">What was searched for, folded.</param>
internal sealed record ListQuery(
    Guid Organization,
    CustomerSort Sort,
    IReadOnlyList<Sql> Conditions,
    IReadOnlyList<Sql> Counted,
    string? Typed
)
{
    private static readonly Sql Live = Sql.Raw("c.archived_at is null and c.merged_into_id is null"),
        Archived = Sql.Raw("c.archived_at is not null and c.merged_into_id is null"),
        Both = Sql.Raw("c.merged_into_id is null");

    /// <summary>The few among whom all that is listed are, when they are known.</summary>
    public IReadOnlyCollection<Guid>? Few { get; init; }

    /// <summary>The same for counting, which may be more.</summary>
    public IReadOnlyCollection<Guid>? CountedAmong { get; init; }

    public bool AsksForFacts { get; init; }
    public bool IncludesArchived { get; init; }

    private bool IsSorted => Few is not null;

    public Statement Page(List<CustomerRow> into, Cursor? cursor, int offset, int rows)
    {
        var page = Page(cursor, offset, rows);
        return IsSorted ? Statement.Into(into, page, CustomerRow.Read) : Statement.InOrder(into, page, CustomerRow.Read);
    }

    private Sql Page(Cursor? cursor, int offset, int rows)
    {
        if (Sort.MayLack)
            return WithLackingLast(cursor, offset, rows);
        Sql[] behind = cursor is null ? [] : [Sort.After(cursor, Typed)];
        return IncludesArchived && !IsSorted
            ? WithArchived(behind, offset, rows)
            : $"""
                select {Sql.Raw(CustomerRow.Columns)} from {From} where {Listed([Kept, .. behind])}
                order by {Order} limit {rows}{Skip(offset)}
                """;
    }

    /// <summary>Those whose name begins with what was typed, by name.</summary>
    public ListQuery Beginning =>
        this with
        {
            Sort = CustomerSort.ByName,
            Conditions = [.. Conditions, $"c.name_key >= {Typed}", $"c.name_key < {Typed + SearchTerms.LastLetter}"],
        };

    /// <summary>The others, by name.</summary>
    public ListQuery Otherwise =>
        this with
        {
            Sort = CustomerSort.ByName,
            Conditions = [.. Conditions, $"not (c.name_key >= {Typed} and c.name_key < {Typed + SearchTerms.LastLetter})"],
        };

    public Sql Count(int? cap) =>
        $"select count(*) from (select 1 from {CountedFrom} where {Where} limit {cap + 1L ?? long.MaxValue}) counted";

    /// <summary>
    /// Those that have a value by its index, then those that have none by their ID: one index cannot put these last both ways.
    /// </summary>
    private Sql WithLackingLast(Cursor? cursor, int offset, int rows)
    {
        var column = Sort.Column(Typed);
        var lacking = Branch(
            Order,
            [Kept, $"{column} is null", .. cursor is { Value: null } ? [Sort.IdAfter(cursor.Id)] : Array.Empty<Sql>()],
            offset + rows
        );
        if (cursor is { Value: null })
            return $"{lacking} order by sort_id {Sort.Direction} limit {rows}";
        var having = Branch(
            Order,
            [Kept, $"{column} is not null", .. cursor is null ? [] : new[] { Sort.After(cursor, Typed) }],
            offset + rows
        );
        return $"""
            select * from ({having} union all {lacking}) both_kinds
            order by case when sort_value is null then 1 else 0 end, sort_value {Sort.Direction}, sort_id {Sort.Direction}
            limit {rows}{Skip(offset)}
            """;
    }

    /// <summary>Live and archived customers stand in indexes of their own, so that a change of the one does not write the other.</summary>
    private Sql WithArchived(IReadOnlyList<Sql> behind, int offset, int rows) =>
        $"""
            select * from (
              {Branch(Order, [Live, .. behind], offset + rows)} union all {Branch(Order, [Archived, .. behind], offset + rows)}) both_kinds
            order by sort_value {Sort.Direction}, sort_id {Sort.Direction} limit {rows}{Skip(offset)}
            """;

    private Sql Branch(Sql order, IEnumerable<Sql> more, int rows) =>
        $"""
            select * from (
              select {Sql.Raw(CustomerRow.Columns)}, {Sort.Column(Typed)} as sort_value, {Sort.Id} as sort_id from {From}
              where {Listed(more)} order by {order} limit {rows}) branch
            """;

    private Sql Kept => IncludesArchived ? Both : Live;

    private Sql Order => IsSorted ? Sort.OrderOfFew(Typed) : Sort.Order(Typed);

    private Sql From =>
        Few is { } few ? CustomerRow.FromThese(Picked(few))
        : Sort.IsOfPurchases ? CustomerRow.FromSummary
        : CustomerRow.From;

    private Sql CountedFrom =>
        (CountedAmong, AsksForFacts) switch
        {
            ({ } ids, false) => Picked(ids),
            ({ } ids, true) =>
                $"{Picked(ids)} {Sql.LookUp("customer_summary", "s", $"s.organization_id = c.organization_id and s.customer_id = c.id")}",
            (null, true) =>
                $"customer_summary s {Sql.LookUp("customers", "c", $"c.organization_id = s.organization_id and c.id = s.customer_id")}",
            (null, false) => Sql.Raw("customers c"),
        };

    private Sql Picked(IReadOnlyCollection<Guid> ids) => Sql.Picked("customers", "c", Organization, ids);

    private Sql Where =>
        Sql.Join(" and ", [.. AsksForFacts ? [(Sql)$"s.organization_id = {Organization}"] : Array.Empty<Sql>(), Kept, .. Counted]);

    private Sql Listed(IEnumerable<Sql> more) =>
        Sql.Join(
            " and ",
            [
                .. Sort.IsOfPurchases
                    ? [(Sql)$"s.organization_id = {Organization} and c.organization_id = s.organization_id and c.id = s.customer_id"]
                    : Array.Empty<Sql>(),
                .. Conditions,
                .. more,
            ]
        );

    private static Sql Skip(int offset) => offset > 0 ? $" offset {offset}" : Sql.Empty;
}
