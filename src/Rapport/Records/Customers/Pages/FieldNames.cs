using Rapport.Records.Customers.Described;

namespace Rapport.Records.Customers.Pages;

/// <summary>What a field is called on the pages.</summary>
internal static class FieldNames
{
    private static readonly Dictionary<string, string> Known = new()
    {
        ["display_name"] = "Name",
        ["email"] = "E-mail",
        ["phone"] = "Phone",
        ["owner_id"] = "Owner",
        ["branch_id"] = "Branch",
        ["parent_id"] = "Belongs to",
        ["parent_name"] = "Belongs to",
        ["external_id"] = "Customer number",
        ["is_primary"] = "Primary contact",
        ["postal_code"] = "Postcode",
        ["street_line_1"] = "Street",
    };

    public static string Of(string field, Choices choices) =>
        field.StartsWith("custom_fields.", StringComparison.Ordinal)
            ? choices.Fields.FirstOrDefault(f => f.Key == field["custom_fields.".Length..])?.Label ?? "A field that is gone"
            : Of(field);

    public static string Of(string field) =>
        CustomerDescription.Find(field)?.Label ?? Known.GetValueOrDefault(field) ?? Choices.Said(field);
}
