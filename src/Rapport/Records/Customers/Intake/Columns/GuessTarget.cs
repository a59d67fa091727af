using System.Text.RegularExpressions;
using Rapport.Formats;
using Rapport.Records.Customers.Described;
using static Rapport.Records.Customers.Intake.Columns.ImportField;

namespace Rapport.Records.Customers.Intake.Columns;

/// <summary>Reads one header: whose name for which field, and the first, second or third of its kind.</summary>
internal static partial class GuessTarget
{
    /// <summary>A group tells columns that belong together, such as one address, from others of their kind.</summary>
    internal sealed record Guess(ImportTarget Target, string Group = "", AddressType? Type = null)
    {
        public Guess(ImportField field, string group = "", AddressType? type = null)
            : this(new ImportTarget(field), group, type) { }

        public ImportField Field => Target.Field;
    }

    [GeneratedRegex(
        "^(business|work|company|home|other|mailing|billing|shipping|primary|personal|physical|delivery|invoice|service)"
            + "(street2?|streetline1|streetaddress|addressline1|addressline2|address1|address2|address|city|state|stateprovince|province|"
            + "region|county|postalcode|postcode|zip|zipcode|zippostalcode|country|countryregion|code)$"
    )]
    private static partial Regex PlacedAddress();

    [GeneratedRegex("^address([0-9]+)(formatted|street|city|region|postalcode|country|extendedaddress)$")]
    private static partial Regex GoogleAddress();

    [GeneratedRegex("^(e?mail|phone|tel|telephone|mobile|mobilephone|website)([0-9]+)(value|address|number)?$")]
    private static partial Regex Numbered();

    [GeneratedRegex("^(business|home|work|mobile|other|company)(phone|tel)([0-9]+)$")]
    private static partial Regex NumberedPhone();

    [GeneratedRegex("^(person|organization|organisation|lead|contact|account|customer|company|properties)(?=[a-z])")]
    private static partial Regex Entity();

    public static Guess? Of(string header)
    {
        var name = FieldNames.Plain(header);
        if (name.Length == 0 || IsNoise(name))
            return null;
        return ByNumber(name) ?? ByPlace(name) ?? Plain(name);
    }

    private static Guess? Plain(string name)
    {
        if (FieldNames.Find(name) is { } target)
            return new Guess(target);
        // "Person - Email", "Account Phone", "contact_city": the record's kind stands before the field.
        if (Entity().Match(name) is { Success: true, Length: var length } && length < name.Length)
        {
            var rest = name[length..];
            return FieldNames.Find(rest) is { } bare ? new Guess(bare) : ByPlace(rest);
        }
        return null;
    }

    private static Guess? ByNumber(string name)
    {
        if (Numbered().Match(name) is { Success: true } numbered)
        {
            var kind = numbered.Groups[1].Value;
            return kind == "website"
                ? new Guess(new ImportTarget(CustomerDescription.Website), numbered.Groups[2].Value)
                : new Guess(kind.EndsWith("mail", StringComparison.Ordinal) ? Email : Phone, numbered.Groups[2].Value);
        }
        if (NumberedPhone().Match(name) is { Success: true } phone)
            return new Guess(Phone, phone.Value);
        if (GoogleAddress().Match(name) is not { Success: true } google)
            return null;
        return new Guess(
            google.Groups[2].Value switch
            {
                "formatted" => AddressFull,
                "street" => StreetLine1,
                "city" => City,
                "region" => StateProvince,
                "postalcode" => PostalCode,
                "country" => Country,
                _ => StreetLine2,
            },
            google.Groups[1].Value
        );
    }

    private static Guess? ByPlace(string name)
    {
        if (PlacedAddress().Match(name) is not { Success: true } placed)
            return null;
        var (place, part) = (placed.Groups[1].Value, placed.Groups[2].Value);
        var type = place switch
        {
            "billing" or "invoice" => Customers.AddressType.Billing,
            "shipping" or "delivery" => Customers.AddressType.Shipping,
            "service" => Customers.AddressType.Service,
            "business" or "work" or "company" => Customers.AddressType.Headquarters,
            "home" or "mailing" or "primary" or "personal" => Customers.AddressType.Billing,
            _ => Customers.AddressType.Other,
        };
        return new Guess(
            part switch
            {
                "street" or "streetaddress" or "streetline1" or "addressline1" or "address1" => StreetLine1,
                "street2" or "addressline2" or "address2" => StreetLine2,
                "address" => AddressFull,
                "city" => City,
                "state" or "stateprovince" or "province" or "region" or "county" => StateProvince,
                "country" or "countryregion" => Country,
                _ => PostalCode,
            },
            place,
            type
        );
    }

    // What looks like one of ours and is not: flags, types and dates of other things. "line" and "reason" stand in our own file of rejected
    // rows.
    private static bool IsNoise(string name) =>
        name is "line" or "reason" or "namelower" or "titleofcourtesy"
        || name.EndsWith("type", StringComparison.Ordinal)
            && name is not ("type" or "customertype" or "recordtype" or "contacttype" or "addresstype")
        || name.EndsWith("rel", StringComparison.Ordinal)
        || name.Contains("fax", StringComparison.Ordinal)
        || name.Contains("yomi", StringComparison.Ordinal)
        || name.Contains("phonetic", StringComparison.Ordinal);

    /// <summary>What a nameless or unknown column holds, told by most of its samples.</summary>
    public static Guess? ByContent(IReadOnlyList<string> samples)
    {
        var filled = samples.Where(s => !string.IsNullOrWhiteSpace(s)).ToList();
        if (filled.Count < 2)
            return null;
        if (Most(s => EmailAddress.TryParse(s, out _)))
            return new Guess(Email, "content");
        return Most(s => s.TrimStart().StartsWith('+') && PhoneNumber.Parse(s, null) is not null) ? new Guess(Phone, "content") : null;

        bool Most(Predicate<string> holds) => filled.Count(s => holds(s)) * 10 >= filled.Count * 8;
    }

    /// <summary>People's or companies' names in full: two to five words with capitals, hardly any of them twice.</summary>
    public static bool LooksLikeNames(IReadOnlyList<string> samples)
    {
        var filled = samples.Where(s => !string.IsNullOrWhiteSpace(s)).ToList();
        return filled.Count >= 2
            && filled.Distinct().Count() * 10 >= filled.Count * 9
            && filled.Count(s => FullName().IsMatch(s)) * 10 >= filled.Count * 8;
    }

    [GeneratedRegex(@"^(?=.{5,80}$)[\p{Lu}\p{Lo}][\p{L}.'’-]*( [\p{L}&][\p{L}.'’-]*){1,4}$")]
    private static partial Regex FullName();
}
