using System.Runtime.CompilerServices;
using Rapport.Formats;
using Rapport.Records.Customers;

namespace Rapport.Records.Import.Runs;

/// <summary>The rows of a file of any kind: one after the other, with the names of their columns.</summary>
internal sealed record RowFile(IReadOnlyList<string> Header, IAsyncEnumerable<CsvRow> Rows)
{
    /// <param name="file">From its beginning; it stays open.</param>
    public static async Task<RowFile> Open(Stream file, FileShape shape, CancellationToken ct)
    {
        switch (shape.Format)
        {
            case TableFormat.VCard:
                return new RowFile(ContactCard.Columns, OneByOne(new VCardRows(file), ct));
            case TableFormat.Ldif:
                return new RowFile(ContactCard.Columns, OneByOne(new LdifRows(file), ct));
            case TableFormat.Xlsx:
                return Sheet(file, shape, ct);
            default:
                var rows = new CsvRows(file, shape.Dialect);
                return new RowFile(await rows.ReadHeader(ct), rows.Read(ct));
        }
    }

    /// <summary>Rows that the file says it has; null where only reading tells.</summary>
    public static long? CountOf(Stream file, FileShape shape)
    {
        if (shape.Format != TableFormat.Xlsx)
            return null;
        file.Position = 0;
        using var book = XlsxBook.Open(file);
        return book.Sheets.FirstOrDefault(s => s.Name == shape.Sheet) is { } sheet
            ? Math.Max(0, book.CountOf(sheet) - shape.Dialect.PreambleRows - 1)
            : null;
    }

    private static RowFile Sheet(Stream file, FileShape shape, CancellationToken ct)
    {
        IReadOnlyList<string> header = [];
        if (shape.Dialect.HasHeader)
        {
            using var book = XlsxBook.Open(file);
            header = Cells(book, shape).Skip(shape.Dialect.PreambleRows).FirstOrDefault().Cells ?? [];
            file.Position = 0;
        }
        return new RowFile(header, OneByOne(Numbered(file, shape), ct));
    }

    private static IEnumerable<CsvRow> Numbered(Stream file, FileShape shape)
    {
        using var book = XlsxBook.Open(file);
        var number = 0L;
        foreach (var (row, cells) in Cells(book, shape).Skip(shape.Dialect.PreambleRows + (shape.Dialect.HasHeader ? 1 : 0)))
            yield return new CsvRow(++number, row, cells, CsvFault.None);
    }

    private static IEnumerable<(long Row, List<string> Cells)> Cells(XlsxBook book, FileShape shape) =>
        book.Rows(book.Sheets.First(s => s.Name == shape.Sheet));

    private static async IAsyncEnumerable<CsvRow> OneByOne(IEnumerable<CsvRow> rows, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        foreach (var row in rows)
        {
            ct.ThrowIfCancellationRequested();
            yield return row;
        }
    }
}
