using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Interactions.Search;

/// <summary>
/// Asks the text index of what was said and written. It answers with IDs alone; whoever asks joins them under the caller's rights.
/// </summary>
public sealed class SearchTexts(Reads reads)
{
    private const int MaxWords = 8,
        Fragment = 3,
        Few = 4_000,
        MostCommon = 2_000,
        LookedAt = 20_000;

    /// <summary>
    /// All hits where they are few, else the newest. The index knows fragments of three letters; words of one or two alone are looked for
    /// in the newest texts.
    /// </summary>
    /// <param name="kind">A kind of fact; null for interactions and notes, among which the index may count others.</param>
    public async Task<List<Guid>> Hits(string typed, string? kind, CancellationToken ct)
    {
        var terms = NameFolding
            .Key(typed)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Take(MaxWords)
            .Select(word => new TextTerm([new TextFragment("text", word)]))
            .ToList();
        if (terms.Count == 0)
            return [];
        if (terms.Where(IsIndexed).ToList() is not { Count: > 0 } indexed)
            return await Newest(terms, kind, LookedAt, ct);
        var hits = await reads.Rows(RecordText.Index.Ids(reads.Engine, reads.Tenant, indexed, Few + 1, kind), row => row.Id(0), ct);
        if (hits.Count > Few)
            return await Newest(terms, kind, null, ct);
        return hits.Count == 0 || indexed.Count == terms.Count ? hits : await Holding(hits, terms, ct);
    }

    private static bool IsIndexed(TextTerm term) => term.AnyOf[0].Text.EnumerateRunes().Count() >= Fragment;

    /// <param name="lookedAt">How many texts are looked at; until enough are found when null.</param>
    private async Task<List<Guid>> Newest(IReadOnlyList<TextTerm> terms, string? kind, int? lookedAt, CancellationToken ct)
    {
        var found = new List<Guid>();
        Sql ofKind = kind is null ? Sql.Raw(" and t.record_type in ('interaction', 'note')") : (Sql)$" and t.record_type = {kind}";
        Sql newest = $"from record_texts t where t.organization_id = {reads.Tenant}{ofKind}";
        var order = Sql.Raw("order by t.happened_at desc, t.id desc");
        var holds = TextIndex.Holds("t", terms);
        Sql asked = lookedAt is { } most
            ? $"select t.id from (select t.id, t.text {newest} {order} limit {most}) t where {holds} limit {MostCommon}"
            : (Sql)$"select t.id {newest} and {holds} {order} limit {MostCommon}";
        await reads.Run(ct, Statement.InOrder(found, asked, row => row.Id(0)));
        return found;
    }

    private Task<List<Guid>> Holding(List<Guid> hits, IReadOnlyList<TextTerm> terms, CancellationToken ct) =>
        reads.Rows(
            $"""
            select t.id from record_texts t
            where t.organization_id = {reads.Tenant} and {Sql.In("t.id", hits)} and {TextIndex.Holds("t", terms)}
            """,
            row => row.Id(0),
            ct
        );
}
