using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.FreeTexts;

namespace Rapport.Records.Customers;

/// <summary>Tags, external IDs and custom field values of one customer.</summary>
public sealed class CustomerLabels(RapportDb db, CustomFields fields, FlagPersonalData flags, TimeProvider clock)
{
    internal async Task WriteExternalId(
        Customer customer,
        string system,
        string? value,
        bool isNew,
        Errors errors,
        FieldChanges changes,
        CancellationToken ct
    )
    {
        var current = isNew
            ? null
            : await db.ExternalIds.OrderBy(e => e.Id).FirstOrDefaultAsync(e => e.CustomerId == customer.Id && e.System == system, ct);
        if (!changes.Note("external_id", current?.Value, value))
            return;
        if (
            value is not null
            && await db.ExternalIds.AnyAsync(e => e.System == system && e.Value == value && e.CustomerId != customer.Id, ct)
        )
        {
            throw new Refusal("external_id_taken", $"Another customer has the external ID {value}.");
        }
        if (current is not null)
            db.Remove(current);
        if (value is not null && errors.ByField.Count == 0)
            db.Add(
                new Customers.ExternalId
                {
                    CustomerId = customer.Id,
                    System = system,
                    Value = value,
                    CreatedAt = clock.Now(),
                }
            );
    }

    internal async Task WriteTags(Customer customer, string[] names, bool isNew, Errors errors, FieldChanges changes, CancellationToken ct)
    {
        var wanted = new List<Tag>();
        foreach (var name in names.Take(100))
            if (errors.TagName("tags", name) is { } fit)
                wanted.Add(await Tag(fit, ct));
        if (names.Length > 100)
            errors.Add("tags", "A customer has at most 100 tags.");

        var given = isNew ? [] : await db.CustomerTags.Where(g => g.CustomerId == customer.Id).ToListAsync(ct);
        var before = isNew
            ? []
            : await db
                .Tags.Where(t => given.Select(g => g.TagId).Contains(t.Id))
                .OrderBy(t => t.NameKey)
                .Select(t => t.Name)
                .ToListAsync(ct);
        var after = wanted.DistinctBy(t => t.Id).OrderBy(t => t.NameKey, StringComparer.Ordinal).ToList();
        if (!changes.Note("tags", string.Join(", ", before), string.Join(", ", after.Select(t => t.Name))))
            return;
        db.RemoveRange(given.Where(g => after.All(t => t.Id != g.TagId)));
        foreach (var tag in after.Where(t => given.All(g => g.TagId != t.Id)))
            db.Add(
                new CustomerTag
                {
                    CustomerId = customer.Id,
                    TagId = tag.Id,
                    CreatedAt = clock.Now(),
                }
            );
    }

    /// <summary>
    /// The tag of this name, made when there is none yet. Two requests may make it at once: the second finds the first's.
    /// </summary>
    internal async Task<Tag> Tag(string name, CancellationToken ct)
    {
        var key = NameFolding.Key(name, 60);
        if (db.Tags.Local.FirstOrDefault(t => t.NameKey == key) is { } local)
            return local;
        if (await Known(key, ct) is { } known)
            return known;
        await db.Execute(
            $"""
            insert into tags (organization_id, id, name, name_key, created_at, version)
            values ({db.TenantId}, {Ids.Next()}, {name}, {key}, {clock.Now()}, 1) on conflict do nothing
            """,
            ct
        );
        return (await Known(key, ct))!;
    }

    internal Task<Tag?> KnownTag(string name, CancellationToken ct) => Known(NameFolding.Key(name, 60), ct);

    // Held until this change ends, lest the tag be deleted between here and its first use.
    private async Task<Tag?> Known(string key, CancellationToken ct)
    {
        var ids = await db.Tags.Where(t => t.NameKey == key).Select(t => t.Id).ToListAsync(ct);
        return ids is [var id] ? await db.Held<Tag>(id, RowLock.KeyShare).SingleOrDefaultAsync(t => t.NameKey == key, ct) : null;
    }

    internal async Task WriteCustomFields(
        Customer customer,
        CustomerInput input,
        bool isNew,
        Errors errors,
        FieldChanges changes,
        CancellationToken ct
    )
    {
        var (known, values) = (await fields.All(ct), input.CustomFields.Value!);
        var current = isNew ? [] : await db.CustomFieldValues.Where(v => v.CustomerId == customer.Id).ToListAsync(ct);
        foreach (var (key, value) in values)
        {
            if (known.SingleOrDefault(f => f.Key == key) is not { } field)
            {
                errors.Add($"custom_fields.{key}", "There is no such custom field.");
                continue;
            }
            var old = current.Where(v => v.FieldId == field.Id).ToList();
            var words = await fields.Read(field, value, old.ConvertAll(o => o.Value), errors, ct);
            if (words is null)
                continue;
            var written = words;
            if (field.Type == CustomFieldType.Text && words is [var text])
                words = [text with { Value = FreeText.Stored($"custom_fields.{key}", text.Value, input.ConfirmsPersonalData)! }];
            if (!changes.NoteText($"custom_fields.{key}", Joined(old.Select(o => o.Value)), Joined(words.Select(w => w.Value))))
                continue;
            if (field.Type == CustomFieldType.Text)
                await flags.Run(new(customer.Id, null, $"custom_fields.{key}"), Joined(written.Select(w => w.Value)), ct);
            db.RemoveRange(old);
            db.AddRange(
                words.Select(w => new CustomFieldValue
                {
                    CustomerId = customer.Id,
                    FieldId = field.Id,
                    Value = w.Value,
                    Number = w.Number,
                })
            );
        }
        if (isNew)
            foreach (var missing in known.Where(f => f.IsRequired && !values.ContainsKey(f.Key)))
                errors.Add($"custom_fields.{missing.Key}", "It is required.");
    }

    private static string? Joined(IEnumerable<string> words) => string.Join(", ", words) is { Length: > 0 } joined ? joined : null;
}
