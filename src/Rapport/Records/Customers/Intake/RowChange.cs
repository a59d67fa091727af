using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Intake.Rows;

namespace Rapport.Records.Customers.Intake;

/// <summary>
/// All that a batch did to a customer who was there before: values by property, and what was added, so that it can be taken back.
/// </summary>
internal sealed record RowChange(List<RowChange.Value> Values, List<RowChange.Part> Parts, List<RowChange.Custom> Fields)
{
    /// <summary>Reviews of personal data in texts that the import opened, or made needless.</summary>
    public const string Flagged = "flagged",
        Cleared = "flag_cleared";

    /// <summary>A property of the customer, its account, a contact or an address.</summary>
    internal sealed record Value(string Of, Guid Id, string Property, JsonElement From, JsonElement To);

    /// <summary>Something added: a contact, an address, an account, a tag by its key, an external ID.</summary>
    internal sealed record Part(string Kind, string Key);

    internal sealed record Custom(Guid FieldId, List<CustomFields.Stored> From, List<CustomFields.Stored> To);

    public string ToJson() => JsonSerializer.Serialize(this, ApiJson.Options);

    public static RowChange FromJson(string json) => JsonSerializer.Deserialize<RowChange>(json, ApiJson.Options)!;

    /// <summary>Reads from the change tracker, before anything is saved.</summary>
    public static RowChange Of(RapportDb db, CustomerRecord record, Func<CustomField, Guid> idOf)
    {
        var values = new List<Value>();
        var parts = new List<Part>();
        Add(record.Customer, "customer");
        if (record.AccountIsNew)
            parts.Add(new Part("account", record.Account!.Id.ToString()));
        else if (record.Account is { } account)
            Add(account, "account");
        foreach (var contact in record.Contacts)
            if (record.NewContacts.Contains(contact))
                parts.Add(new Part("contact", contact.Id.ToString()));
            else
                Add(contact, "contact");
        foreach (var address in record.Addresses)
            if (record.NewAddresses.Contains(address))
                parts.Add(new Part("address", address.Id.ToString()));
            else
                Add(address, "address");
        parts.AddRange(record.NewTags.Select(key => new Part("tag", key)));
        parts.AddRange(record.NewFlags.Select(flag => new Part(Flagged, flag.Id.ToString())));
        parts.AddRange(record.ClearedFlags.Select(id => new Part(Cleared, id.ToString())));
        parts.AddRange(record.NewExternalIds.Select(id => new Part("external_id", id)));
        return new RowChange(
            values,
            parts,
            [
                .. record.NewCustom.Select(key => new Custom(
                    idOf(record.Custom[key].Field),
                    record.CustomBefore.GetValueOrDefault(key) ?? [],
                    record.Custom[key].Values
                )),
            ]
        );

        void Add(Entity entity, string kind)
        {
            foreach (
                var property in db.Entry(entity).Properties.Where(p => p.IsModified && p.Metadata.Name is not ("Version" or "UpdatedAt"))
            )
                values.Add(new Value(kind, entity.Id, property.Metadata.Name, Json(property.OriginalValue), Json(property.CurrentValue)));
        }
    }

    internal static JsonElement Json(object? value) =>
        JsonSerializer.SerializeToElement(value, value?.GetType() ?? typeof(object), ApiJson.Options);
}

/// <summary>What an import did to one known customer, in the order in which it did.</summary>
public sealed class ImportChange
{
    public Guid OrganizationId { get; init; }
    public Guid ImportId { get; init; }

    /// <summary>The first row of the batch that changed the customer.</summary>
    public long Row { get; init; }
    public Guid CustomerId { get; init; }

    [PersonalData]
    public string ChangeJson { get; init; } = "{}";
}
