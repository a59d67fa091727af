using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Fields;

/// <summary>
/// A custom field as the API writes it. Its key and type are said once: values in storage, imports and segments rest on them.
/// </summary>
public sealed record CustomFieldInput
{
    public Maybe<string> Key { get; init; }
    public Maybe<CustomFieldType> Type { get; init; }
    public Maybe<string> Label { get; init; }
    public Maybe<string[]> Options { get; init; }
    public Maybe<bool> Required { get; init; }
    public Maybe<int> Position { get; init; }
}

/// <summary>Adds a field of the organization's own to its customers, changes it, takes it out of sight and brings it back.</summary>
public sealed partial class EditCustomField(RapportDb db, Changes changes, Access access, TimeProvider clock)
{
    private const int Most = 200,
        MostOptions = 500;

    public async Task<CustomField> Create(CustomFieldInput input, CancellationToken ct)
    {
        access.Require(Permission.ManageCustomFields);
        await using var change = await changes.Begin(ct);
        await db.Lock("custom_fields", ct);
        var errors = new Errors();
        var key = errors.Text("key", input.Key.Value, 60, required: true);
        if (key is not null && !SnakeCase().IsMatch(key))
            errors.Add("key", "Use small letters, digits and underscores, a letter first, such as contract_number.");
        if (!input.Type.IsSet)
            errors.Add("type", $"It is required: one of {string.Join(", ", Words.All<CustomFieldType>())}.");
        if (!input.Label.IsSet)
            errors.Add("label", "It is required.");

        var field = new CustomField
        {
            Key = key ?? "",
            Type = input.Type.Value,
            CreatedAt = clock.Now(),
            Position = await db.CustomFields.CountAsync(ct) + 1,
        };
        Write(field, input, errors);
        if (IsChoice(field) && !input.Options.IsSet)
            errors.Add("options", "A choice needs options.");
        errors.ThrowInvalid();
        if (await db.CustomFields.AnyAsync(f => f.Key == key, ct))
            throw new Refusal("custom_field_exists", $"There is a custom field {key} already.");
        if (await db.CustomFields.CountAsync(ct) >= Most)
            throw new Refusal("too_many_custom_fields", $"There are {Most} custom fields already, archived ones among them.");
        db.Add(field);
        field.Raise(new CustomFieldCreated(field.Id, field.Key, field.Type, field.Label));
        await change.Save(ct);
        return field;
    }

    public async Task<CustomField> Run(Guid id, CustomFieldInput input, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var field = await ForChange(id, seenVersion, ct);
        var errors = new Errors();
        if (input.Key.IsSet && input.Key.Value != field.Key)
            errors.Add("key", "A key never changes. Add another field.");
        if (input.Type.IsSet && input.Type.Value != field.Type)
            errors.Add("type", "A type never changes. Add another field.");
        var noted = Write(field, input, errors);
        errors.ThrowInvalid();
        if (!noted.Any)
            return field;
        field.Raise(new CustomFieldUpdated(field.Id, field.Key, noted.ByField));
        await change.Save(ct);
        return field;
    }

    public async Task Archive(Guid id, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var field = await ForChange(id, seenVersion, ct);
        if (field.ArchivedAt is not null)
            throw new Refusal("already_archived", $"{field.Label} is archived already.");
        field.ArchivedAt = clock.Now();
        field.Raise(new CustomFieldArchived(field.Id, field.Key));
        await change.Save(ct);
    }

    public async Task<CustomField> Restore(Guid id, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var field = await ForChange(id, null, ct);
        if (field.ArchivedAt is null)
            throw new Refusal("not_archived", $"{field.Label} is not archived.");
        field.ArchivedAt = null;
        field.Raise(new CustomFieldRestored(field.Id, field.Key));
        await change.Save(ct);
        return field;
    }

    private async Task<CustomField> ForChange(Guid id, int? seenVersion, CancellationToken ct)
    {
        access.Require(Permission.ManageCustomFields);
        await db.Lock("custom_fields", ct);
        var field = await db.CustomFields.SingleOrDefaultAsync(f => f.Id == id, ct) ?? throw new Missing("custom field");
        Versions.Require(seenVersion, field.Version);
        return field;
    }

    private static FieldChanges Write(CustomField field, CustomFieldInput input, Errors errors)
    {
        var noted = new FieldChanges();
        if (
            input.Label.IsSet
            && errors.Text("label", input.Label.Value, 100, required: true) is { } label
            && noted.Note("label", field.Label, label)
        )
            field.Label = label;
        if (input.Required.IsSet && noted.Note("required", field.IsRequired, input.Required.Value))
            field.IsRequired = input.Required.Value;
        if (input.Position.IsSet)
        {
            if (input.Position.Value is < 0 or > 10_000)
                errors.Add("position", "It must lie between 0 and 10,000.");
            else if (noted.Note("position", field.Position, input.Position.Value))
                field.Position = input.Position.Value;
        }
        if (input.Options.IsSet)
            WriteOptions(field, input.Options.Value ?? [], errors, noted);
        return noted;
    }

    private static void WriteOptions(CustomField field, string[] given, Errors errors, FieldChanges noted)
    {
        if (!IsChoice(field))
        {
            if (given.Length > 0)
                errors.Add("options", "Only a choice has options.");
            return;
        }
        var options = given.Select(o => errors.Text("options", o, 100, required: true)).OfType<string>().ToArray();
        if (given.Length == 0)
            errors.Add("options", "A choice needs options.");
        if (options.Length > MostOptions)
            errors.Add("options", $"There may be {MostOptions} of them.");
        if (options.Distinct(StringComparer.Ordinal).Count() < options.Length)
            errors.Add("options", "One of them stands there twice.");
        var json = JsonSerializer.Serialize(options, ApiJson.Options);
        if (noted.Note("options", field.OptionsJson, json))
            field.OptionsJson = json;
    }

    private static bool IsChoice(CustomField field) => field.Type is CustomFieldType.Choice or CustomFieldType.MultiChoice;

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
    private static partial Regex SnakeCase();
}
