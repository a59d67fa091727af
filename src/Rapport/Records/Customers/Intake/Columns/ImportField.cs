using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Described;

namespace Rapport.Records.Customers.Intake.Columns;

/// <summary>What a column or a JSON field can say about a customer. The word is what mappings store.</summary>
public enum ImportField
{
    Type,
    DisplayName,
    FirstName,
    MiddleName,
    LastName,
    NameSuffix,
    Company,
    JobTitle,
    Status,
    Source,
    ExternalId,
    Email,
    Phone,
    Branch,
    Owner,
    Tags,

    /// <summary>A field of <see cref="CustomerDescription"/>.</summary>
    Described,

    [Word("address.address_type")]
    AddressType,

    [Word("address.full")]
    AddressFull,

    [Word("address.street_line_1")]
    StreetLine1,

    [Word("address.street_line_2")]
    StreetLine2,

    [Word("address.city")]
    City,

    [Word("address.state_province")]
    StateProvince,

    [Word("address.postal_code")]
    PostalCode,

    [Word("address.country")]
    Country,

    [Word("contact.name")]
    ContactName,

    [Word("contact.first_name")]
    ContactFirstName,

    [Word("contact.last_name")]
    ContactLastName,

    [Word("contact.email")]
    ContactEmail,

    [Word("contact.phone")]
    ContactPhone,

    [Word("contact.job_title")]
    ContactJobTitle,

    [Word("contact.role")]
    ContactRole,

    [Word("custom_fields")]
    Custom,
}

/// <summary>
/// Where a value of a row goes: a field, which of several (second e-mail, third address), a described field, or a custom field by its key.
/// Written <c>email</c>, <c>phone_2</c>, <c>address_2.city</c>, <c>legal_name</c>, <c>custom_fields.fleet_size</c>.
/// </summary>
public sealed record ImportTarget(ImportField Field, int Number = 1, string? Custom = null)
{
    public ImportTarget(CustomerField described)
        : this(ImportField.Described) => Described = described;

    public CustomerField? Described { get; }

    public const int MaxNumber = 99;
    private const string CustomPrefix = "custom_fields.";

    public override string ToString()
    {
        if (Field == ImportField.Custom)
            return CustomPrefix + Custom;
        if (Described is not null)
            return Described.Name;
        var word = Words.Of(Field);
        if (Number == 1)
            return word;
        var dot = word.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? $"{word}_{Number}" : $"{word[..dot]}_{Number}{word[dot..]}";
    }

    public static ImportTarget? Parse(string text)
    {
        if (text.StartsWith(CustomPrefix, StringComparison.Ordinal))
            return text.Length > CustomPrefix.Length ? new(ImportField.Custom, 1, text[CustomPrefix.Length..]) : null;
        if (CustomerDescription.ToImport(text) is { } described)
            return new(described);
        if (Words.TryParse<ImportField>(text, out var field))
            return field is ImportField.Custom or ImportField.Described ? null : new(field);
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var group = dot < 0 ? text : text[..dot];
        var line = group.LastIndexOf('_');
        return
            line > 0
            && int.TryParse(group.AsSpan(line + 1), System.Globalization.NumberStyles.None, null, out var number)
            && number is > 1 and <= MaxNumber
            && Words.TryParse(group[..line] + (dot < 0 ? "" : text[dot..]), out field)
            && IsRepeated(field)
            ? new(field, number)
            : null;
    }

    /// <summary>All that a column may go to, but for the organization's own fields.</summary>
    public static IEnumerable<string> Names =>
        Enum.GetValues<ImportField>()
            .Where(f => f != ImportField.Custom)
            .SelectMany(f => f == ImportField.Described ? CustomerDescription.Imported.Select(d => d.Name) : [Words.Of(f)]);

    /// <summary>Whether a field of the organization's own may be made by this key.</summary>
    public static bool MayBeMade(string key) =>
        key.Length is > 0 and <= 60
        && char.IsAsciiLetterLower(key[0])
        && key.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    public static bool IsRepeated(ImportField field) =>
        field is ImportField.Email or ImportField.Phone or >= ImportField.AddressType and <= ImportField.ContactRole;
}
