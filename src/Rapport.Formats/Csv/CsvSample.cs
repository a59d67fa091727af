using System.Text.RegularExpressions;

namespace Rapport.Formats;

/// <summary>The first rows of a file, read with one delimiter: how table-like they come out tells whether it is the right one.</summary>
internal sealed partial class CsvSample
{
    private const int MostRows = 200,
        MostPreamble = 20;

    private readonly List<List<string>> rows = [];

    public CsvSample(IEnumerable<List<string>> rows)
    {
        this.rows.AddRange(rows.Take(MostRows));
        PreambleRows = CountPreamble();
    }

    public CsvSample(string text, bool isWhole, CsvMarks marks)
    {
        Delimiter = marks.Delimiter;
        var rest = text.AsSpan();
        while (rows.Count < MostRows && !rest.IsEmpty)
        {
            var scanner = new CsvScanner(rest, isWhole, marks, CsvLimits.Default);
            if (!scanner.TryRead())
            {
                break;
            }

            rest = rest[scanner.Consumed..];
            if (scanner.Fields is not [""])
            {
                rows.Add(scanner.Fields);
            }
        }

        PreambleRows = CountPreamble();
    }

    /// <summary>Rows above the header that are no part of the table: titles, dates of a report.</summary>
    public int PreambleRows { get; }

    public char Delimiter { get; }

    /// <summary>
    /// 0 when most rows have one field; else grows with the share of rows that have the usual number of fields, and a little with that
    /// number.
    /// </summary>
    public double Regularity
    {
        get
        {
            var usual = Usual(rows.Skip(PreambleRows));
            var share = usual is null
                ? 0
                : usual.Count() / (double)(rows.Count - PreambleRows) * Math.Sqrt((rows.Count - PreambleRows) / (double)rows.Count);
            return usual is null or { Key: 1 } ? 0 : share * share * (1 + (Math.Log2(Math.Min(usual.Key, 64)) / 8));
        }
    }

    /// <summary>
    /// A header holds names: no cell of it is a number, a date, an e-mail address or a URL, and at least half are filled.
    /// </summary>
    public bool LooksLikeHeader() => rows.Count == 0 || LooksLikeHeader(rows[PreambleRows]);

    private static bool LooksLikeHeader(List<string> row) => !row.Exists(cell => Data().IsMatch(cell)) && Filled(row) * 2 >= row.Count;

    private static int Filled(List<string> row) => row.Count(cell => cell.Length > 0);

    private static IGrouping<int, List<string>>? Usual(IEnumerable<List<string>> rows) =>
        rows.GroupBy(row => row.Count).OrderByDescending(group => group.Count()).ThenByDescending(group => group.Key).FirstOrDefault();

    // Only what stands above a row that looks like a header: without one, a nearly empty first row is data.
    private int CountPreamble()
    {
        var width = Usual(rows.SkipWhile(row => row.Count == 1))?.Key ?? 1;
        var count = 0;
        while (count < MostPreamble && count < rows.Count && Filled(rows[count]) < width && Filled(rows[count]) <= Math.Max(1, width / 3))
        {
            count++;
        }

        return count > 0 && count < rows.Count && width > 1 && rows[count].Count == width && LooksLikeHeader(rows[count]) ? count : 0;
    }

    /// <summary>Whether quotes within quotes stand behind a backslash, and none are doubled.</summary>
    public static bool UsesBackslash(string text) => EscapedQuote().IsMatch(text) && !DoubledQuote().IsMatch(text);

    [GeneratedRegex(@"\\""[^,;\t|\r\n]", RegexOptions.CultureInvariant)]
    private static partial Regex EscapedQuote();

    [GeneratedRegex(@"[^,;\t|\r\n""\\]""""[^,;\t|\r\n""]", RegexOptions.CultureInvariant)]
    private static partial Regex DoubledQuote();

    /// <summary>
    /// Whether cells are set in single quotes: as many open after a delimiter as close before one, and no double quotes are there.
    /// </summary>
    public static bool UsesSingleQuotes(string text)
    {
        if (text.Contains('"'))
        {
            return false;
        }

        var opening = Opening().Count(text);
        var closing = Closing().Count(text);
        return opening >= 2 && Math.Abs(opening - closing) * 10 <= opening && opening * 2 >= text.AsSpan().Count('\n');
    }

    [GeneratedRegex(
        @"^\s*(?:[-+(]?[\d][\d\s.,:/()+-]*(?:[TZ%€$£]|[\d:.]*Z?)?|[€$£]\s?[\d.,]+|[^\s@]{1,64}@[^\s@]{1,255}|https?://\S*|true|false)\s*$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Data();

    [GeneratedRegex(@"(?:^|[,;\t|\n])'", RegexOptions.CultureInvariant)]
    private static partial Regex Opening();

    [GeneratedRegex(@"'(?:$|[,;\t|\r\n])", RegexOptions.CultureInvariant)]
    private static partial Regex Closing();
}
