using Rapport.Platform.Data;

namespace Rapport.Records.Facts.Intake;

/// <summary>Turns references that were given by ID into the external IDs that are kept.</summary>
public sealed class FactReferences(RapportDb db)
{
    public async Task Resolve(IReadOnlyList<FactDraft> drafts, CancellationToken ct)
    {
        foreach (var group in drafts.SelectMany(d => d.ById.Select(r => (Draft: d, r.Field, r.Id))).GroupBy(r => r.Field.RefersTo!))
        {
            var kind = FactKind.Named(group.Key)!;
            var found = (
                await db.Rows(
                    $"select id, external_id from {Sql.Raw(kind.Table)} where organization_id = {db.TenantId} and {Sql.In("id", group.Select(r => r.Id).Distinct().ToList())}",
                    row => (Id: row.Id(0), ExternalId: row.Text(1)),
                    ct
                )
            ).ToDictionary(r => r.Id, r => r.ExternalId);
            foreach (var (draft, field, id) in group)
            {
                if (found.TryGetValue(id, out var externalId))
                    field.Set(draft.Fact!, externalId);
                else
                    draft.Errors.Add(field.Name, $"There is no such {group.Key.Replace('_', ' ')}.");
            }
        }
    }
}
