namespace Rapport.Formats;

/// <summary>A column of a table.</summary>
/// <param name="Share">Its part of the width; the parts of all columns add up to 1.</param>
public sealed record PdfColumn(string Title, double Share, bool IsNumber = false);

/// <summary>
/// Lays text out on pages: headings, facts by name, tables whose head is repeated on each page. The last step writes the foot, which knows
/// how many pages there are.
/// </summary>
public sealed class PdfReport(PdfDocument document, PdfTypeface plain, PdfTypeface bold)
{
    private const double Margin = 48,
        Size = 9,
        Leading = 14,
        Foot = 40,
        LabelShare = 0.32,
        Soft = 0.4;

    private double y = double.MaxValue;

    private double Inner => document.Width - 2 * Margin;

    public void Title(string text, string below)
    {
        foreach (var line in bold.Wrapped(text, 20, Inner))
        {
            Need(60);
            y += 24;
            document.Text(Margin, y, line, 20);
        }
        y += 16;
        foreach (var line in plain.Wrapped(below, Size, Inner))
            Put(line, Soft);
        y += 6;
    }

    /// <summary>Begins on the next page where not even two lines under it would fit.</summary>
    public void Heading(string text)
    {
        Need(3.5 * Leading);
        y += 12;
        document.Text(Margin, y + 10, bold.Fitted(text, 12, Inner), 12);
        y += 16;
        document.Line(Margin, y, document.Width - Margin, y);
        y += 4;
    }

    public void Fact(string label, string? value)
    {
        if (string.IsNullOrEmpty(value))
            return;
        var isFirst = true;
        foreach (var line in plain.Wrapped(value, Size, Inner * (1 - LabelShare)))
        {
            Need(Leading);
            y += Leading;
            if (isFirst)
                document.Text(Margin, y - 4, plain.Fitted(label, Size, Inner * LabelShare - 8), Size, Soft);
            document.Text(Margin + Inner * LabelShare, y - 4, line, Size);
            isFirst = false;
        }
    }

    public void Paragraph(string text)
    {
        foreach (var line in plain.Wrapped(text, Size, Inner))
            Put(line, 0);
    }

    public void Table(IReadOnlyList<PdfColumn> columns, IEnumerable<IReadOnlyList<string?>> rows)
    {
        Need(3 * Leading);
        Head(columns);
        foreach (var row in rows)
        {
            if (y + Leading > document.Height - Margin - Foot)
            {
                Break();
                Head(columns);
            }
            Row(columns, row, plain, 0);
        }
        y += 4;
    }

    /// <summary>Writes on every page what stands at its foot, with its number.</summary>
    public void Finish(string stamp)
    {
        for (var page = 0; page < document.PageCount; page++)
        {
            var number = plain.Line($"{page + 1} / {document.PageCount}");
            var bottom = document.Height - Foot + 8;
            document.Text(Margin, bottom, plain.Fitted(stamp, 7.5, Inner - 60), 7.5, Soft, page);
            document.Text(document.Width - Margin - number.WidthAt(7.5), bottom, number, 7.5, Soft, page);
        }
    }

    private void Head(IReadOnlyList<PdfColumn> columns)
    {
        Row(columns, [.. columns.Select(c => c.Title)], bold, Soft);
        document.Line(Margin, y, document.Width - Margin, y, 0.4, 0.85);
    }

    private void Row(IReadOnlyList<PdfColumn> columns, IReadOnlyList<string?> cells, PdfTypeface face, double gray)
    {
        y += Leading;
        var x = Margin;
        foreach (var (column, cell) in columns.Zip(cells))
        {
            var width = Inner * column.Share;
            var text = face.Fitted((cell ?? "–").ReplaceLineEndings(" "), Size, width - 6);
            document.Text(column.IsNumber ? x + width - 6 - text.WidthAt(Size) : x, y - 4, text, Size, gray);
            x += width;
        }
    }

    private void Put(PdfLine line, double gray)
    {
        Need(Leading);
        y += Leading;
        document.Text(Margin, y - 4, line, Size, gray);
    }

    private void Need(double space)
    {
        if (y + space > document.Height - Margin - Foot)
            Break();
    }

    private void Break()
    {
        document.AddPage();
        y = Margin;
    }
}
