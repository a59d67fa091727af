using System.Text;
using System.Text.Json;
using Rapport.Formats;
using Rapport.Platform.Http;
using Rapport.Records.Customers;

namespace Rapport.Records.Import.Runs;

/// <summary>What a file is and how it is written, kept so that a resumed import reads it as the first run did.</summary>
/// <param name="Dialect">Of a workbook, only where its table begins.</param>
internal sealed record FileShape(TableFormat Format, CsvDialect Dialect, string? Sheet = null)
{
    private const int Looked = 200;

    private sealed record Form(int CodePage, char Delimiter, char Quote, bool HasHeader, int Preamble, bool HasSeparatorLine)
    {
        public TableFormat Format { get; init; }
        public char Escape { get; init; }
        public int PreambleRows { get; init; }
        public string? Sheet { get; init; }
    }

    /// <param name="sheet">The sheet of a workbook by its name; else the first that holds anything.</param>
    public static FileShape Detect(Stream file, string? sheet)
    {
        var sample = new byte[CsvDialect.SampleSize];
        var length = file.ReadAtLeast(sample, sample.Length, throwOnEndOfStream: false);
        file.Position = 0;
        var format = TableFormats.Detect(sample.AsSpan(0, length));
        return format switch
        {
            TableFormat.Csv => new FileShape(format, CsvDialect.Detect(sample.AsSpan(0, length))),
            TableFormat.Xlsx => OfBook(file, sheet),
            _ => new FileShape(format, CsvDialect.Rfc4180),
        };
    }

    private static FileShape OfBook(Stream file, string? wanted)
    {
        using var book = XlsxBook.Open(file);
        if (wanted is not null && !book.Sheets.Any(s => s.Name == wanted))
            throw new Invalid(
                "sheet",
                $"The workbook has no sheet {wanted}. It has: {string.Join(", ", book.Sheets.Take(20).Select(s => s.Name))}."
            );
        foreach (var sheet in book.Sheets.Where(s => wanted is null || s.Name == wanted))
        {
            var rows = book.Rows(sheet).Take(Looked).Select(r => r.Cells).ToList();
            if (rows.Count == 0)
                continue;
            var width = rows.Max(r => r.Count);
            foreach (var row in rows)
                row.AddRange(Enumerable.Repeat("", width - row.Count));
            var (preamble, hasHeader) = TableFormats.Head(rows);
            return new FileShape(
                TableFormat.Xlsx,
                new CsvDialect(Encoding.UTF8, HasHeader: hasHeader) { PreambleRows = preamble },
                sheet.Name
            );
        }
        throw new Invalid("file", wanted is null ? "The workbook has no rows." : $"The sheet {wanted} has no rows.");
    }

    public string ToJson() =>
        JsonSerializer.Serialize(
            new Form(
                Dialect.Encoding.CodePage,
                Dialect.Delimiter,
                Dialect.Quote,
                Dialect.HasHeader,
                Dialect.PreambleLength,
                Dialect.HasSeparatorLine
            )
            {
                Format = Format,
                Escape = Dialect.Escape,
                PreambleRows = Dialect.PreambleRows,
                Sheet = Sheet,
            },
            ApiJson.Options
        );

    public static FileShape FromJson(string json)
    {
        var form = JsonSerializer.Deserialize<Form>(json, ApiJson.Options)!;
        var dialect = new CsvDialect(
            EncodingOf(form.CodePage),
            form.Delimiter,
            form.Quote,
            form.HasHeader,
            form.Preamble,
            form.HasSeparatorLine
        )
        {
            Escape = form.Escape,
            PreambleRows = form.PreambleRows,
        };
        return new FileShape(form.Format, dialect, form.Sheet);
    }

    // UTF-8 is the dialect's own, which reads stray bytes as Windows-1252.
    private static Encoding EncodingOf(int codePage) =>
        codePage == 65001
            ? CsvDialect.Rfc4180.Encoding
            : CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? Encoding.GetEncoding(codePage);
}
