namespace Rapport.Formats;

/// <summary>Payment card numbers (ISO/IEC 7812): told apart from other digits, and masked. Rapport never stores one.</summary>
public static class CardNumber
{
    internal const int Shortest = 13;
    internal const int Longest = 19;

    /// <summary>
    /// Whether the text is one card number: 13 to 19 digits, single spaces, hyphens or dots between them, a network's prefix and the Luhn
    /// digit.
    /// </summary>
    public static bool IsCard(string? text)
    {
        Span<char> digits = stackalloc char[Longest];
        return text is not null && Digits(text.AsSpan().Trim(), digits) is var count and >= Shortest && IsCard(digits[..count]);
    }

    /// <summary>
    /// The text with all digits but the last four replaced by •, separators kept: "•••• •••• •••• 1111". Any text is masked so, card or
    /// not.
    /// </summary>
    public static string Mask(string text)
    {
        var hidden = Math.Max(text.Count(char.IsDigit) - 4, 0);
        return string.Concat(text.Select(sign => char.IsDigit(sign) && hidden-- > 0 ? '•' : sign));
    }

    internal static bool IsCard(ReadOnlySpan<char> digits) =>
        HasPrefix(digits) && CheckDigits.Luhn(digits) && digits.IndexOfAnyExcept(digits[0]) >= 0;

    private static int Digits(ReadOnlySpan<char> text, Span<char> digits)
    {
        var count = 0;
        for (var index = 0; index < text.Length; index++)
        {
            var isSeparator = text[index] is ' ' or '-' or '.' or '\u00A0' && index > 0 && char.IsAsciiDigit(text[index - 1]);
            if ((!char.IsAsciiDigit(text[index]) && !isSeparator) || (char.IsAsciiDigit(text[index]) && count == digits.Length))
            {
                return 0;
            }

            if (!isSeparator)
            {
                digits[count++] = text[index];
            }
        }

        return count;
    }

    // Visa, Mastercard, American Express, Diners, Discover, JCB, UnionPay, Maestro, Mir, RuPay.
    private static bool HasPrefix(ReadOnlySpan<char> digits)
    {
        var first = (int)CheckDigits.Number(digits[..4]);
        return digits.Length switch
        {
            13 => first / 1000 == 4 || IsMaestro(first),
            14 => first is (>= 3000 and <= 3059) or 3095 || first / 100 is 36 or 38 or 39 || IsMaestro(first),
            15 => first / 100 is 34 or 37 || first is 2131 or 1800 || IsMaestro(first),
            16 => first / 1000 == 4
                || first / 100 is >= 51 and <= 55
                || first is (>= 2221 and <= 2720) or (>= 2200 and <= 2204) or (>= 3528 and <= 3589)
                || first is 6011 or (>= 6440 and <= 6599) or (>= 6200 and <= 6299) or (>= 8100 and <= 8199)
                || first / 100 is 30 or 36 or 38 or 39
                || IsMaestro(first)
                || first / 100 == 60,
            _ => first / 1000 == 4 || first / 100 is 62 || IsMaestro(first),
        };
    }

    private static bool IsMaestro(int first) => first is 5018 or 5020 or 5038 or 5893 or 6304 or 6759 or (>= 6761 and <= 6763);
}
