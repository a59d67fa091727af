namespace Rapport.Formats;

/// <summary>
/// A telephone number read from any written form: with a plus, dialled abroad (00, 011), with a trunk prefix or carrier code, with letters,
/// an extension or full-width digits. Follows ITU-T E.164 and libphonenumber, whose metadata of all countries drives it.
/// </summary>
/// <param name="E164">A plus, the calling code and the national number: "+442079460018".</param>
/// <param name="Country">ISO 3166-1 alpha-2 of the country that assigns it; null for worldwide services (+800) and numbers nobody
/// assigns.</param>
/// <param name="Extension">One to twenty digits dialled after the call is answered, or null.</param>
/// <param name="IsValid">Whether the numbering plan assigns such a number. It need not be in service.</param>
/// <param name="IsPossible">Whether its length is one that the numbering plan knows.</param>
public sealed record PhoneNumber(string E164, string? Country, string? Extension, bool IsValid, bool IsPossible)
{
    /// <summary>Longer texts are no telephone number: 15 digits (E.164), an extension of 20 and generous punctuation fit.</summary>
    public const int MaxLength = 100;

    private const int ShortestNational = 2;
    private const int LongestNational = 17;

    /// <summary>The valid number in <paramref name="text"/>, or null. Never throws.</summary>
    /// <param name="text">Any text, by people or machines; over <see cref="MaxLength"/> characters gives null.</param>
    /// <param name="defaultCountry">ISO 3166-1 alpha-2: whose number it is when it is not written internationally.</param>
    public static PhoneNumber? Parse(string? text, string? defaultCountry) =>
        Read(text, defaultCountry) is { IsValid: true } number ? number : null;

    /// <summary>
    /// As <see cref="Parse"/>, but also gives numbers that have the form of one though no plan assigns them (<see cref="IsValid"/> is
    /// false).
    /// </summary>
    public static PhoneNumber? Read(string? text, string? defaultCountry)
    {
        if (text is null || text.Length is < 2 or > MaxLength)
        {
            return null;
        }

        var written = PhoneText.Number(WithoutScheme(text));
        if (!PhoneText.IsNumber(written))
        {
            return null;
        }

        var home = NumberingPlans.World.Of(defaultCountry);
        var (number, extension) = PhoneText.SplitExtension(written);
        var read = FromParts(number, extension, home);

        // 00 is what most of the world dials; people write it even where their own prefix is another (011, 810).
        return
            read is not { IsValid: true }
            && PhoneText.Dialled(number) is ['0', '0', _, ..] digits
            && FromParts("+" + digits[2..], extension, null) is { IsValid: true } abroad
            ? abroad
            : read;
    }

    /// <summary>
    /// The digits of any text without plus, 00 or trunk 0 in front: what a search for a part of a number compares. Linear; "" when there
    /// are none.
    /// </summary>
    public static string Digits(string? text) => text is null ? "" : PhoneText.Digits(text).TrimStart('0');

    // RFC 3966: "tel:863-1234;phone-context=+1-914-555" and the sub-address that nobody dials.
    private static string WithoutScheme(string text)
    {
        var context = text.IndexOf(";phone-context=", StringComparison.OrdinalIgnoreCase);
        var scheme = text.IndexOf("tel:", StringComparison.OrdinalIgnoreCase);
        var number = scheme >= 0 ? text[(scheme + 4)..] : text;
        if (context >= 0)
        {
            var rest = text[(context + ";phone-context=".Length)..].Split(';')[0];
            number =
                (rest.StartsWith('+') ? rest : "") + text[(scheme >= 0 ? scheme + 4 : 0)..Math.Max(context, scheme >= 0 ? scheme + 4 : 0)];
        }

        var subaddress = number.IndexOf(";isub=", StringComparison.OrdinalIgnoreCase);
        return subaddress >= 0 ? number[..subaddress] : number;
    }

    private static PhoneNumber? FromParts(string number, string? extension, NumberingPlan? home)
    {
        var (callingCode, national) = SplitCallingCode(number, home);
        if (callingCode is null || national.Length < ShortestNational)
        {
            return null;
        }

        var plan = home?.CallingCode == callingCode ? home : NumberingPlans.World.Main(callingCode);
        var stripped = plan.WithoutNationalPrefix(national);
        national = plan.Measure(stripped) is PhoneLength.TooShort or PhoneLength.Between ? national : stripped;
        if (national.Length is < ShortestNational or > LongestNational)
        {
            return null;
        }

        var owner = NumberingPlans.World.Assigning(callingCode, national);
        var possible = NumberingPlans.World.Main(callingCode).Measure(national) == PhoneLength.Possible;
        return new PhoneNumber($"+{callingCode}{national}", owner?.Country, extension, owner is not null, possible);
    }

    private static (string? CallingCode, string National) SplitCallingCode(string number, NumberingPlan? home)
    {
        var digits = PhoneText.Dialled(number);
        var international = number[0] is '+' or '\uFF0B' ? digits : home?.WithoutInternationalPrefix(digits);
        if (international is { Length: > 2 } && NumberingPlans.World.CallingCodeOf(international) is { } code)
        {
            return (code, international[code.Length..]);
        }

        return home is null || international is not null ? (null, "") : SplitHomeCallingCode(digits, home);
    }

    // "44 20 7946 0018" in the United Kingdom: the calling code without its plus, taken as such only when the number fits nothing else.
    private static (string? CallingCode, string National) SplitHomeCallingCode(string digits, NumberingPlan home)
    {
        if (digits.StartsWith(home.CallingCode, StringComparison.Ordinal))
        {
            var rest = digits[home.CallingCode.Length..];
            var national = home.WithoutNationalPrefix(rest);
            if ((!home.Matches(digits) && home.Matches(national)) || home.Measure(digits) == PhoneLength.TooLong)
            {
                return (home.CallingCode, national);
            }
        }

        return (home.CallingCode, digits);
    }
}
