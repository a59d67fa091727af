using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers.Find;

/// <summary>The statements of a list: one page of it, and how many it has.</summary>
/// <param name="Conditions">On <c>customers c</c>, and on <c>customer_summary s</c> where the filter speaks of facts.</param>
/// <param name="Counted">The same where they are better asked otherwise for counting.</param>
/// <param name="Typed">What was searched for, folded.</param>
/// <param name="IsNarrow">Few customers pass the conditions.</param>
internal sealed record ListQuery(
    Guid Organization,
    CustomerSort Sort,
    IReadOnlyList<Sql> Conditions,
    IReadOnlyList<Sql> Counted,
    string? Typed,
    bool IsNarrow,
    bool AsksForFacts
)
{
    public Sql Page(Cursor? cursor, int offset, int rows) =>
        Sort.MayLack
            ? WithLackingLast(cursor, offset, rows)
            : $"select {Sql.Raw(CustomerRow.Columns)} from {From} where {Listed(cursor is null ? [] : [Sort.After(cursor, Typed)])} order by {Sort.Order(Typed)} limit {rows}{Skip(offset)}";

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
        cap is { } most
            ? $"select count(*) from (select 1 from {CountedFrom} where {Where} limit {most + 1}) counted"
            : (Sql)$"select count(*) from {CountedFrom} where {Where}";

    /// <summary>
    /// Those that have a value by its index, then those that have none by their ID: one index cannot put these last both ways.
    /// </summary>
    private Sql WithLackingLast(Cursor? cursor, int offset, int rows)
    {
        var column = Sort.Column(Typed);
        Sql Branch(Sql order, IEnumerable<Sql> more) =>
            $"""
                select * from (select {Sql.Raw(
                    CustomerRow.Columns
                )}, {column} as sort_value, {Sort.Id} as sort_id from {From} where {Listed(more)} order by {order} limit {offset
                    + rows}) branch
                """;
        var lacking = Branch(
            $"{Sort.Id} {Sort.Direction}",
            [(Sql)$"{column} is null", .. cursor is { Value: null } ? [Sort.IdAfter(cursor.Id)] : Array.Empty<Sql>()]
        );
        if (cursor is { Value: null })
            return $"{lacking} order by sort_id {Sort.Direction} limit {rows}";
        var having = Branch(
            Sort.Order(Typed),
            [(Sql)$"{column} is not null", .. cursor is null ? [] : new[] { Sort.After(cursor, Typed) }]
        );
        return $"""
            select * from ({having} union all {lacking}) both_kinds
            order by case when sort_value is null then 1 else 0 end, sort_value {Sort.Direction}, sort_id {Sort.Direction} limit {rows}{Skip(
                offset
            )}
            """;
    }

    private Sql From => Sort.IsOfPurchases ? CustomerRow.FromSummary(walks: !IsNarrow) : CustomerRow.From;

    private Sql CountedFrom =>
        Sql.Raw(
            AsksForFacts
                ? "customer_summary s join customers c on c.organization_id = s.organization_id and c.id = s.customer_id"
                : "customers c"
        );

    private Sql Where => Sql.Join(" and ", AsksForFacts ? [$"s.organization_id = {Organization}", .. Counted] : Counted);

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
