using System.Text.RegularExpressions;

namespace Rapport.Formats;

/// <summary>One kind of tax ID: its form, and the rule of its check digits.</summary>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Name">What it is called in messages.</param>
/// <param name="Form">The form in words, for messages.</param>
/// <param name="Pattern">Matches the whole ID in upper case without separators; the group "id" is what is kept and checked.</param>
/// <param name="Rule">Whether the check digits of what the pattern kept are right; null where the scheme has none.</param>
internal sealed record TaxScheme(string Country, string Name, string Form, string Pattern, Func<string, bool>? Rule)
{
    private readonly Lazy<Regex> pattern = new(() => new Regex($@"\A(?:{Pattern})\z", RegexOptions.CultureInvariant));

    public string? Match(string plain) => pattern.Value.Match(plain) is { Success: true } match ? match.Groups["id"].Value : null;

    public bool HasCheckDigits(string number) => Rule is null || Rule(number);
}
