using Rapport.Platform.Data;
using Rapport.Records.Customers.Described;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Records.Import.Undo;

namespace Rapport.Records.Customers.Intake;

/// <summary>The rows of new customers and their parts, written many at once.</summary>
internal static class Tables
{
    public static readonly TableInsert<Customer> Customers = new TableInsert<Customer>("customers")
        .Column("organization_id", c => c.OrganizationId)
        .Column("id", c => c.Id)
        .Column("version", c => c.Version)
        .Column("type", c => c.Type)
        .Column("display_name", c => c.DisplayName)
        .Column("name_key", c => c.NameKey)
        .Column("status", c => c.Status)
        .Column("source", c => c.Source)
        .Column("email", c => c.Email)
        .Column("email_key", c => c.EmailKey)
        .Column("phone", c => c.Phone)
        .Column("phone_e164", c => c.PhoneE164)
        .Described()
        .Column("branch_id", c => c.BranchId)
        .Column("owner_id", c => c.OwnerId)
        .Column("created_by_id", c => c.CreatedById)
        .Column("created_at", c => c.CreatedAt)
        .Column("updated_at", c => c.UpdatedAt);

    public static readonly TableInsert<Account> Accounts = new TableInsert<Account>("accounts")
        .Column("organization_id", a => a.OrganizationId)
        .Column("id", a => a.Id)
        .Column("version", a => a.Version)
        .Column("tax_id_sealed", a => a.TaxIdSealed)
        .Column("tax_id_index", a => a.TaxIdIndex)
        .Described()
        .Column("created_at", a => a.CreatedAt)
        .Column("updated_at", a => a.UpdatedAt);

    public static readonly TableInsert<Contact> Contacts = new TableInsert<Contact>("contacts")
        .Column("organization_id", c => c.OrganizationId)
        .Column("id", c => c.Id)
        .Column("version", c => c.Version)
        .Column("customer_id", c => c.CustomerId)
        .Column("first_name", c => c.FirstName)
        .Column("last_name", c => c.LastName)
        .Column("name_key", c => c.NameKey)
        .Column("email", c => c.Email)
        .Column("email_key", c => c.EmailKey)
        .Column("phone", c => c.Phone)
        .Column("phone_e164", c => c.PhoneE164)
        .Column("job_title", c => c.JobTitle)
        .Column("role", c => c.Role)
        .Column("is_primary", c => c.IsPrimary)
        .Column("status", c => c.Status)
        .Column("communication_preference", c => c.CommunicationPreference)
        .Column("do_not_contact", c => c.DoNotContact)
        .Column("email_status", c => c.EmailStatus)
        .Column("created_at", c => c.CreatedAt)
        .Column("updated_at", c => c.UpdatedAt);

    public static readonly TableInsert<Address> Addresses = new TableInsert<Address>("addresses")
        .Column("organization_id", a => a.OrganizationId)
        .Column("id", a => a.Id)
        .Column("version", a => a.Version)
        .Column("customer_id", a => a.CustomerId)
        .Column("address_type", a => a.AddressType)
        .Column("is_default", a => a.IsDefault)
        .Column("street_line_1", a => a.StreetLine1)
        .Column("street_line_2", a => a.StreetLine2)
        .Column("city", a => a.City)
        .Column("state_province", a => a.StateProvince)
        .Column("postal_code", a => a.PostalCode)
        .Column("country", a => a.Country)
        .Column("latitude", a => a.Latitude)
        .Column("longitude", a => a.Longitude)
        .Column("geo_precision", a => a.GeoPrecision)
        .Column("created_at", a => a.CreatedAt)
        .Column("updated_at", a => a.UpdatedAt);

    public static readonly TableInsert<Tag> Tags = new TableInsert<Tag>("tags")
        .Column("organization_id", t => t.OrganizationId)
        .Column("id", t => t.Id)
        .Column("version", t => t.Version)
        .Column("name", t => t.Name)
        .Column("name_key", t => t.NameKey)
        .Column("created_at", t => t.CreatedAt)
        .OnConflict("on conflict do nothing");

    public static readonly TableInsert<CustomerTag> CustomerTags = new TableInsert<CustomerTag>("customer_tags")
        .Column("organization_id", g => g.OrganizationId)
        .Column("id", g => g.Id)
        .Column("customer_id", g => g.CustomerId)
        .Column("tag_id", g => g.TagId)
        .Column("created_at", g => g.CreatedAt);

    public static readonly TableInsert<ExternalId> ExternalIds = new TableInsert<ExternalId>("external_ids")
        .Column("organization_id", e => e.OrganizationId)
        .Column("id", e => e.Id)
        .Column("customer_id", e => e.CustomerId)
        .Column("system", e => e.System)
        .Column("value", e => e.Value)
        .Column("created_at", e => e.CreatedAt);

    public static readonly TableInsert<CustomFieldValue> CustomValues = new TableInsert<CustomFieldValue>("custom_field_values")
        .Column("organization_id", v => v.OrganizationId)
        .Column("id", v => v.Id)
        .Column("customer_id", v => v.CustomerId)
        .Column("field_id", v => v.FieldId)
        .Column("value", v => v.Value)
        .Column("number", v => v.Number);

    public static readonly TableInsert<PersonalDataFlag> Flags = new TableInsert<PersonalDataFlag>("personal_data_flags")
        .Column("organization_id", f => f.OrganizationId)
        .Column("id", f => f.Id)
        .Column("version", f => f.Version)
        .Column("customer_id", f => f.CustomerId)
        .Column("field", f => f.Field)
        .Column("kinds", f => f.Kinds)
        .Column("status", f => f.Status)
        .Column("found_at", f => f.FoundAt);

    public static readonly TableInsert<DuplicatePair> Pairs = new TableInsert<DuplicatePair>("duplicate_pairs")
        .Column("organization_id", p => p.OrganizationId)
        .Column("id", p => p.Id)
        .Column("version", p => p.Version)
        .Column("low_id", p => p.LowId)
        .Column("high_id", p => p.HighId)
        .Column("probability", p => p.Probability)
        .Column("evidence", p => p.Evidence)
        .Column("status", p => p.Status)
        .Column("found_at", p => p.FoundAt)
        .OnConflict("on conflict do nothing");

    public static readonly TableInsert<ImportRow> ImportRows = new TableInsert<ImportRow>("import_rows")
        .Column("organization_id", r => r.OrganizationId)
        .Column("import_id", r => r.ImportId)
        .Column("row", r => r.Row)
        .Column("line", r => r.Line)
        .Column("result", r => r.Result)
        .Column("customer_id", r => r.CustomerId)
        .Column("details", r => r.Details)
        .Column("raw", r => r.Raw);

    public static readonly TableInsert<ImportChange> ImportChanges = new TableInsert<ImportChange>("import_changes")
        .Column("organization_id", c => c.OrganizationId)
        .Column("import_id", c => c.ImportId)
        .Column("row", c => c.Row)
        .Column("customer_id", c => c.CustomerId)
        .Column("change_json", c => c.ChangeJson);

    /// <summary>The columns of all described fields of the record.</summary>
    private static TableInsert<T> Described<T>(this TableInsert<T> table)
        where T : Entity
    {
        foreach (var field in CustomerDescription.Of<T>())
            field.AddTo(table);
        return table;
    }
}
