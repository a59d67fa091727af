using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Find;

/// <summary>Asks the text index. It answers with IDs alone; the list then joins them under the caller's permissions.</summary>
public sealed class SearchCustomers(Reads reads, Access access)
{
    /// <summary>
    /// Up to this many hits are sorted; beyond, the list walks its own index and looks at the words row by row, which is fast exactly when
    /// hits are common: of a million customers it passes some six thousand to fill a page with one in 250.
    /// </summary>
    public const int Few = 4_000;

    private const int MostKnownWords = 2_000,
        MostCorrections = 12,
        MostCompared = 300,
        MostAlike = 50;

    /// <summary>At most one more than a list counts.</summary>
    public Task<List<Guid>> Hits(SearchTerms terms, CancellationToken ct) =>
        Ids(terms.Fragments(NamesOnly), CustomerTotals.CountedTo + 1, ct);

    /// <summary>All hits as a condition on <c>customers c</c>, however many.</summary>
    public Sql Among(SearchTerms terms) => SearchText.Index.Among("c.id", reads.Engine, reads.Tenant, terms.Fragments(NamesOnly));

    /// <summary>The same row by row: for walking an index when hits are common.</summary>
    public Sql Holds(SearchTerms terms) =>
        $"""
            exists (select 1 from customer_search t where t.organization_id = {reads.Tenant} and t.customer_id = c.id
                    and {TextIndex.Holds("t", terms.Fragments(NamesOnly))})
            """;

    /// <summary>
    /// Who is named what was typed but for a typing error, most alike first: for when nothing matches. The words that were typed are looked
    /// up among all words of names, and what they may have meant is searched for instead.
    /// </summary>
    public async Task<List<Guid>> Alike(SearchTerms terms, CancellationToken ct)
    {
        var words = terms.All.Select(t => t.InNames).Where(Spelling.Tolerates).Distinct().ToList();
        if (words.Count == 0)
            return [];
        var known = await reads.Rows(
            $"""
            select distinct word from name_spellings
            where organization_id = {reads.Tenant} and {Sql.In("key", words.SelectMany(Spelling.Keys).Distinct().ToList())}
            limit {MostKnownWords}
            """,
            row => row.Text(0),
            ct
        );
        var meant = words.ToDictionary(word => word, word => Corrections(word, known));
        if (meant.Values.All(corrections => corrections.Count == 0))
            return [];
        var ids = await Ids(terms.Fragments(NamesOnly, meant), MostCompared, ct);
        return ids.Count <= MostAlike ? ids : await MostLike(ids, words, ct);
    }

    private static List<string> Corrections(string typed, List<string> known) =>
        [
            .. known
                .Select(word => (word, Likeness: Spelling.Likeness(typed, word)))
                .Where(k => k.Likeness > 0)
                .OrderByDescending(k => k.Likeness)
                .ThenBy(k => k.word, StringComparer.Ordinal)
                .Take(MostCorrections)
                .Select(k => k.word),
        ];

    private async Task<List<Guid>> MostLike(List<Guid> ids, List<string> typed, CancellationToken ct)
    {
        var named = await reads.Rows(
            $"select customer_id, names from customer_search where organization_id = {reads.Tenant} and {Sql.In("customer_id", ids)}",
            row => (Id: row.Id(0), Words: row.Text(1).Split(' ', StringSplitOptions.RemoveEmptyEntries)),
            ct
        );
        return
        [
            .. named
                .OrderByDescending(n => typed.Sum(word => n.Words.Max(known => Spelling.Likeness(word, known))))
                .Take(MostAlike)
                .Select(n => n.Id),
        ];
    }

    private Task<List<Guid>> Ids(IReadOnlyList<TextTerm> terms, int most, CancellationToken ct) =>
        reads.Rows(SearchText.Index.Ids(reads.Engine, reads.Tenant, terms, most), row => row.Id(0), ct);

    private bool NamesOnly => !access.Sees(Mask.ContactData);
}
