using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using PhoneNumbers;

namespace Rapport.Formats;

/// <summary>The countries of ISO 3166-1, and what people call them.</summary>
/// <remarks>The codes are compiled in; names in other languages come from CLDR through ICU, and from the compiled-in English ones where ICU
/// has no data.</remarks>
public static class Countries
{
    private const int LongestText = 80;

    private static readonly string[] languages = ["en", "de", "fr", "es"];

    private static readonly FrozenDictionary<string, (string Alpha3, string Name)> byCode = CountryTable.Rows.ToFrozenDictionary(
        row => row[..2],
        row => (row[3..6], row[7..]),
        StringComparer.OrdinalIgnoreCase
    );

    private static readonly Lazy<FrozenDictionary<string, string>> byText = new(Spellings);

    /// <summary>The 249 alpha-2 codes, in upper case and alphabetical order.</summary>
    public static IReadOnlyList<string> Codes { get; } = [.. byCode.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Whether it is an assigned alpha-2 code, in any case. XK, which ISO leaves to users, is none.</summary>
    public static bool IsCode(string? code) => code is { Length: 2 } && byCode.ContainsKey(code);

    /// <summary>The English short name, or null for what is no code.</summary>
    public static string? Name(string? code) => code is not null && byCode.TryGetValue(code, out var country) ? country.Name : null;

    /// <summary>The calling code without its plus ("44" for GB), or null where there is none of its own (AQ).</summary>
    public static string? CallingRegion(string? code) =>
        code is not null && PhoneNumberUtil.GetInstance().GetCountryCodeForRegion(code.ToUpperInvariant()) is > 0 and var calling
            ? calling.ToString(CultureInfo.InvariantCulture)
            : null;

    /// <summary>
    /// The alpha-2 code of what was written: a code of two or three letters, a name in English, German, French or Spanish, or a common
    /// variant. Null when unknown.
    /// </summary>
    public static string? FromText(string? text)
    {
        if (text is null || text.Length > LongestText)
        {
            return null;
        }

        var trimmed = text.Trim();
        return IsCode(trimmed) ? trimmed.ToUpperInvariant() : byText.Value.GetValueOrDefault(Plain(trimmed));
    }

    private static FrozenDictionary<string, string> Spellings()
    {
        var spellings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variant in CountryTable.Variants)
        {
            spellings.TryAdd(Plain(variant[3..]), variant[..2]);
        }

        foreach (var (code, country) in byCode)
        {
            spellings.TryAdd(Plain(country.Name), code);
            spellings.TryAdd(Plain(country.Alpha3), code);
            foreach (var name in languages.Select(language => LocalName(code, language)).OfType<string>())
            {
                spellings.TryAdd(Plain(name), code);
            }
        }

        spellings.Remove("");
        return spellings.ToFrozenDictionary(StringComparer.Ordinal);
    }

    // The native name of the region "de-NZ" is what New Zealand is called in German; ICU answers for any such pair.
    private static string? LocalName(string code, string language)
    {
        try
        {
            return new RegionInfo($"{language}-{code}").NativeName;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // Letters of any script in lower case without accents: "Côte d'Ivoire" and "COTE D IVOIRE" are one.
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // Normalizing what is no letter may throw: U+FFFF and its like are no characters.
            if (Rune.IsLetter(rune))
            {
                foreach (var sign in rune.ToString().Normalize(NormalizationForm.FormKD).Where(char.IsLetter))
                {
                    plain.Append(char.ToLowerInvariant(sign));
                }
            }
        }

        return plain.ToString() is ['t', 'h', 'e', _, ..] named ? named[3..] : plain.ToString();
    }
}
