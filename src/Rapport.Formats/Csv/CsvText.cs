using System.Text;

namespace Rapport.Formats;

/// <summary>Writes CSV by RFC 4180, and guards what people may open in a spreadsheet.</summary>
public static class CsvText
{
    /// <summary>
    /// Writes one row with CRLF behind it. Fields with the delimiter, a quote, a line break or a space at an end are quoted; nothing else
    /// is changed.
    /// </summary>
    public static void Write(TextWriter writer, IEnumerable<string?> fields, char delimiter = ',', char quote = '"')
    {
        var count = 0;
        var isEmpty = true;
        foreach (var field in fields)
        {
            if (count++ > 0)
            {
                writer.Write(delimiter);
            }

            isEmpty = string.IsNullOrEmpty(field);
            WriteField(writer, field ?? "", delimiter, quote);
        }

        // A lone empty field would otherwise be a blank line, which readers pass over.
        if (count == 1 && isEmpty)
        {
            writer.Write(quote);
            writer.Write(quote);
        }

        writer.Write("\r\n");
    }

    /// <summary>
    /// Puts an apostrophe before a value that a spreadsheet would run as a formula (OWASP, CSV injection).
    /// </summary>
    /// <remarks>
    /// Guarded is a value that begins with a tab, CR or LF, and one that begins, after any white space, control and format characters, with
    /// one of
    /// = + - @, their full-width forms or the minus sign U+2212. Left readable are numbers and telephone numbers ("-12.5", "+44 20 7946
    /// 0018",
    /// "+1 (415) 555-2671"): an ASCII + or -, then a digit or a bracket and a digit, then only digits, spaces and . , - / ( ). A
    /// spreadsheet may reckon such a
    /// value to a number, but no name, reference, function or second operator of a formula can be formed of these characters.
    /// </remarks>
    public static string Guard(string value)
    {
        var first = 0;
        while (first < value.Length && IsPassedOver(value[first]))
        {
            first++;
        }

        var startsOddly = value.Length > 0 && value[0] is '\t' or '\r' or '\n';
        var startsFormula =
            first < value.Length && value[first] is '=' or '+' or '-' or '@' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20' or '\u2212';
        return startsOddly || (startsFormula && !IsPlainNumber(value.AsSpan(first))) ? "'" + value : value;
    }

    private static bool IsPassedOver(char sign) =>
        char.IsWhiteSpace(sign) || char.IsControl(sign) || char.GetUnicodeCategory(sign) == System.Globalization.UnicodeCategory.Format;

    private static bool IsPlainNumber(ReadOnlySpan<char> value) =>
        value[0] is '+' or '-'
        && value.Length > 1
        && (char.IsAsciiDigit(value[1]) || value[1..] is ['(', >= '0' and <= '9', ..])
        && value[1..].IndexOfAnyExcept("0123456789 .,-/()") < 0;

    private static void WriteField(TextWriter writer, string field, char delimiter, char quote)
    {
        var needsQuotes =
            field.Length > 0
            && (
                field.AsSpan().IndexOfAny([delimiter, quote, '\r', '\n']) >= 0
                || char.IsWhiteSpace(field[0])
                || char.IsWhiteSpace(field[^1])
                || field[0] == '\uFEFF'
            );
        if (!needsQuotes)
        {
            writer.Write(field);
            return;
        }

        writer.Write(quote);
        writer.Write(field.Replace(quote.ToString(), new string(quote, 2), StringComparison.Ordinal));
        writer.Write(quote);
    }
}
