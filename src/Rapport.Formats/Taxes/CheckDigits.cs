namespace Rapport.Formats;

/// <summary>
/// The check digit methods that many schemes share. All take ASCII digits (and letters where told) of a length their caller has checked.
/// </summary>
internal static class CheckDigits
{
    /// <summary>ISO/IEC 7812-1 Annex B.</summary>
    public static bool Luhn(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var index = digits.Length - 1; index >= 0; index--)
        {
            var digit = digits[index] - '0';
            var isDoubled = ((digits.Length - index) & 1) == 0;
            sum += isDoubled ? (digit * 2 / 10) + (digit * 2 % 10) : digit;
        }

        return sum % 10 == 0;
    }

    /// <summary>ISO 7064 Mod 11, 10.</summary>
    public static bool Mod11And10(ReadOnlySpan<char> digits)
    {
        var product = 10;
        foreach (var digit in digits[..^1])
        {
            var sum = (digit - '0' + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return (11 - product) % 10 == digits[^1] - '0';
    }

    /// <summary>ISO 7064 Mod 97, 10 with letters as 10 to 35: the remainder of the number they spell.</summary>
    public static int Mod97(ReadOnlySpan<char> text)
    {
        var remainder = 0;
        foreach (var sign in text)
        {
            remainder = char.IsAsciiDigit(sign) ? ((remainder * 10) + sign - '0') % 97 : ((remainder * 100) + sign - 'A' + 10) % 97;
        }

        return remainder;
    }

    /// <summary>The sum of the digits times their weights, over as many digits as there are weights.</summary>
    public static int Weighted(ReadOnlySpan<char> digits, params ReadOnlySpan<int> weights)
    {
        var sum = 0;
        for (var index = 0; index < weights.Length; index++)
        {
            sum += (digits[index] - '0') * weights[index];
        }

        return sum;
    }

    public static int Digit(string text, int index) => text[index] - '0';

    public static long Number(ReadOnlySpan<char> digits) => long.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
}
