namespace Rapport.Formats;

/// <summary>
/// Takes the next row from text that is in memory. It keeps no state between rows: when the text ends within a row it says so, and is asked
/// again
/// with more. Quotes follow RFC 4180; CR, LF and CRLF all end a row.
/// </summary>
/// <remarks>
/// A quoted field that spans lines and then does not end before a delimiter was never meant to span them: its quote is taken as text and
/// the row ends
/// with its line. That costs one row, and stays linear: what was passed over holds doubled quotes only, and those open nothing when read
/// again.
/// </remarks>
internal ref struct CsvScanner(ReadOnlySpan<char> text, bool isAll, CsvMarks marks, CsvLimits limits, int width = 0)
{
    private readonly ReadOnlySpan<char> text = text;
    private readonly List<string> fields = new(width);
    private readonly char delimiter = marks.Delimiter,
        quote = marks.Quote,
        escape = marks.Escape;
    private int at;
    private bool quotesAreText;

    public CsvFault Fault { get; private set; }

    /// <summary>Lines that the row takes up.</summary>
    public int Lines { get; private set; } = 1;

    public readonly int Consumed => at;

    public bool EndsWithLineBreak { get; private set; }

    /// <summary>Whether a field was quoted: a lone empty one is then a row and not a blank line.</summary>
    public bool HasQuotes { get; private set; }

    public readonly List<string> Fields => fields;

    /// <summary>False when the text ends before the row does and more of it may come.</summary>
    public bool TryRead()
    {
        while (true)
        {
            var quoted = !quotesAreText && at < text.Length && text[at] == quote;
            if (!(quoted ? TryReadQuoted() : TryReadPlain(0, null)))
            {
                return false;
            }

            if (at == text.Length)
            {
                return isAll;
            }

            if (text[at] != delimiter)
            {
                return TryPassLineBreak();
            }

            at++;
            if (at == text.Length && !isAll)
            {
                return false;
            }
        }
    }

    private bool TryReadPlain(int skip, string? before)
    {
        var length = text[(at + skip)..].IndexOfAny(delimiter, '\r', '\n');
        if (length < 0 && !isAll)
        {
            return false;
        }

        var value = length < 0 ? text[(at + skip)..] : text.Slice(at + skip, length);
        Add(before is null ? value : string.Concat(before, value));
        at += skip + value.Length;
        return true;
    }

    private bool TryReadQuoted()
    {
        HasQuotes = true;
        var close = FindClosingQuote(out var doubled);
        if (close < 0)
        {
            return TryGiveUpQuote();
        }

        var value = text[(at + 1)..close];
        var after = close + 1 + Spaces(text[(close + 1)..]);
        if (after == text.Length && !isAll)
        {
            return false;
        }

        var lines = value.ContainsAny('\r', '\n') ? LineBreaks(value) : 0;
        if (after < text.Length && text[after] != delimiter && text[after] is not ('\r' or '\n'))
        {
            Note(CsvFault.TextAfterQuote);
            return lines > 0 ? ReadQuoteAsText() : TryReadPlain(close + 1 - at, Unescaped(value, doubled));
        }

        Lines += lines;
        Add(doubled ? Unescaped(value, doubled) : value);
        at = after;
        return true;
    }

    private readonly int FindClosingQuote(out bool doubled)
    {
        doubled = false;
        var from = at + 1;
        while (true)
        {
            var found = escape == '\0' ? text[from..].IndexOf(quote) : text[from..].IndexOfAny(quote, escape);
            if (found < 0)
            {
                return -1;
            }

            var position = from + found;
            if (position + 1 == text.Length)
            {
                return isAll && text[position] == quote ? position : -1;
            }

            if (text[position] == quote && text[position + 1] != quote)
            {
                return position;
            }

            doubled = true;
            from = position + 2;
        }
    }

    private bool TryGiveUpQuote()
    {
        var waits = !isAll && (text.Length - at <= limits.FieldLength || !text[at..].ContainsAny('\r', '\n'));
        return !waits && ReadQuoteAsText();
    }

    private bool ReadQuoteAsText()
    {
        Note(CsvFault.UnclosedQuote);
        quotesAreText = true;
        return TryReadPlain(0, null);
    }

    private bool TryPassLineBreak()
    {
        if (text[at] == '\r' && at + 1 == text.Length && !isAll)
        {
            return false;
        }

        at += text[at..] is ['\r', '\n', ..] ? 2 : 1;
        EndsWithLineBreak = true;
        return true;
    }

    private void Add(ReadOnlySpan<char> value)
    {
        if (fields.Count >= limits.Columns)
        {
            Note(CsvFault.TooManyColumns);
            return;
        }

        if (value.Length > limits.FieldLength)
        {
            Note(CsvFault.FieldTooLong);
            value = value[..limits.FieldLength];
        }

        fields.Add(value.IsEmpty ? "" : new string(value));
    }

    private void Note(CsvFault fault) => Fault = fault > Fault ? fault : Fault;

    // Hand-made files put spaces between a closing quote and the delimiter.
    private readonly int Spaces(ReadOnlySpan<char> rest)
    {
        var other = delimiter == ' ' ? 0 : rest.IndexOfAnyExcept(' ');
        return other < 0 ? rest.Length : other;
    }

    private readonly string Unescaped(ReadOnlySpan<char> value, bool doubled)
    {
        if (!doubled || escape == '\0')
        {
            return doubled
                ? new string(value).Replace(new string(quote, 2), new string(quote, 1), StringComparison.Ordinal)
                : new string(value);
        }

        var plain = new System.Text.StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            var isMark =
                i + 1 < value.Length
                && (
                    (value[i] == escape && (value[i + 1] == quote || value[i + 1] == escape))
                    || (value[i] == quote && value[i + 1] == quote)
                );
            plain.Append(value[isMark ? ++i : i]);
        }

        return plain.ToString();
    }

    private static int LineBreaks(ReadOnlySpan<char> value) => value.Count('\n') + value.Count('\r') - value.Count("\r\n");
}

/// <summary>The characters that a file is written with.</summary>
/// <param name="Escape">Stands before a quote within quotes; none where quotes are doubled.</param>
internal readonly record struct CsvMarks(char Delimiter, char Quote, char Escape = '\0');
