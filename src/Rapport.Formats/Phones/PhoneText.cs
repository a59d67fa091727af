using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Rapport.Formats;

/// <summary>
/// Reads the digits, the plus and the extension out of a telephone number as people write it. The rules are those of libphonenumber.
/// </summary>
internal static partial class PhoneText
{
    private const string Punctuation =
        "-x\u2010-\u2015\u2212\u30FC\uFF0D-\uFF0F \u00A0\u00AD\u200B\u2060\u3000()\uFF08\uFF09\uFF3B\uFF3D.\\[\\]/~\u2053\u223C\uFF5E";
    private const string Gap = "[ \u00A0\\t,]*";
    private const string Mark = "[:\\.\uFF0E]?[ \u00A0\\t,-]*";

    /// <summary>What stands before and after the number ("Tel.:", "office", a second number after a slash) is cut off.</summary>
    public static string Number(string text)
    {
        var start = 0;
        while (start < text.Length && text[start] is not ('+' or '\uFF0B') && !char.IsDigit(text[start]))
        {
            start++;
        }

        // "(415) 555" begins with a bracket that carries no meaning for parsing, so dropping it is safe.
        var end = text.Length;
        while (end > start && !char.IsLetterOrDigit(text[end - 1]) && text[end - 1] != '#')
        {
            end--;
        }

        var number = text[start..end];
        var second = SecondNumber().Match(number);
        return second.Success ? number[..second.Index] : number;
    }

    public static bool IsNumber(string text) => text.Length >= 2 && Viable().IsMatch(text);

    /// <summary>Splits "555-0100 ext. 12" into the number and "12"; the extension is null when there is none.</summary>
    public static (string Number, string? Extension) SplitExtension(string text)
    {
        var match = Extension().Match(text);
        if (!match.Success || !IsNumber(text[..match.Index]))
        {
            return (text, null);
        }

        var digits = match.Groups.Cast<Group>().Skip(1).First(group => group.Success).Value;
        return (text[..match.Index], Digits(digits));
    }

    /// <summary>
    /// The digits as ASCII. Three letters or more make a vanity number, whose letters are dialled as on a keypad (ITU-T E.161).
    /// </summary>
    public static string Dialled(string text) => text.Count(char.IsAsciiLetter) >= 3 ? Digits(text, Keypad) : Digits(text);

    public static string Digits(string text) => Digits(text, _ => null);

    private static string Digits(string text, Func<char, char?> letter)
    {
        var digits = new StringBuilder(text.Length);
        foreach (var sign in text)
        {
            if (char.IsAsciiDigit(sign))
            {
                digits.Append(sign);
            }
            else if (char.IsDigit(sign))
            {
                digits.Append((char)('0' + CharUnicodeInfo.GetDecimalDigitValue(sign)));
            }
            else if (letter(sign) is { } key)
            {
                digits.Append(key);
            }
        }

        return digits.ToString();
    }

    private static char? Keypad(char sign) =>
        char.IsAsciiLetter(sign) ? "22233344455566677778889999"[char.ToUpperInvariant(sign) - 'A'] : null;

    [GeneratedRegex(@"[\\/] *x", RegexOptions.CultureInvariant)]
    private static partial Regex SecondNumber();

    [GeneratedRegex(
        $@"\A(?:\d{{2}}|[+\uFF0B]*(?:[{Punctuation}*]*\d){{3,}}[{Punctuation}*A-Za-z\d]*(?:{ExtensionForms})?)\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Viable();

    [GeneratedRegex($@"(?:{ExtensionForms})\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Extension();

    // Beyond libphonenumber's labels: Durchwahl and DW (German), poste (French), interno (Italian).
    private const string ExtensionForms =
        @";ext=(\d{1,20})"
        + $@"|{Gap}(?:e?xt(?:ensi(?:o\u0301?|\u00F3))?n?|\uFF45?\uFF58\uFF54\uFF4E?|\u0434\u043E\u0431|anexo|durchwahl|dw|poste|interno){Mark}(\d{{1,20}})#?"
        + $@"|{Gap}(?:[x\uFF58#\uFF03~\uFF5E]|int|\uFF49\uFF4E\uFF54){Mark}(\d{{1,9}})#?"
        + @"|[- ]+(\d{1,6})#"
        + $@"|[ \u00A0\t]*(?:,{{2}}|;){Mark}(\d{{1,15}})#?"
        + $@"|[ \u00A0\t]*,+{Mark}(\d{{1,9}})#?";
}
