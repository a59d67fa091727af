using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Records.Customers.Intake;
using Rapport.Records.Customers.Intake.Rows;

namespace Rapport.Records.Import.Undo;

/// <summary>
/// Gives known customers back what stood there before the import, value by value; what differs from what the import wrote is somebody's
/// later work and stays.
/// </summary>
internal sealed class TakeBackChanges(RapportDb db, TaxIds taxIds, CustomerStanding standing, ImportRights rights, DateTimeOffset now)
{
    private readonly Dictionary<Guid, List<string>> kept = [];
    private readonly HashSet<Guid> touched = [],
        outOfReach = [];

    public IEnumerable<UndoOutcome.Left> Kept =>
        kept.Select(k => new UndoOutcome.Left(k.Key, "changed_since", k.Value))
            .Concat(outOfReach.Select(id => new UndoOutcome.Left(id, "out_of_reach", [])));
    public IReadOnlyCollection<Guid> Touched => touched;

    /// <param name="changes">The latest first.</param>
    public async Task Run(IReadOnlyList<ImportChange> changes, CancellationToken ct)
    {
        var ids = changes.Select(c => c.CustomerId).Distinct().ToList();
        if (ids.Count == 0)
            return;
        await db.Hold("customers", ids, RowLock.Update, ct);
        var index = new CustomerIndex(db);
        var before = await index.Stored(ids, ct);
        foreach (var change in changes)
            await Undo(change.CustomerId, RowChange.FromJson(change.ChangeJson), ct);
        await db.SaveChangesAsync(ct);
        var images = await new SearchDocuments(db, taxIds).Of([.. touched], ct);
        var batch = new Batch(db);
        index.Write(batch, images.Values, before);
        await batch.Run(ct);
    }

    private async Task Undo(Guid id, RowChange change, CancellationToken ct)
    {
        var customer = await db.Customers.IgnoreAutoIncludes().SingleAsync(c => c.Id == id, ct);
        if (customer.IsMerged)
        {
            Keep(id, "merged");
            return;
        }
        // Whoever takes it back may write others by now than when they brought it.
        if (!rights.Reach(customer.OwnerId, customer.BranchId))
        {
            outOfReach.Add(id);
            return;
        }
        touched.Add(id);
        customer.UpdatedAt = now;
        foreach (var row in change.Values.GroupBy(v => (v.Of, v.Id)))
            await Values(id, row.Key.Of, row.Key.Id, [.. row], ct);
        foreach (var part in change.Parts.Where(p => p.Kind is not (RowChange.Flagged or RowChange.Cleared)))
            await Part(id, part, ct);
        await Flags(change.Parts, ct);
        foreach (var field in change.Fields)
            await Custom(id, field, ct);
    }

    private async Task Values(Guid customer, string kind, Guid id, List<RowChange.Value> values, CancellationToken ct)
    {
        Entity? entity = kind switch
        {
            "customer" => await db.Customers.FindAsync([db.TenantId, id], ct),
            "account" => await db.Accounts.FindAsync([db.TenantId, id], ct),
            "contact" => await db.Contacts.FindAsync([db.TenantId, id], ct),
            _ => await db.Addresses.FindAsync([db.TenantId, id], ct),
        };
        foreach (var value in values)
        {
            var property = entity is null ? null : db.Entry(entity).Property(value.Property);
            if (entity is Customer moved && value.Property == nameof(Customer.Status))
            {
                if (!await standing.TakeBack(moved, value.From.Deserialize<CustomerStatus>(ApiJson.Options), ct))
                    Keep(customer, "customer.status");
            }
            else if (property is null || !Equal(RowChange.Json(property.CurrentValue), value.To))
                Keep(customer, $"{kind}.{Snake.Of(value.Property)}");
            else
                property.CurrentValue = value.From.Deserialize(property.Metadata.ClrType, ApiJson.Options);
        }
    }

    private static bool Equal(JsonElement a, JsonElement b) => JsonElement.DeepEquals(a, b);

    private async Task Part(Guid customer, RowChange.Part part, CancellationToken ct)
    {
        var gone = part.Kind switch
        {
            "contact" => await Remove("contacts", part.Key, ct),
            "address" => await Remove("addresses", part.Key, ct),
            "account" => await Remove("accounts", part.Key, ct),
            "external_id" => await db.Execute(
                $"delete from external_ids where organization_id = {db.TenantId} and customer_id = {customer} and value = {part.Key}",
                ct
            ),
            _ => await db.Execute(
                $"""
                delete from customer_tags where organization_id = {db.TenantId} and customer_id = {customer}
                  and tag_id = (select id from tags where organization_id = {db.TenantId} and name_key = {part.Key})
                """,
                ct
            ),
        };
        if (gone == 0)
            Keep(customer, part.Kind);
    }

    /// <summary>What somebody has decided on since stays decided.</summary>
    private async Task Flags(IReadOnlyList<RowChange.Part> parts, CancellationToken ct)
    {
        foreach (var part in parts.Where(p => p.Kind == RowChange.Flagged))
            await db.Execute(
                $"""
                delete from personal_data_flags where organization_id = {db.TenantId} and id = {Guid.Parse(part.Key)}
                  and status = {FlagStatus.Open}
                """,
                ct
            );
        foreach (var part in parts.Where(p => p.Kind == RowChange.Cleared))
            await db.Execute(
                $"""
                update personal_data_flags set status = {FlagStatus.Open}, decided_at = null
                where organization_id = {db.TenantId} and id = {Guid.Parse(part.Key)} and status = {FlagStatus.Cleared}
                """,
                ct
            );
    }

    // A version above the first tells that somebody worked on the row.
    private Task<int> Remove(string table, string id, CancellationToken ct) =>
        db.Execute($"delete from {Sql.Raw(table)} where organization_id = {db.TenantId} and id = {Guid.Parse(id)} and version = 1", ct);

    private async Task Custom(Guid customer, RowChange.Custom field, CancellationToken ct)
    {
        var now = await db.Rows(
            $"""
            select value from custom_field_values where organization_id = {db.TenantId} and customer_id = {customer}
              and field_id = {field.FieldId}
            """,
            row => row.Text(0),
            ct
        );
        if (!now.Order(StringComparer.Ordinal).SequenceEqual(field.To.Select(v => v.Value).Order(StringComparer.Ordinal)))
        {
            Keep(customer, "custom_fields");
            return;
        }
        await db.Execute(
            $"""
            delete from custom_field_values where organization_id = {db.TenantId} and customer_id = {customer}
              and field_id = {field.FieldId}
            """,
            ct
        );
        foreach (var value in field.From)
            await db.Execute(
                $"""
                insert into custom_field_values (organization_id, id, customer_id, field_id, value, number)
                values ({db.TenantId}, {Ids.Next()}, {customer}, {field.FieldId}, {value.Value}, {value.Number})
                """,
                ct
            );
    }

    private void Keep(Guid customer, string field)
    {
        if (!kept.TryGetValue(customer, out var fields))
            kept[customer] = fields = [];
        if (!fields.Contains(field))
            fields.Add(field);
    }
}
