using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Interactions.Search;

/// <param name="Type">interaction or note.</param>
/// <param name="Excerpt">The words around the first hit.</param>
public sealed record WordHit(
    string Type,
    Guid Id,
    Guid CustomerId,
    string CustomerName,
    string? Title,
    string? Excerpt,
    DateTimeOffset OccurredAt
);

/// <summary>
/// Full-text search over what was said and written: interactions' subjects and descriptions, notes' titles and content, as far as the
/// caller may read them.
/// </summary>
public sealed class FindWords(Reads reads, Sight sight, SearchTexts texts)
{
    private const int Around = 80;

    public async Task<Page<WordHit>> Run(string typed, Paging paging, CancellationToken ct)
    {
        var ids = await texts.Hits(typed, null, ct);
        Sql found = $"""
            (select 'interaction' as type, i.id, i.customer_id, c.display_name, i.subject as title, i.description as body, i.happened_at
             from {Sql.Picked("interactions", "i", reads.Tenant, ids)}
             {Sql.LookUp("customers", "c", $"c.organization_id = i.organization_id and c.id = i.customer_id")}
             where i.organization_id = {reads.Tenant} and {sight.Customers("c")}
             union all
             select 'note', n.id, n.customer_id, c.display_name, n.title, n.content, n.happened_at
             from {Sql.Picked("notes", "n", reads.Tenant, ids)}
             {Sql.LookUp("customers", "c", $"c.organization_id = n.organization_id and c.id = n.customer_id")}
             where n.organization_id = {reads.Tenant} and {sight.Customers("c")} and {sight.Notes("n")}) f
            """;
        return await new TimedList<WordHit>(
            $"words|{typed}",
            Sql.Raw("f.type, f.id, f.customer_id, f.display_name, f.title, f.body, f.happened_at"),
            found,
            Sql.Raw("true"),
            row => Read(row, TimedList<WordHit>.First, typed)
        )
        {
            Id = "f.id",
            Time = "f.happened_at",
            IsFew = true,
        }.Run(reads, paging, ct);
    }

    private static WordHit Read(Row row, int at, string typed) =>
        new(
            row.Text(at),
            row.Id(at + 1),
            row.Id(at + 2),
            row.Text(at + 3),
            row.TextOrNull(at + 4),
            Excerpt(row.TextOrNull(at + 5), typed),
            row.Time(at + 6)
        );

    private static string? Excerpt(string? text, string typed)
    {
        if (text is null)
            return null;
        var first = typed
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(w => text.IndexOf(w, StringComparison.OrdinalIgnoreCase))
            .Where(i => i >= 0)
            .DefaultIfEmpty(0)
            .Min();
        var (start, end) = (Math.Max(0, first - Around), Math.Min(text.Length, first + 2 * Around));
        if (start > 0 && char.IsLowSurrogate(text[start]))
            start++;
        if (end < text.Length && char.IsHighSurrogate(text[end - 1]))
            end--;
        return (start > 0 ? "…" : "") + text[start..end].ReplaceLineEndings(" ") + (end < text.Length ? "…" : "");
    }
}
