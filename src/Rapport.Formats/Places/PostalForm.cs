namespace Rapport.Formats;

/// <summary>Brings postal codes to the form they have in the gazetteer.</summary>
internal static class PostalForm
{
    /// <summary>Null where it cannot be a code of that country.</summary>
    public static string? Of(string country, string written)
    {
        var plain = string.Concat(written.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        return country switch
        {
            "GB" => Outward(plain),
            "US" => Digits(plain.Length == 9 ? plain[..5] : plain, 5),
            "DE" or "ES" or "FR" or "IT" => Digits(plain.TrimStart(country[0]).TrimStart(country[1]), 5),
            "NL" => Digits(plain.Length >= 4 ? plain[..4] : plain, 4),
            "AT" or "BE" or "CH" => Digits(plain.TrimStart(country[0]).TrimStart(country[1]), 4),
            _ => null,
        };
    }

    // The inward part is always a digit and two letters: "SW1A 1AA" lies in SW1A. Who writes the outward part alone means that.
    private static string? Outward(string plain) =>
        plain.Length switch
        {
            >= 5 and <= 7 when char.IsAsciiDigit(plain[^3]) && char.IsAsciiLetter(plain[^2]) && char.IsAsciiLetter(plain[^1]) => plain[
                ..^3
            ],
            >= 2 and <= 4 => plain,
            _ => null,
        };

    // A spreadsheet takes 01067 for a number and drops its zero.
    private static string? Digits(string plain, int count) =>
        plain.Length >= count - 1 && plain.Length <= count && plain.All(char.IsAsciiDigit)
            ? (
                count == 5 ? plain.PadLeft(count, '0')
                : plain.Length == count ? plain
                : null
            )
            : null;
}
