using System.Collections.Frozen;
using System.Text;

namespace Rapport.Formats;

/// <summary>
/// An International Bank Account Number (ISO 13616) with its check digits verified (ISO 7064 Mod 97, 10) and the length its country sets.
/// </summary>
public sealed record Iban
{
    private const int LongestText = 60;

    // SWIFT IBAN registry, release 99: country and length.
    private static readonly FrozenDictionary<string, int> lengths = (
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 "
        + "FO18 FR27 "
        + "GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 "
        + "MD24 ME22 MK19 "
        + "MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 "
        + "SV28 TL23 TN24 "
        + "TR26 UA29 VA22 VG24 XK20 YE30"
    )
        .Split(' ')
        .ToFrozenDictionary(entry => entry[..2], entry => int.Parse(entry[2..], System.Globalization.CultureInfo.InvariantCulture));

    private Iban(string value) => Value = value;

    /// <summary>15 to 33 letters and digits in upper case without spaces.</summary>
    public string Value { get; }

    /// <summary>ISO 3166-1 alpha-2, or XK.</summary>
    public string Country => Value[..2];

    /// <summary>In groups of four, as on paper.</summary>
    public override string ToString() => string.Join(' ', Value.Chunk(4).Select(group => new string(group)));

    /// <summary>Reads an IBAN with or without spaces, hyphens and the word IBAN before it. Never throws.</summary>
    public static bool TryParse(string? text, out Iban iban)
    {
        var (plain, fault) = Read(text);
        iban = fault is null ? new Iban(plain) : null!;
        return fault is null;
    }

    /// <summary>Why the text is no IBAN, in a sentence; null when it is one. Never throws.</summary>
    public static string? Fault(string? text) => Read(text).Fault;

    private static (string Plain, string? Fault) Read(string? text)
    {
        var plain = text is { Length: <= LongestText } ? Plain(text) : "";
        if (
            plain.Length < 5
            || !char.IsAsciiLetter(plain[0])
            || !char.IsAsciiLetter(plain[1])
            || !char.IsAsciiDigit(plain[2])
            || !char.IsAsciiDigit(plain[3])
        )
        {
            return (plain, "An IBAN is two letters, two check digits and the account in letters and digits.");
        }

        if (!lengths.TryGetValue(plain[..2], out var length))
        {
            return (plain, $"No IBANs begin with {plain[..2]}.");
        }

        return plain.Length != length ? (plain, $"An IBAN of {plain[..2]} has {length} characters, not {plain.Length}.")
            : CheckDigits.Mod97(plain[4..] + plain[..4]) != 1 ? (plain, "The check digits do not fit.")
            : (plain, null);
    }

    /// <summary>The length a country's IBANs have, or 0 when it has none.</summary>
    internal static int LengthIn(string country) => lengths.GetValueOrDefault(country);

    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var sign in text.Trim())
        {
            if (char.IsAsciiLetterOrDigit(sign))
            {
                plain.Append(char.ToUpperInvariant(sign));
            }
            else if (sign is not (' ' or '\u00A0' or '-' or ':' or '.'))
            {
                return "";
            }
        }

        return plain.ToString() is ['I', 'B', 'A', 'N', .. var rest] ? rest : plain.ToString();
    }
}
