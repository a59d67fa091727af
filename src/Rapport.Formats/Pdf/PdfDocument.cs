using System.Globalization;
using System.Text;

namespace Rapport.Formats;

/// <summary>
/// Writes PDF 1.7 (ISO 32000-1): pages of text and lines, the used part of each font embedded with its Unicode so that the text can be
/// searched and copied. Lengths are points, counted from the top left.
/// </summary>
public sealed class PdfDocument(double width = 595.28, double height = 841.89)
{
    private const int Catalog = 1;
    private const int Pages = 2;
    private const int Description = 3;
    private const int FirstFont = 4;

    private readonly List<PdfPage> pages = [];
    private readonly Dictionary<PdfFont, PdfEmbeddedFont> fonts = [];

    public double Width => width;

    public double Height => height;

    public int PageCount => pages.Count;

    public string Title { get; init; } = "";

    public string Author { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public void AddPage() => pages.Add(new PdfPage());

    /// <param name="y">Of the baseline.</param>
    /// <param name="gray">0 black to 1 white.</param>
    /// <param name="page">From 0; the last without one.</param>
    public void Text(double x, double y, PdfLine line, double size, double gray = 0, int? page = null) =>
        pages[page ?? pages.Count - 1].Text(x, height - y, line, size, gray, Embedded);

    public void Line(double x1, double y1, double x2, double y2, double thickness = 0.5, double gray = 0.8) =>
        pages[^1].Line(x1, height - y1, x2, height - y2, thickness, gray);

    public byte[] ToBytes()
    {
        if (pages.Count == 0)
            AddPage();
        using var file = new MemoryStream();
        var objects = new PdfObjects(file);
        var used = fonts.Values.OrderBy(font => font.Number).ToList();
        var firstPage = FirstFont + PdfEmbeddedFont.ObjectCount * used.Count;
        objects.Begin();
        objects.Add($"<< /Type /Catalog /Pages {Pages} 0 R /Lang (en) >>");
        var kids = pages.Select((_, page) => $"{firstPage + 2 * page} 0 R");
        objects.Add($"<< /Type /Pages /Count {pages.Count} /Kids [{string.Join(' ', kids)}] >>");
        objects.Add(
            $"<< /Title {Hex(Title)} /Author {Hex(Author)} /Producer (Rapport) /CreationDate (D:{CreatedAt.UtcDateTime:yyyyMMddHHmmss}Z) >>"
        );
        foreach (var font in used)
            font.Write(objects, ObjectOf(font));
        AddPages(objects, firstPage, string.Join(' ', used.Select(font => $"/F{font.Number} {ObjectOf(font)} 0 R")));
        objects.End(Catalog, Description);
        return file.ToArray();
    }

    private void AddPages(PdfObjects objects, int firstPage, string resources)
    {
        var box = string.Create(CultureInfo.InvariantCulture, $"[0 0 {width:0.##} {height:0.##}]");
        for (var page = 0; page < pages.Count; page++)
        {
            objects.Add(
                $"<< /Type /Page /Parent {Pages} 0 R /MediaBox {box} /Resources << /Font << {resources} >> >>"
                    + $" /Contents {firstPage + 2 * page + 1} 0 R >>"
            );
            objects.AddStream(pages[page].Content);
        }
    }

    private PdfEmbeddedFont Embedded(PdfFont font)
    {
        if (!fonts.TryGetValue(font, out var embedded))
            fonts[font] = embedded = new PdfEmbeddedFont(font, fonts.Count + 1);
        return embedded;
    }

    private static int ObjectOf(PdfEmbeddedFont font) => FirstFont + PdfEmbeddedFont.ObjectCount * (font.Number - 1);

    private static string Hex(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";
}
