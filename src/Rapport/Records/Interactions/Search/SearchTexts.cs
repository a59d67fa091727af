using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Interactions.Search;

/// <summary>
/// Asks the trigram index of what was said and written. It answers with IDs alone, newest first; whoever asks joins them under the caller's
/// rights.
/// </summary>
public sealed class SearchTexts(Reads reads)
{
    private const int MaxWords = 8,
        MaxHits = 2_000;

    /// <param name="kind">interaction or note; null for both.</param>
    public async Task<List<Guid>> Hits(string typed, string? kind, CancellationToken ct)
    {
        var words = NameFolding.Key(typed).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MaxWords).ToArray();
        if (words.Length == 0)
            return [];
        return reads.Engine == Engine.Postgres
            ? await reads.Rows($"select * from search_record_texts({words}, {kind ?? ""}, {MaxHits})", row => row.Id(0), ct)
            : await reads.Rows(OnSqlite(words, kind), row => row.Id(0), ct);
    }

    /// <summary>The index knows three letters and more; shorter words are looked for in what the others find.</summary>
    private Sql OnSqlite(string[] words, string? kind)
    {
        var (longer, shorter) = (words.Where(w => w.Length >= 3).ToList(), words.Where(w => w.Length < 3));
        var conditions = new List<Sql> { $"t.organization_id = {reads.Tenant}" };
        if (kind is not null)
            conditions.Add($"t.record_type = {kind}");
        if (longer.Count > 0)
            conditions.Add($"record_texts_index match {string.Join(" AND ", longer.Select(w => $"\"{w.Replace("\"", "\"\"")}\""))}");
        conditions.AddRange(shorter.Select(w => (Sql)$"instr(t.text, {w}) > 0"));
        var from = Sql.Raw(longer.Count > 0 ? "record_texts_index f cross join record_texts t on t.row_number = f.rowid" : "record_texts t");
        return $"select t.id from {from} where {Sql.Join(" and ", conditions)} order by t.happened_at desc limit {MaxHits}";
    }
}
