using System.Globalization;

namespace Rapport.Platform.Data;

/// <summary>What must stand in a row: at least one of these fragments, each in its column.</summary>
public sealed record TextTerm(IReadOnlyList<TextFragment> AnyOf);

public readonly record struct TextFragment(string Column, string Text);

/// <summary>
/// A table whose rows are found by fragments of three letters and more, through FTS5's trigrams or pg_trgm. The text index leads, whatever
/// the planner thinks of tables that were never analyzed.
/// </summary>
/// <param name="Table">Its columns are indexed; its <c>row_number</c> is the index's own on SQLite.</param>
/// <param name="Id">The column that answers.</param>
/// <param name="Index">The full-text index on SQLite.</param>
public sealed record TextIndex(string Table, string Id, string Index)
{
    /// <summary>The IDs of rows that hold all terms, in no order.</summary>
    /// <param name="most">How many at most; all when null.</param>
    /// <param name="kind">Of a table that holds several: its <c>record_type</c>.</param>
    public Sql Ids(Engine engine, Guid organization, IReadOnlyList<TextTerm> terms, int? most, string? kind = null) =>
        engine == Engine.Postgres ? OnPostgres(terms, most, kind) : OnSqlite(organization, terms, most, kind);

    /// <summary><paramref name="column"/> is among <see cref="Ids"/>.</summary>
    public Sql Among(string column, Engine engine, Guid organization, IReadOnlyList<TextTerm> terms) =>
        engine == Engine.Postgres
            ? $"{Sql.Raw(column)} = any(array({OnPostgres(terms, null, null)}))"
            : (Sql)$"{Sql.Raw(column)} in ({OnSqlite(organization, terms, null, null)})";

    /// <summary>The same for a row at hand, where so many rows hold the terms that looking at each finds a page of them.</summary>
    /// <param name="row">The name that the table has in the statement.</param>
    public static Sql Holds(string row, IReadOnlyList<TextTerm> terms) => Sql.Join(" and ", terms.Select(term => Holds(row, term)));

    private static Sql Holds(string row, TextTerm term) =>
        $"({Sql.Join(" or ", term.AnyOf.Select(f => (Sql)$"{Sql.Raw($"{row}.{f.Column}")} like {Pattern(f.Text)} escape '\\'"))})";

    private static string Pattern(string text) => "%" + text.Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_") + "%";

    // A cross join is SQLite's word for "in this order", and the plus keeps the organization's own index out of it.
    private Sql OnSqlite(Guid organization, IReadOnlyList<TextTerm> terms, int? most, string? kind) =>
        $"""
            select t.{Sql.Raw(Id)} from {Sql.Raw(Index)} f cross join {Sql.Raw(Table)} t on t.row_number = f.rowid
            where {Sql.Raw(Index)} match {Match(terms)} and +t.organization_id = {organization}{Kind(kind)}
            limit {Sql.Raw((most ?? -1).ToString(CultureInfo.InvariantCulture))}
            """;

    private static Sql Kind(string? kind) => kind is null ? Sql.Empty : $" and +t.record_type = {kind}";

    private static string Match(IReadOnlyList<TextTerm> terms) =>
        string.Join(" AND ", terms.Select(term => $"({string.Join(" OR ", term.AnyOf.Select(f => $"{f.Column} : {Quoted(f.Text)}"))})"));

    private static string Quoted(string text) => "\"" + text.Replace("\"", "\"\"") + "\"";

    private Sql OnPostgres(IReadOnlyList<TextTerm> terms, int? most, string? kind)
    {
        var all = terms.SelectMany((term, number) => term.AnyOf.Select(fragment => (Number: number, Fragment: fragment))).ToList();
        return $"""
            select found from search_texts({Table}, {all.Select(a => a.Number).ToArray()},
              {all.Select(a => a.Fragment.Column).ToArray()}, {all.Select(a => a.Fragment.Text).ToArray()}, {kind ?? ""}, {most
                ?? int.MaxValue}) found
            """;
    }
}
