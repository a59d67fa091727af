using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers.Find;

/// <summary>Asks the trigram index. It answers with IDs alone; the list then joins them under the caller's permissions.</summary>
public sealed class SearchCustomers(Reads reads)
{
    /// <summary>
    /// Up to this many hits are sorted; beyond, the list walks its own index and looks at the words row by row, which is fast exactly when
    /// hits are common:
    /// of a million customers it passes some six thousand to fill a page with one in 250.
    /// </summary>
    public const int Few = 4_000;

    private const int MaxAlike = 50;

    /// <summary>The hits, or null when there are more than <see cref="Few"/>.</summary>
    public async Task<List<Guid>?> Hits(SearchTerms terms, bool namesOnly, CancellationToken ct)
    {
        var hits =
            reads.Engine == Engine.Postgres
                ? await reads.Rows(
                    $"""
                    select * from search_customers({terms.Long.Select(t => t.InNames).ToArray()}, {terms.Long.Select(t =>
                        t.InDetails
                    ).ToArray()}, {namesOnly}, {Few + 1})
                    """,
                    row => row.Id(0),
                    ct
                )
                : await reads.Rows(
                    $"""
                    select s.customer_id from customer_search_text f cross join customer_search s on s.row_number = f.rowid
                    where customer_search_text match {Match(terms, namesOnly)} and s.organization_id = {reads.Tenant} limit {Few + 1}
                    """,
                    row => row.Id(0),
                    ct
                );
        return hits.Count > Few ? null : hits;
    }

    /// <summary>Who is named much like what was typed, best first: for when nothing matches.</summary>
    public async Task<List<Guid>> Alike(string typed, CancellationToken ct)
    {
        if (typed.Length < 4)
            return [];
        if (reads.Engine == Engine.Postgres)
            return await reads.Rows($"select customer_id from search_customers_alike({typed}, {MaxAlike})", row => row.Id(0), ct);
        var near = await reads.Rows(
            $"""
            select s.customer_id, s.names from customer_search_text f cross join customer_search s on s.row_number = f.rowid
            where customer_search_text match {AnyTrigram(typed)} and s.organization_id = {reads.Tenant} order by f.rank limit 300
            """,
            row => (Id: row.Id(0), Names: row.Text(1)),
            ct
        );
        return
        [
            .. near.Select(n => (n.Id, Likeness: Likeness(typed, n.Names)))
                .Where(n => n.Likeness >= 0.45)
                .OrderByDescending(n => n.Likeness)
                .Take(MaxAlike)
                .Select(n => n.Id),
        ];
    }

    private static string Match(SearchTerms terms, bool namesOnly) =>
        string.Join(
            " AND ",
            terms.Long.Select(t =>
                (namesOnly, SearchTerms.Letters(t.InNames) >= 3, SearchTerms.Letters(t.InDetails) >= 3) switch
                {
                    (true, _, _) or (_, true, false) => $"names : {Quoted(t.InNames)}",
                    (_, false, true) => $"details : {Quoted(t.InDetails)}",
                    _ => $"(names : {Quoted(t.InNames)} OR details : {Quoted(t.InDetails)})",
                }
            )
        );

    private static string AnyTrigram(string typed) => "names : (" + string.Join(" OR ", Trigrams(typed).Take(60).Select(Quoted)) + ")";

    private static string Quoted(string text) => "\"" + text.Replace("\"", "\"\"") + "\"";

    private static IEnumerable<string> Trigrams(string text) =>
        Enumerable.Range(0, Math.Max(0, text.Length - 2)).Select(i => text.Substring(i, 3)).Distinct();

    /// <summary>The share of the typed trigrams, padded at word ends as pg_trgm does, that the names hold.</summary>
    private static double Likeness(string typed, string names)
    {
        var wanted = Padded(typed);
        return (double)wanted.Intersect(Padded(names)).Count() / wanted.Count;
    }

    private static HashSet<string> Padded(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(word => Trigrams($"  {word} "))];
}
