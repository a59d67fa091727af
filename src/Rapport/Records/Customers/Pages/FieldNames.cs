namespace Rapport.Records.Customers.Pages;

/// <summary>What a field is called on the pages.</summary>
internal static class FieldNames
{
    private static readonly Dictionary<string, string> Known = new()
    {
        ["display_name"] = "Name",
        ["email"] = "E-mail",
        ["phone"] = "Phone",
        ["birth_date"] = "Birthday",
        ["owner_id"] = "Owner",
        ["branch_id"] = "Branch",
        ["parent_id"] = "Belongs to",
        ["parent_name"] = "Belongs to",
        ["external_id"] = "Customer number",
        ["registration_date"] = "Customer since",
        ["preferred_language"] = "Language",
        ["avatar_url"] = "Picture",
        ["tax_id"] = "Tax ID",
        ["tax_id_country"] = "Tax ID's country",
        ["arr"] = "Contract value a year",
        ["annual_revenue"] = "Yearly turnover",
        ["employee_count"] = "Employees",
        ["dba_name"] = "Trading name",
        ["is_primary"] = "Primary contact",
        ["postal_code"] = "Postcode",
        ["street_line_1"] = "Street",
        ["contract_start"] = "Contract from",
        ["contract_end"] = "Contract to",
        ["contract_renewal"] = "Renewal",
    };

    public static string Of(string field, Choices choices) =>
        field.StartsWith("custom_fields.", StringComparison.Ordinal)
            ? choices.Fields.FirstOrDefault(f => f.Key == field["custom_fields.".Length..])?.Label ?? "A field that is gone"
            : Of(field);

    public static string Of(string field) =>
        field.StartsWith("account.", StringComparison.Ordinal)
            ? Of(field["account.".Length..])
            : Known.GetValueOrDefault(field) ?? Choices.Said(field);
}
