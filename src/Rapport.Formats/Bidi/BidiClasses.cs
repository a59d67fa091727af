using System.Globalization;
using System.Text;
using HarfBuzzSharp;

namespace Rapport.Formats;

/// <summary>
/// The bidirectional type of a code point, derived from its general category and script: .NET keeps the table of the Unicode Character
/// Database (DerivedBidiClass.txt) to itself. The exceptions are listed here; the symbols and signs of a script go with its letters.
/// </summary>
internal static class BidiClasses
{
    private static readonly HashSet<string> arabicLike = ["Arab", "Syrc", "Thaa", "Rohg", "Sogd"];

    public static BidiClass Of(int codePoint) =>
        Formatting(codePoint)
        ?? Number(codePoint)
        ?? Sign(codePoint)
        ?? ByCategory(codePoint, CharUnicodeInfo.GetUnicodeCategory(codePoint));

    private static BidiClass? Formatting(int codePoint) =>
        codePoint switch
        {
            0x09 or 0x0B or 0x1F => BidiClass.SegmentSeparator,
            0x0A or 0x0D or (>= 0x1C and <= 0x1E) or 0x85 or 0x2029 => BidiClass.ParagraphSeparator,
            0x0C or 0x2028 => BidiClass.WhiteSpace,
            0x200E => BidiClass.LeftToRight,
            0x200F => BidiClass.RightToLeft,
            0x061C => BidiClass.ArabicLetter,
            0x202A => BidiClass.LeftToRightEmbedding,
            0x202B => BidiClass.RightToLeftEmbedding,
            0x202C => BidiClass.PopDirectionalFormat,
            0x202D => BidiClass.LeftToRightOverride,
            0x202E => BidiClass.RightToLeftOverride,
            0x2066 => BidiClass.LeftToRightIsolate,
            0x2067 => BidiClass.RightToLeftIsolate,
            0x2068 => BidiClass.FirstStrongIsolate,
            0x2069 => BidiClass.PopDirectionalIsolate,
            _ => null,
        };

    private static BidiClass? Number(int codePoint) =>
        codePoint switch
        {
            (>= '0' and <= '9') or 0xB2 or 0xB3 or 0xB9 => BidiClass.EuropeanNumber,
            0x2070 or (>= 0x2074 and <= 0x2079) or (>= 0x2080 and <= 0x2089) => BidiClass.EuropeanNumber,
            (>= 0x06F0 and <= 0x06F9) or (>= 0xFF10 and <= 0xFF19) => BidiClass.EuropeanNumber,
            (>= 0x2488 and <= 0x249B) or (>= 0x1F100 and <= 0x1F10A) => BidiClass.EuropeanNumber,
            (>= 0x1D7CE and <= 0x1D7FF) or (>= 0x1FBF0 and <= 0x1FBF9) or (>= 0x102E1 and <= 0x102FB) => BidiClass.EuropeanNumber,
            (>= 0x0660 and <= 0x0669) or 0x066B or 0x066C => BidiClass.ArabicNumber,
            (>= 0x0600 and <= 0x0605) or 0x06DD or 0x0890 or 0x0891 or 0x08E2 => BidiClass.ArabicNumber,
            (>= 0x10E60 and <= 0x10E7E) or (>= 0x10D30 and <= 0x10D39) => BidiClass.ArabicNumber,
            _ => null,
        };

    private static BidiClass? Sign(int codePoint) =>
        codePoint switch
        {
            '+' or '-' or 0x207A or 0x207B or 0x208A or 0x208B or 0x2212 => BidiClass.EuropeanSeparator,
            0xFB29 or 0xFE62 or 0xFE63 or 0xFF0B or 0xFF0D => BidiClass.EuropeanSeparator,
            ',' or '.' or '/' or ':' or 0xA0 or 0x060C or 0x202F or 0x2044 => BidiClass.CommonSeparator,
            0xFE50 or 0xFE52 or 0xFE55 or 0xFF0C or 0xFF0E or 0xFF0F or 0xFF1A => BidiClass.CommonSeparator,
            '#' or '%' or 0xB0 or 0xB1 or 0x0609 or 0x060A or 0x066A or 0x212E or 0x2213 => BidiClass.EuropeanTerminator,
            (>= 0x2030 and <= 0x2034) or 0xFE5F or 0xFE6A or 0xFF03 or 0xFF05 => BidiClass.EuropeanTerminator,
            0x060B or 0x061B or (>= 0x061D and <= 0x061F) or 0x0640 => BidiClass.ArabicLetter,
            0x07FE or 0x07FF => BidiClass.RightToLeft,
            0x0964 or 0x0965 or (>= 0x249C and <= 0x24E9) => BidiClass.LeftToRight,
            (>= 0x02B9 and <= 0x02BA) or (>= 0x02C2 and <= 0x02CF) => BidiClass.OtherNeutral,
            _ => null,
        };

    private static BidiClass ByCategory(int codePoint, UnicodeCategory category) =>
        category switch
        {
            UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => BidiClass.NonspacingMark,
            UnicodeCategory.Control or UnicodeCategory.Format => BidiClass.BoundaryNeutral,
            UnicodeCategory.SpaceSeparator => BidiClass.WhiteSpace,
            UnicodeCategory.CurrencySymbol => BidiClass.EuropeanTerminator,
            _ => ByScript(codePoint, category),
        };

    private static BidiClass ByScript(int codePoint, UnicodeCategory category)
    {
        Script script = UnicodeFunctions.Default.GetScript(codePoint);
        var isLetter =
            category
            is UnicodeCategory.UppercaseLetter
                or UnicodeCategory.LowercaseLetter
                or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter
                or UnicodeCategory.OtherLetter
                or UnicodeCategory.LetterNumber
                or UnicodeCategory.DecimalDigitNumber
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.PrivateUse;
        if (script == Script.Common || script == Script.Inherited || script == Script.Unknown)
        {
            return isLetter ? BidiClass.LeftToRight : BidiClass.OtherNeutral;
        }

        return script.HorizontalDirection == Direction.RightToLeft
            ? arabicLike.Contains(script.ToString())
                ? BidiClass.ArabicLetter
                : BidiClass.RightToLeft
            : BidiClass.LeftToRight;
    }
}
