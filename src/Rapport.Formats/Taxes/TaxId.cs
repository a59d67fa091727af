using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Rapport.Formats;

/// <summary>What a check of a tax ID found.</summary>
/// <param name="Valid">Whether form and check digits are right. Whether the authority has issued the number is for the authority to say
/// (VIES and the like).</param>
/// <param name="Normalized">Letters and digits in upper case without separators; VAT numbers of the EU, GB, CH and NO without their country
/// prefix and suffix.</param>
/// <param name="Reason">Why it is not valid, in a sentence; null when it is.</param>
public readonly record struct TaxIdCheck(bool Valid, string Normalized, string? Reason);

/// <summary>
/// Checks tax IDs by the country that issues them. Form and check digits follow the European Commission's VIES algorithms, ISO 7064 and the
/// publications of the authorities.
/// </summary>
public static class TaxId
{
    private const int Longest = 30;
    private const string Separators = " -./\u00A0\u2010\u2011\u2013";

    private static readonly FrozenDictionary<string, TaxScheme[]> schemes = EuropeanTaxSchemes
        .All.Concat(WorldTaxSchemes.All)
        .GroupBy(scheme => scheme.Country, StringComparer.Ordinal)
        .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.OrdinalIgnoreCase);

    /// <summary>Checks a tax ID. Never throws.</summary>
    /// <param name="value">With or without separators and country prefix.</param>
    /// <param name="country">ISO 3166-1 alpha-2; EL is taken for GR, XI (Northern Ireland) for GB. A country without a rule: 2 to 30
    /// letters, digits and separators are valid.</param>
    public static TaxIdCheck Check(string? value, string? country)
    {
        var text = (value ?? "").Trim();
        if (text.Length is < 2 or > Longest)
        {
            return new(false, text.Length > Longest ? text[..Longest] : text, "A tax ID has 2 to 30 characters.");
        }

        if (Plain(text) is not { Length: >= 2 } plain)
        {
            return new(false, text, "A tax ID consists of letters, digits and separators.");
        }

        var code = (country ?? "").ToUpperInvariant() switch
        {
            "EL" => "GR",
            "XI" => "GB",
            var given => given,
        };
        return schemes.TryGetValue(code, out var candidates) ? Check(plain, candidates) : new(true, plain, null);
    }

    private static TaxIdCheck Check(string plain, TaxScheme[] candidates)
    {
        var hasForm = false;
        var normalized = plain;
        foreach (var scheme in candidates)
        {
            if (scheme.Match(plain) is not { } number)
            {
                continue;
            }

            if (scheme.HasCheckDigits(number))
            {
                return new(true, number, null);
            }

            (hasForm, normalized) = (true, number);
        }

        var names = string.Join(" or ", candidates.Select(scheme => scheme.Name).Distinct());
        return new(
            false,
            normalized,
            hasForm ? $"The check digits do not fit: not a valid {names}." : $"This is not the form of a {names}: {candidates[0].Form}."
        );
    }

    private static string? Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var sign in text)
        {
            if (char.IsDigit(sign))
            {
                plain.Append((char)('0' + CharUnicodeInfo.GetDecimalDigitValue(sign)));
            }
            else if (char.IsLetter(sign) || sign is '&' or '+' or '*')
            {
                plain.Append(char.ToUpperInvariant(sign));
            }
            else if (!Separators.Contains(sign))
            {
                return null;
            }
        }

        return plain.ToString();
    }
}
