using PhoneNumbers;

namespace Rapport.Formats;

/// <summary>
/// A telephone number read from any written form: with a plus, dialled abroad (00, 011), with a trunk prefix or carrier code, with letters,
/// an extension or full-width digits. libphonenumber reads it; <see cref="WrittenPhone"/> holds what it does not accept and people write.
/// </summary>
/// <param name="E164">A plus, the calling code and the national number: "+442079460018".</param>
/// <param name="Country">ISO 3166-1 alpha-2 of the country that assigns it; null for worldwide services (+800) and numbers nobody
/// assigns.</param>
/// <param name="Extension">One to twenty digits dialled after the call is answered, or null.</param>
/// <param name="IsValid">Whether the numbering plan assigns such a number. It need not be in service.</param>
/// <param name="IsPossible">Whether its length is one that the numbering plan knows; a number without its area code is not.</param>
public sealed record PhoneNumber(string E164, string? Country, string? Extension, bool IsValid, bool IsPossible)
{
    /// <summary>Longer texts are no telephone number: 15 digits (E.164), an extension of 20 and generous punctuation fit.</summary>
    public const int MaxLength = 100;

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

        var home = defaultCountry?.ToUpperInvariant();
        var written = WrittenPhone.WithKnownExtensionLabel(text);
        var read = ReadBy(WrittenPhone.WithPlusBeforeHomeCallingCode(written, home), home);
        return
            read is not { IsValid: true }
            && WrittenPhone.FromDoubleZero(written) is { } international
            && ReadBy(international, null) is { IsValid: true } abroad
            ? abroad
            : read;
    }

    /// <summary>
    /// The digits of any text without plus, 00 or trunk 0 in front: what a search for a part of a number compares. Linear; "" when there
    /// are none.
    /// </summary>
    public static string Digits(string? text) => text is null ? "" : PhoneNumberUtil.NormalizeDigitsOnly(text).TrimStart('0');

    private static PhoneNumber? ReadBy(string text, string? home)
    {
        // Most cells that hold no number are refused here, without the cost of an exception.
        if (!PhoneNumberUtil.IsViablePhoneNumber(PhoneNumberUtil.ExtractPossibleNumber(text.Split(';')[0])))
        {
            return null;
        }

        var util = PhoneNumberUtil.GetInstance();
        try
        {
            var number = WrittenPhone.WithoutOldMexicanPrefix(util.Parse(text, home));
            var isValid = util.IsValidNumber(number);
            var country = isValid ? util.GetRegionCodeForNumber(number) : null;
            return new PhoneNumber(
                util.Format(number, PhoneNumberFormat.E164),
                country == PhoneNumberUtil.REGION_CODE_FOR_NON_GEO_ENTITY ? null : country,
                number.HasExtension ? number.Extension : null,
                isValid,
                util.IsPossibleNumberWithReason(number) == PhoneNumberUtil.ValidationResult.IS_POSSIBLE
            );
        }
        catch (NumberParseException)
        {
            return null;
        }
    }
}
