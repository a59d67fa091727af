using System.Text.RegularExpressions;

namespace Rapport.Formats;

/// <summary>What kind of personal data a text holds.</summary>
public enum PersonalDataKind
{
    Card,
    SocialSecurityNumber,
    Iban,
}

/// <summary>One piece of personal data in a text.</summary>
/// <param name="Start">Index of its first character.</param>
/// <param name="Length">Characters, separators included.</param>
public readonly record struct PersonalDataSpan(PersonalDataKind Kind, int Start, int Length);

/// <summary>
/// Finds numbers in free text that do not belong there: payment cards (prefix and Luhn digit), US social security numbers (123-45-6789,
/// with the
/// areas that exist) and IBANs (country, length and check digits). Linear in the text.
/// </summary>
public static partial class PersonalData
{
    /// <summary>Only so many characters from the beginning are looked at.</summary>
    public const int LongestText = 1_000_000;

    private const int LastKept = 4;

    /// <summary>The pieces found, in order and without overlap. Never throws.</summary>
    public static IReadOnlyList<PersonalDataSpan> Find(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return [];
        }

        var looked = text.Length > LongestText ? text[..LongestText] : text;
        var spans = Ibans(looked)
            .Concat(Cards(looked))
            .Concat(SocialSecurityNumbers(looked))
            .OrderBy(span => span.Start)
            .ThenByDescending(span => span.Length);
        var found = new List<PersonalDataSpan>();
        foreach (var span in spans)
        {
            if (found.Count == 0 || span.Start >= found[^1].Start + found[^1].Length)
            {
                found.Add(span);
            }
        }

        return found;
    }

    /// <summary>The text with these pieces masked: letters and digits give way to dots, save the last four of each.</summary>
    public static string Mask(string text, IEnumerable<PersonalDataSpan> pieces)
    {
        var masked = text.ToCharArray();
        foreach (var piece in pieces)
        {
            var kept = 0;
            for (var index = piece.Start + piece.Length - 1; index >= piece.Start; index--)
            {
                if (char.IsLetterOrDigit(masked[index]) && ++kept > LastKept)
                {
                    masked[index] = '•';
                }
            }
        }

        return new(masked);
    }

    // A run may hold an order number and a card beside it, so a card is looked for from each group of digits on.
    private static IEnumerable<PersonalDataSpan> Cards(string text)
    {
        for (var start = 0; start < text.Length; start++)
        {
            var begins = char.IsAsciiDigit(text[start]) && (start == 0 || !char.IsLetterOrDigit(text[start - 1]));
            if (begins && CardLength(text.AsSpan(start)) is var length and > 0)
            {
                yield return new(PersonalDataKind.Card, start, length);
                start += length - 1;
            }
        }
    }

    private static int CardLength(ReadOnlySpan<char> text)
    {
        Span<char> digits = stackalloc char[CardNumber.Longest];
        var (count, longest) = (0, 0);
        for (var index = 0; index < text.Length; index++)
        {
            if (char.IsAsciiDigit(text[index]))
            {
                if (count == CardNumber.Longest)
                {
                    break;
                }

                digits[count++] = text[index];
                var ends = index + 1 == text.Length || !char.IsLetterOrDigit(text[index + 1]);
                longest = ends && count >= CardNumber.Shortest && CardNumber.IsCard(digits[..count]) ? index + 1 : longest;
            }
            else if (text[index] is not (' ' or '-' or '.' or '\u00A0') || !char.IsAsciiDigit(text[index - 1]))
            {
                break;
            }
        }

        return longest;
    }

    private static IEnumerable<PersonalDataSpan> SocialSecurityNumbers(string text) =>
        SocialSecurity()
            .Matches(text)
            .Select(match => new PersonalDataSpan(PersonalDataKind.SocialSecurityNumber, match.Index, match.Length));

    private static IEnumerable<PersonalDataSpan> Ibans(string text)
    {
        foreach (Match match in IbanStart().Matches(text))
        {
            var length = Iban.LengthIn(match.Value[..2].ToUpperInvariant());
            if (
                length > 0
                && IbanLength(text.AsSpan(match.Index), length) is var span and > 0
                && Iban.TryParse(text.Substring(match.Index, span), out _)
            )
            {
                yield return new(PersonalDataKind.Iban, match.Index, span);
            }
        }
    }

    private static int IbanLength(ReadOnlySpan<char> text, int length)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (char.IsAsciiLetterOrDigit(text[index]))
            {
                length--;
            }
            else if (text[index] is not (' ' or '-' or '\u00A0') || !char.IsAsciiLetterOrDigit(text[index - 1]))
            {
                return 0;
            }

            if (length == 0)
            {
                return index + 1 == text.Length || !char.IsLetterOrDigit(text[index + 1]) ? index + 1 : 0;
            }
        }

        return 0;
    }

    [GeneratedRegex(@"(?<![0-9-])(?!000|666|9)[0-9]{3}([- ])(?!00)[0-9]{2}\1(?!0000)[0-9]{4}(?![0-9-])", RegexOptions.CultureInvariant)]
    private static partial Regex SocialSecurity();

    [GeneratedRegex(@"(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}", RegexOptions.CultureInvariant)]
    private static partial Regex IbanStart();
}
