using System.Globalization;
using System.Text.RegularExpressions;
using PhoneNumbers;

namespace Rapport.Formats;

/// <summary>Ways of writing a telephone number that address books contain and libphonenumber does not accept.</summary>
internal static partial class WrittenPhone
{
    private const int Mexico = 52;

    /// <summary>"55 Durchwahl 12" as "55 ext. 12": labels of extensions in German, French and Italian.</summary>
    public static string WithKnownExtensionLabel(string text) => ExtensionLabel().Replace(text, " ext. ");

    /// <summary>
    /// "0044 20 7946 0018" as "+44 20 7946 0018", or null when it does not begin with 00. Most of the world dials 00, and people write it
    /// even where their own prefix is another (011, 810).
    /// </summary>
    public static string? FromDoubleZero(string text)
    {
        var number = PhoneNumberUtil.ExtractPossibleNumber(text);
        var zeros = 0;
        for (var i = 0; i < number.Length && number[i] != '+'; i++)
        {
            if (!char.IsDigit(number[i]))
            {
                continue;
            }

            if (CharUnicodeInfo.GetDecimalDigitValue(number[i]) != 0)
            {
                return null;
            }

            if (++zeros == 2)
            {
                return "+" + number[(i + 1)..];
            }
        }

        return null;
    }

    /// <summary>
    /// "4915155501234" as "+4915155501234" in Germany. Where national numbers differ in length, libphonenumber takes such digits for a
    /// landline; but there a national number is written with its trunk 0, and what remains after the calling code is a mobile number.
    /// </summary>
    public static string WithPlusBeforeHomeCallingCode(string text, string? home)
    {
        var util = PhoneNumberUtil.GetInstance();
        var callingCode = util.GetCountryCodeForRegion(home);
        var number = PhoneNumberUtil.ExtractPossibleNumber(text);
        if (
            callingCode == 0
            || util.GetNddPrefixForRegion(home, true) is not { Length: > 0 }
            || !number.StartsWith(callingCode.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            || !PhoneNumberUtil.IsViablePhoneNumber(number)
        )
        {
            return text;
        }

        try
        {
            return util.GetNumberType(util.Parse("+" + number, null)) == PhoneNumberType.MOBILE ? "+" + number : text;
        }
        catch (NumberParseException)
        {
            return text;
        }
    }

    /// <summary>
    /// Mexico dropped its trunk prefixes and the 1 before mobile numbers in 2019, and libphonenumber with it; address books have not.
    /// </summary>
    public static PhoneNumbers.PhoneNumber WithoutOldMexicanPrefix(PhoneNumbers.PhoneNumber number)
    {
        var util = PhoneNumberUtil.GetInstance();
        if (number.CountryCode != Mexico || util.IsValidNumber(number))
        {
            return number;
        }

        var prefix = OldMexicanPrefix().Match(util.GetNationalSignificantNumber(number));
        if (!prefix.Success)
        {
            return number;
        }

        var without = new PhoneNumbers.PhoneNumber.Builder()
            .SetCountryCode(Mexico)
            .SetNationalNumber(ulong.Parse(prefix.Groups[1].Value, CultureInfo.InvariantCulture));
        if (number.HasExtension)
        {
            without.SetExtension(number.Extension);
        }

        return without.Build() is var shorter && util.IsValidNumber(shorter) ? shorter : number;
    }

    [GeneratedRegex(
        @"[ \u00A0\t,]*(?:durchwahl|dw|poste|interno)[:.\uFF0E]?[ \u00A0\t,-]*(?=\d{1,20}#?\s*\z)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex ExtensionLabel();

    [GeneratedRegex(@"\A(?:0(?:[12]|4[45])|1)([0-9]{10})\z", RegexOptions.CultureInvariant)]
    private static partial Regex OldMexicanPrefix();
}
