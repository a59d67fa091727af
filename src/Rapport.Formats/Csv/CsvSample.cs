using System.Text.RegularExpressions;

namespace Rapport.Formats;

/// <summary>The first rows of a file, read with one delimiter: how table-like they come out tells whether it is the right one.</summary>
internal sealed partial class CsvSample
{
    private const int MostRows = 200;

    private readonly List<List<string>> rows = [];

    public CsvSample(string text, bool isWhole, char delimiter, char quote)
    {
        Delimiter = delimiter;
        var rest = text.AsSpan();
        while (rows.Count < MostRows && !rest.IsEmpty)
        {
            var scanner = new CsvScanner(rest, isWhole, delimiter, quote, CsvLimits.Default);
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
    }

    public char Delimiter { get; }

    /// <summary>0 when most rows have one field; else grows with the share of rows that have the usual number of fields, and a little with that number.</summary>
    public double Regularity
    {
        get
        {
            var usual = rows.GroupBy(row => row.Count).OrderByDescending(group => group.Count()).ThenByDescending(group => group.Key).FirstOrDefault();
            var share = usual is null ? 0 : usual.Count() / (double)rows.Count;
            return usual is null or { Key: 1 } ? 0 : share * share * (1 + (Math.Log2(Math.Min(usual.Key, 64)) / 8));
        }
    }

    /// <summary>A header holds names: no cell of it is a number, a date, an e-mail address or a URL, and at least half are filled.</summary>
    public bool LooksLikeHeader() =>
        rows.Count == 0 || (!rows[0].Exists(cell => Data().IsMatch(cell)) && rows[0].Count(cell => cell.Length > 0) * 2 >= rows[0].Count);

    /// <summary>Whether cells are set in single quotes: as many open after a delimiter as close before one, and no double quotes are there.</summary>
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

    [GeneratedRegex(@"^\s*(?:[-+(]?[\d][\d\s.,:/()+-]*(?:[TZ%€$£]|[\d:.]*Z?)?|[€$£]\s?[\d.,]+|[^\s@]{1,64}@[^\s@]{1,255}|https?://\S*|true|false)\s*$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Data();

    [GeneratedRegex(@"(?:^|[,;\t|\n])'", RegexOptions.CultureInvariant)]
    private static partial Regex Opening();

    [GeneratedRegex(@"'(?:$|[,;\t|\r\n])", RegexOptions.CultureInvariant)]
    private static partial Regex Closing();
}
