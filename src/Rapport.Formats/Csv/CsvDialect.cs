using System.Text;

namespace Rapport.Formats;

/// <summary>How a CSV file is written: found by looking at its beginning, changed by whoever knows better.</summary>
/// <param name="Encoding">Decodes every byte: what is not valid in UTF-8 is read as Windows-1252, as files pasted together from both
/// exist.</param>
/// <param name="Delimiter">Comma, semicolon, tab or pipe; any other character when a "sep=" line says so.</param>
/// <param name="Quote">The double quote, or the single quote in files that use it throughout.</param>
/// <param name="HasHeader">Whether the first row names the columns.</param>
/// <param name="PreambleLength">Bytes of byte order mark to pass over.</param>
/// <param name="HasSeparatorLine">Whether the first line is Excel's "sep=;", which is no row.</param>
public sealed record CsvDialect(
    Encoding Encoding,
    char Delimiter = ',',
    char Quote = '"',
    bool HasHeader = true,
    int PreambleLength = 0,
    bool HasSeparatorLine = false
)
{
    /// <summary>The backslash in files that write a quote within quotes as \"; NUL where quotes are doubled.</summary>
    public char Escape { get; init; }

    /// <summary>Rows above the header that belong to no table, such as a report's title; blank lines are not counted.</summary>
    public int PreambleRows { get; init; }

    internal CsvMarks Marks => new(Delimiter, Quote, Escape);

    /// <summary>Bytes of a file's beginning that <see cref="Detect(Stream)"/> looks at.</summary>
    public const int SampleSize = 1 << 18;

    /// <summary>RFC 4180 in UTF-8 with a header: what Rapport writes.</summary>
    public static CsvDialect Rfc4180 { get; } = new(CsvEncoding.Utf8);

    /// <summary>Looks at the first <see cref="SampleSize"/> bytes and puts the stream back where it was.</summary>
    /// <exception cref="NotSupportedException">The stream cannot seek: read a sample and detect on that.</exception>
    public static CsvDialect Detect(Stream stream)
    {
        var position = stream.CanSeek ? stream.Position : throw new NotSupportedException("The stream cannot seek.");
        var sample = new byte[SampleSize];
        var length = stream.ReadAtLeast(sample, SampleSize, throwOnEndOfStream: false);
        stream.Position = position;
        return Detect(sample.AsSpan(0, length));
    }

    /// <summary>Guesses the dialect from the beginning of a file. Never throws; an empty sample gives <see cref="Rfc4180"/>.</summary>
    public static CsvDialect Detect(ReadOnlySpan<byte> sample)
    {
        var (encoding, preamble) = CsvEncoding.Detect(sample);
        var text = encoding.GetString(sample[preamble..]);
        var isWhole = sample.Length < SampleSize;
        if (SeparatorLine(text) is { } separator)
        {
            var rest = text[(text.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? end : text.Length)..].TrimStart('\r', '\n');
            var rows = new CsvSample(rest, isWhole, new CsvMarks(separator, '"'));
            return new CsvDialect(encoding, separator, '"', rows.LooksLikeHeader(), preamble, true) { PreambleRows = rows.PreambleRows };
        }

        var quote = CsvSample.UsesSingleQuotes(text) ? '\'' : '"';
        var escape = CsvSample.UsesBackslash(text) ? '\\' : '\0';
        var best = new[] { ',', ';', '\t', '|' }
            .Select(delimiter => new CsvSample(text, isWhole, new CsvMarks(delimiter, quote, escape)))
            .MaxBy(rows => rows.Regularity)!;
        return new CsvDialect(encoding, best.Delimiter, quote, best.LooksLikeHeader(), preamble)
        {
            Escape = escape,
            PreambleRows = best.PreambleRows,
        };
    }

    private static char? SeparatorLine(string text)
    {
        var length = text.AsSpan().IndexOfAny('\r', '\n');
        var first = text.AsSpan(0, length < 0 ? text.Length : length).Trim('"');
        return first.Length == 5 && first.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) ? first[4] : null;
    }
}
