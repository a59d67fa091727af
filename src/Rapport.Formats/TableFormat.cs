using System.Text.RegularExpressions;

namespace Rapport.Formats;

/// <summary>The kinds of files that hold customers in rows.</summary>
public enum TableFormat
{
    Csv,
    Xlsx,
    VCard,
    Ldif,
}

/// <summary>Tells by a file's beginning what it is, and where its table begins.</summary>
public static partial class TableFormats
{
    /// <summary>Never throws; what is none of the others is CSV.</summary>
    public static TableFormat Detect(ReadOnlySpan<byte> sample)
    {
        if (sample is [0x50, 0x4B, 3, 4, ..])
        {
            return TableFormat.Xlsx;
        }

        var (encoding, preamble) = CsvEncoding.Detect(sample);
        var text = encoding.GetString(sample[preamble..Math.Min(sample.Length, preamble + 8192)]).TrimStart();
        return text.StartsWith("BEGIN:VCARD", StringComparison.OrdinalIgnoreCase) ? TableFormat.VCard
            : Entry().IsMatch(text) ? TableFormat.Ldif
            : TableFormat.Csv;
    }

    /// <summary>How many of the first rows are no part of the table, and whether the next names the columns.</summary>
    /// <param name="rows">The first rows, all of one length.</param>
    public static (int PreambleRows, bool HasHeader) Head(IEnumerable<List<string>> rows)
    {
        var sample = new CsvSample(rows);
        return (sample.PreambleRows, sample.LooksLikeHeader());
    }

    [GeneratedRegex(
        @"\A(?:#[^\r\n]*[\r\n]+|[ \t]*[\r\n]+|version:[ ]*1[ ]*[\r\n]+)*dn::? ?\S",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex Entry();
}
