namespace Rapport.Formats;

/// <summary>A vehicle identification number (ISO 3779): 17 letters and digits without I, O and Q.</summary>
/// <param name="Value">In upper case without separators.</param>
/// <param name="HasCheckDigit">Whether the ninth character is the check digit of 49 CFR 565.15, which North America and China demand and
/// Europe does not.</param>
public sealed record Vin(string Value, bool HasCheckDigit)
{
    private const int Length = 17;
    private const int LongestText = 40;
    private const string Letters = "ABCDEFGHJKLMNPRSTUVWXYZ";
    private const string LetterValues = "12345678123457923456789";

    /// <summary>Who made it: the first three characters (ISO 3780).</summary>
    public string Manufacturer => Value[..3];

    /// <summary>
    /// Whether the number comes from where the check digit is compulsory: built in the United States, Canada, Mexico (1 to 5) or China (L).
    /// </summary>
    public bool NeedsCheckDigit => Value[0] is (>= '1' and <= '5') or 'L';

    /// <summary>Whether nothing speaks against it: the check digit fits, or its maker need not set one.</summary>
    public bool IsPlausible => HasCheckDigit || !NeedsCheckDigit;

    /// <summary>Reads a VIN with or without spaces and hyphens. Never throws; the check digit is told, not demanded.</summary>
    public static bool TryParse(string? text, out Vin vin)
    {
        vin = null!;
        if (text is null || text.Length > LongestText)
        {
            return false;
        }

        var value = string.Concat(text.Where(sign => sign is not (' ' or '-'))).ToUpperInvariant();
        if (value.Length != Length || !value.All(sign => char.IsAsciiDigit(sign) || Letters.Contains(sign)))
        {
            return false;
        }

        vin = new Vin(value, Fits(value));
        return true;
    }

    private static bool Fits(string value)
    {
        ReadOnlySpan<int> weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
        var sum = 0;
        for (var index = 0; index < Length; index++)
        {
            var sign = value[index];
            sum += weights[index] * ((char.IsAsciiDigit(sign) ? sign : LetterValues[Letters.IndexOf(sign)]) - '0');
        }

        return value[8] == "0123456789X"[sum % 11];
    }
}
