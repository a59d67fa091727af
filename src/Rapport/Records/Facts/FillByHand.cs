using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Facts;

/// <summary>
/// What a person who posts a single fact need not say: that it is new, happened now, and is counted in the organization's currency.
/// A file says all of it, since it may be read long after it was written.
/// </summary>
public sealed class FillByHand(RapportDb db, FindFacts find, TimeProvider clock)
{
    /// <summary>The fact as it is meant. One that is here already keeps what this leaves out: sent again, it is the same.</summary>
    internal async Task<JsonElement> Run(FactKind kind, JsonElement body, CancellationToken ct)
    {
        var given = FactBody.Fields(kind, body);
        var missing = kind.ByName.Values.Where(f => f.ByHand is not null && !given.ContainsKey(f.Name)).ToList();
        if (
            kind.Currency is { IsRequired: false } currency
            && !given.ContainsKey(currency.Name)
            && kind.Fields.Any(f => f.Kind == FieldKind.Money && given.ContainsKey(f.Name))
        )
            missing.Add(currency);
        if (!body.TryGetProperty("external_id", out var id) || id.ValueKind == JsonValueKind.Null)
            given["external_id"] = Ids.Next().ToString();
        else if (missing.Count > 0 && await Known(kind, id, ct) is { } known)
        {
            foreach (var field in missing.ToList().Where(f => f.ByHand != RequiredFieldAttribute.Follows && known[f.Name] is not null))
            {
                given[field.Name] = known[field.Name];
                missing.Remove(field);
            }
        }
        foreach (var field in missing)
            if (await Default(field, ct) is { } value)
                given[field.Name] = value;
        return JsonSerializer.SerializeToElement(given, ApiJson.Options);
    }

    private async Task<Dictionary<string, object?>?> Known(FactKind kind, JsonElement externalId, CancellationToken ct)
    {
        if (Intake.FactValue.Identifier(externalId) is not { Length: > 0 and <= 200 } text || Intake.FactValue.Unstorable(text) is not null)
            return null;
        var ids = await db.Rows(
            $"select id from {Sql.Raw(kind.Table)} where organization_id = {db.TenantId} and external_id = {text}",
            row => row.Id(0),
            ct
        );
        return ids.Count == 0 ? null : await find.Own(kind, ids[0], ct);
    }

    private async Task<object?> Default(FactField field, CancellationToken ct) =>
        field switch
        {
            { ByHand: RequiredFieldAttribute.Follows } => null,
            { Name: "currency" } => (
                await db.Rows($"select currency from organizations where id = {db.TenantId}", row => row.Text(0), ct)
            ).SingleOrDefault(),
            { ByHand: RequiredFieldAttribute.Now, Kind: FieldKind.Date } => DateOnly.FromDateTime(clock.Now().UtcDateTime),
            { ByHand: RequiredFieldAttribute.Now } => clock.Now(),
            _ => field.ByHand,
        };
}
