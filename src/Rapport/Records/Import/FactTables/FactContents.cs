using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;

namespace Rapport.Records.Import.FactTables;

/// <summary>Facts as they stand, written as the format has them, so that they can be sent again.</summary>
internal static class FactContents
{
    private static readonly BatchSize Together = new(10_000, 500);

    /// <returns>Those that are there, by external ID.</returns>
    public static async Task<Dictionary<string, string>> Of(
        RapportDb db,
        FactKind kind,
        IReadOnlyCollection<string> externalIds,
        CancellationToken ct
    )
    {
        var contents = new Dictionary<string, string>();
        foreach (var some in externalIds.Chunk(Together.On(db)))
        {
            var facts = await db.Rows(
                $"""
                select {FactView.Columns(kind)} from {FactView.From(kind)}
                where f.organization_id = {db.TenantId} and {Sql.In("f.external_id", some)}
                """,
                row => FactView.Read(kind, row),
                ct
            );
            if (facts.Count == 0)
                continue;
            var lines = await Lines(db, kind, [.. facts.Select(f => (Guid)f["id"]!)], ct);
            foreach (var fact in facts)
            {
                var content = fact.Where(f => kind.ByName.ContainsKey(f.Key) || f.Key is "external_id" or "customer_id").ToDictionary();
                if (kind.Lines is not null)
                    content[kind.Lines.Name] = lines[(Guid)fact["id"]!].Select(l => l.Line);
                contents[(string)fact["external_id"]!] = JsonSerializer.Serialize(content, ApiJson.Options);
            }
        }
        return contents;
    }

    private static async Task<ILookup<Guid, (Guid Fact, Dictionary<string, object?> Line)>> Lines(
        RapportDb db,
        FactKind kind,
        IReadOnlyCollection<Guid> facts,
        CancellationToken ct
    )
    {
        List<(Guid Fact, Dictionary<string, object?> Line)> rows = [];
        if (kind.LineTable is not null)
            rows = await db.Rows(
                $"""
                select {FactView.LineColumns(kind)}, fact_id from {Sql.Raw(kind.LineTable)}
                where organization_id = {db.TenantId} and {Sql.In("fact_id", facts)} order by fact_id, position
                """,
                row => (row.Id(kind.LineFields.Count), FactView.ReadLine(kind, row)),
                ct
            );
        return rows.ToLookup(r => r.Fact);
    }
}
