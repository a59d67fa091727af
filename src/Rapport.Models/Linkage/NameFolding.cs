using System.Buffers;
using System.Globalization;
using System.Text;

namespace Rapport.Models.Linkage;

/// <summary>Reduces names to forms that sort, look up and compare alike whatever the accents, case, punctuation or titles.</summary>
/// <remarks>
/// Culture-free and deterministic: the same text gives the same key on every machine with the same Unicode version. Follows Unicode NFKD
/// (UAX #15),
/// then removes
/// the marks of Latin, Greek, Cyrillic, Arabic and Hebrew writing; the vowel signs of Indic scripts are letters to their readers and stay.
/// </remarks>
public static class NameFolding
{
    /// <summary>The longest key, in UTF-16 code units, unless told otherwise.</summary>
    public const int KeyLength = 255;

    /// <summary>The most words that <see cref="Words"/> gives.</summary>
    public const int WordLimit = 16;

    /// <summary>Text beyond this many code units of input is not looked at: a name that long is an attack or a mistake.</summary>
    private const int InputLimit = 4096;

    /// <summary>
    /// The folded key: no accents, invariant lower case, Latin special letters spelled out (ß→ss, æ→ae, ø→o, ł→l, þ→th), apostrophes inside
    /// words dropped,
    /// every other run of punctuation and space one space, trimmed. Other scripts and emoji are kept.
    /// </summary>
    /// <param name="name">Any text; null counts as empty, lone surrogates are dropped.</param>
    /// <param name="length">The bound in UTF-16 code units, at least 1; a surrogate pair is never split.</param>
    /// <returns>The key, at most <paramref name="length"/> long; empty when nothing but punctuation was given. Folding a key gives the same
    /// key.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is below 1.</exception>
    public static string Key(string? name, int length = KeyLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        if (string.IsNullOrEmpty(name))
            return "";

        var text = name.Length > InputLimit ? name[..InputLimit] : name;
        return Ascii.IsValid(text) ? AsciiKey(text, length) : UnicodeKey(text, length);
    }

    /// <summary>The distinct words of the key of a name, in order of appearance, at most <see cref="WordLimit"/>.</summary>
    public static IReadOnlyList<string> Words(string? name)
    {
        var key = Key(name);
        var words = new List<string>(4);
        foreach (var range in key.AsSpan().Split(' '))
        {
            var word = key[range];
            if (word.Length > 0 && !words.Contains(word))
                words.Add(word);
            if (words.Count == WordLimit)
                break;
        }

        return words;
    }

    /// <summary>
    /// The form of a name for comparison: the words of its key without honorifics (Mr, Dr, Frau, Mme), legal forms (Ltd, GmbH, Inc,
    /// S.A.R.L.) and "and",
    /// sorted ordinally. When nothing else would be left, the words stay as they are.
    /// </summary>
    public static string MatchName(string? name) => string.Join(' ', MatchWords(name));

    internal static string[] MatchWords(string? name)
    {
        var words = NameTerms.WithoutTitles([.. Key(name).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(WordLimit)]);
        Array.Sort(words, StringComparer.Ordinal);
        return words;
    }

    private static string AsciiKey(string text, int length)
    {
        Span<char> buffer = length <= KeyLength ? stackalloc char[length] : new char[Math.Min(length, text.Length)];
        var count = 0;
        var gap = false;
        for (var i = 0; i < text.Length && count < buffer.Length; i++)
        {
            var letter = text[i];
            if (!char.IsAsciiLetterOrDigit(letter))
            {
                gap |= !IsInnerApostrophe(text, i);
                continue;
            }

            if (gap && count > 0)
                buffer[count++] = ' ';
            gap = false;
            if (count < buffer.Length)
                buffer[count++] = char.ToLowerInvariant(letter);
        }

        var key = buffer[..count].TrimEnd(' ');
        return key.SequenceEqual(text) ? text : new string(key);
    }

    private static string UnicodeKey(string text, int length)
    {
        var folded = new StringBuilder(text.Length + 8);
        var decomposed = WithoutLoneSurrogates(text).Normalize(NormalizationForm.FormKD);
        var gap = false;
        for (var i = 0; i < decomposed.Length; )
        {
            Rune.DecodeFromUtf16(decomposed.AsSpan(i), out var rune, out var width);
            if (!IsDropped(rune) && !IsInnerApostrophe(decomposed, i))
            {
                if (!IsKept(rune))
                    gap = true;
                else
                {
                    if (gap && folded.Length > 0)
                        folded.Append(' ');
                    gap = false;
                    Append(folded, Rune.ToLowerInvariant(rune));
                }
            }

            i += width;
        }

        return Bounded(folded.ToString().Normalize(NormalizationForm.FormC), length);
    }

    private static bool IsInnerApostrophe(string text, int at) =>
        text[at] is '\'' or '’' or '‘' or 'ʼ' or '`' or 'ʻ'
        && at > 0
        && at + 1 < text.Length
        && (char.IsLetter(text[at - 1]) || IsDropped(new Rune(char.IsSurrogate(text[at - 1]) ? ' ' : text[at - 1])))
        && char.IsLetter(text[at + 1]);

    private static bool IsDropped(Rune rune) =>
        rune.Value switch
        {
            >= 0x0300
            and <= 0x036F
            or >= 0x1AB0
            and <= 0x1AFF
            or >= 0x1DC0
            and <= 0x1DFF
            or >= 0x20D0
            and <= 0x20FF
            or >= 0xFE20
            and <= 0xFE2F => true,
            >= 0x0591 and <= 0x05BD or 0x05BF or 0x05C1 or 0x05C2 or 0x05C4 or 0x05C5 or 0x05C7 => true,
            >= 0x0610 and <= 0x061A or >= 0x064B and <= 0x065F or 0x0670 or 0x0640 => true,
            >= 0x0483 and <= 0x0489 or >= 0xFE00 and <= 0xFE0F => true,
            _ => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format,
        };

    private static bool IsKept(Rune rune) =>
        Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter
            or UnicodeCategory.LowercaseLetter
            or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter
            or UnicodeCategory.OtherLetter
            or UnicodeCategory.DecimalDigitNumber
            or UnicodeCategory.LetterNumber
            or UnicodeCategory.OtherNumber => true,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => true,
            UnicodeCategory.OtherSymbol or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned => true,
            UnicodeCategory.ModifierSymbol => !rune.IsBmp,
            _ => false,
        };

    private static void Append(StringBuilder folded, Rune rune)
    {
        var spelled = rune.Value switch
        {
            'ß' or 'ẞ' => "ss",
            'æ' => "ae",
            'œ' => "oe",
            'ø' => "o",
            'đ' or 'ð' => "d",
            'þ' => "th",
            'ł' => "l",
            'ħ' => "h",
            'ı' => "i",
            'ŋ' => "n",
            'ŧ' => "t",
            'ə' => "a",
            'ς' => "σ",
            _ => null,
        };
        if (spelled is null)
            folded.Append(rune.ToString());
        else
            folded.Append(spelled);
    }

    private static string WithoutLoneSurrogates(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
            return text;

        var kept = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; )
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var width) == OperationStatus.Done)
                kept.Append(rune.ToString());
            i += Math.Max(width, 1);
        }

        return kept.ToString();
    }

    private static string Bounded(string key, int length)
    {
        if (key.Length <= length)
            return key;

        var end = char.IsHighSurrogate(key[length - 1]) ? length - 1 : length;
        return key[..end].TrimEnd(' ');
    }
}
