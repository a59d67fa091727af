using Rapport.Platform.Data;
using Rapport.Records.Customers;

namespace Rapport.Records.Customers.Intake.Rows;

/// <summary>
/// Custom fields that an import makes on the way, for what a person's row says and an individual customer has no place for.
/// </summary>
internal sealed class ExtraFields(ImportCatalog catalog)
{
    private readonly Dictionary<string, CustomField> made = [];
    private readonly Dictionary<Guid, Guid> stored = [];

    /// <summary>Called by the reading side; the writing side sees to it that the field exists before a value of it is written.</summary>
    public CustomField Of(string key)
    {
        if (catalog.CustomFields.FirstOrDefault(f => f.Key == key && f.Type == CustomFieldType.Text) is { } known)
            return known;
        lock (made)
        {
            if (made.TryGetValue(key, out var field))
                return field;
            var free = catalog.CustomFields.Any(f => f.Key == key) ? "imported_" + key : key;
            var label = char.ToUpperInvariant(key[0]) + key[1..].Replace('_', ' ');
            return made[key] = new CustomField
            {
                Key = free,
                Label = label,
                Type = CustomFieldType.Text,
                Position = 100 + made.Count,
                CreatedAt = catalog.Now,
            };
        }
    }

    /// <summary>The ID that the field of this key has in the database: another import may have made it first.</summary>
    public Guid IdOf(CustomField field) => stored.TryGetValue(field.Id, out var id) ? id : field.Id;

    public async Task Store(RapportDb db, CancellationToken ct)
    {
        List<CustomField> open;
        lock (made)
            open = [.. made.Values.Where(f => !stored.ContainsKey(f.Id))];
        foreach (var field in open)
        {
            await db.Execute(
                $"""
                insert into custom_fields (organization_id, id, version, key, label, type, options_json, is_required, position, created_at)
                values ({db.TenantId}, {field.Id}, 1, {field.Key}, {field.Label}, {field.Type}, {"[]"}, {false}, {field.Position},
                  {field.CreatedAt}) on conflict (organization_id, key) do nothing
                """,
                ct
            );
            stored[field.Id] = (
                await db.Rows(
                    $"select id from custom_fields where organization_id = {db.TenantId} and key = {field.Key}",
                    row => row.Id(0),
                    ct
                )
            ).Single();
        }
    }

    /// <summary>A rolled-back batch took the fields it made with it.</summary>
    public void Forget() => stored.Clear();
}
