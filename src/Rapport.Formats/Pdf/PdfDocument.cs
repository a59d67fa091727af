using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Rapport.Formats;

/// <summary>
/// Writes PDF 1.7 (ISO 32000-1): pages of text and lines, fonts embedded with their Unicode so that the text can be searched and copied.
/// Lengths are points, counted from the top left.
/// </summary>
public sealed class PdfDocument(double width = 595.28, double height = 841.89)
{
    private const int Catalog = 1,
        Pages = 2,
        Described = 3;

    private readonly List<StringBuilder> pages = [];
    private readonly Dictionary<PdfFont, (int Number, SortedDictionary<ushort, int> Used)> fonts = [];

    public double Width => width;
    public double Height => height;
    public int PageCount => pages.Count;
    public string Title { get; init; } = "";
    public string Author { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }

    public void AddPage() => pages.Add(new StringBuilder());

    /// <param name="y">Of the baseline.</param>
    /// <param name="gray">0 black to 1 white.</param>
    /// <param name="page">From 0; the last without one.</param>
    public void Text(double x, double y, string text, PdfTypeface face, double size, double gray = 0, int? page = null)
    {
        var content = pages[page ?? pages.Count - 1];
        content.Append(CultureInfo.InvariantCulture, $"BT {gray:0.##} g 1 0 0 1 {x:0.##} {height - y:0.##} Tm\n");
        foreach (var (font, glyphs) in face.Runs(text))
        {
            if (!fonts.TryGetValue(font, out var known))
                fonts[font] = known = (fonts.Count + 1, []);
            content.Append(CultureInfo.InvariantCulture, $"/F{known.Number} {size:0.##} Tf <");
            foreach (var (glyph, code) in glyphs)
            {
                known.Used[glyph] = code;
                content.Append(glyph.ToString("X4", CultureInfo.InvariantCulture));
            }
            content.Append("> Tj\n");
        }
        content.Append("ET\n");
    }

    public void Line(double x1, double y1, double x2, double y2, double thickness = 0.5, double gray = 0.8) =>
        pages[^1]
            .Append(
                CultureInfo.InvariantCulture,
                $"{gray:0.##} G {thickness:0.##} w {x1:0.##} {height - y1:0.##} m {x2:0.##} {height - y2:0.##} l S\n"
            );

    public byte[] ToBytes()
    {
        if (pages.Count == 0)
            AddPage();
        using var file = new MemoryStream();
        var offsets = new List<long>();
        var firstFont = Described + 1;
        var firstPage = firstFont + 5 * fonts.Count;
        Write(file, "%PDF-1.7\n%âãÏÓ\n");
        Add(file, offsets, $"<< /Type /Catalog /Pages {Pages} 0 R /Lang (en) >>");
        Add(
            file,
            offsets,
            $"<< /Type /Pages /Count {pages.Count} /Kids [{string.Join(' ', pages.Select((_, i) => $"{firstPage + 2 * i} 0 R"))}] >>"
        );
        Add(
            file,
            offsets,
            $"<< /Title {Hex(Title)} /Author {Hex(Author)} /Producer (Rapport) /CreationDate (D:{CreatedAt.UtcDateTime:yyyyMMddHHmmss}Z) >>"
        );
        foreach (var (font, (number, used)) in fonts.OrderBy(f => f.Value.Number))
            AddFont(file, offsets, font, used, firstFont + 5 * (number - 1));
        var resources = string.Join(' ', fonts.Values.Select(f => $"/F{f.Number} {firstFont + 5 * (f.Number - 1)} 0 R"));
        for (var i = 0; i < pages.Count; i++)
        {
            Add(
                file,
                offsets,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"<< /Type /Page /Parent {Pages} 0 R /MediaBox [0 0 {width:0.##} {height:0.##}] /Resources << /Font << {resources} >> >> /Contents {firstPage + 2 * i + 1} 0 R >>"
                )
            );
            AddStream(file, offsets, Encoding.ASCII.GetBytes(pages[i].ToString()), "");
        }
        var table = file.Position;
        Write(file, $"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets)
            Write(file, $"{offset:D10} 00000 n \n");
        Write(file, $"trailer\n<< /Size {offsets.Count + 1} /Root {Catalog} 0 R /Info {Described} 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return file.ToArray();
    }

    /// <summary>Five objects: the font, its glyphs' widths, its measures, its file, and what its glyphs mean.</summary>
    private static void AddFont(Stream file, List<long> offsets, PdfFont font, SortedDictionary<ushort, int> used, int at)
    {
        Add(
            file,
            offsets,
            $"<< /Type /Font /Subtype /Type0 /BaseFont /{font.Name} /Encoding /Identity-H /DescendantFonts [{at + 1} 0 R] /ToUnicode {at + 4} 0 R >>"
        );
        var widths = string.Join(' ', used.Keys.Select(g => $"{g} [{font.WidthOf(g)}]"));
        Add(
            file,
            offsets,
            $"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{font.Name} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /CIDToGIDMap /Identity /FontDescriptor {at + 2} 0 R /W [{widths}] >>"
        );
        Add(
            file,
            offsets,
            $"<< /Type /FontDescriptor /FontName /{font.Name} /Flags 4 /FontBBox [{string.Join(' ', font.Box)}] /ItalicAngle 0 /Ascent {font.Ascent} /Descent {font.Descent} /CapHeight {font.Ascent} /StemV 80 /FontFile2 {at + 3} 0 R >>"
        );
        AddStream(file, offsets, font.File, $"/Length1 {font.File.Length} ");
        AddStream(file, offsets, Encoding.ASCII.GetBytes(ToUnicode(used)), "");
    }

    private static string ToUnicode(SortedDictionary<ushort, int> used)
    {
        var map = new StringBuilder(
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def /CMapName /Adobe-Identity-UCS def /CMapType 2 def\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        );
        // A section may hold a hundred at most.
        foreach (var some in used.Chunk(100))
        {
            map.Append(CultureInfo.InvariantCulture, $"{some.Length} beginbfchar\n");
            foreach (var (glyph, code) in some)
                map.Append(
                    CultureInfo.InvariantCulture,
                    $"<{glyph:X4}> <{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(char.ConvertFromUtf32(code)))}>\n"
                );
            map.Append("endbfchar\n");
        }
        return map.Append("endcmap CMapName currentdict /CMap defineresource pop end end").ToString();
    }

    private static void Add(Stream file, List<long> offsets, string body)
    {
        offsets.Add(file.Position);
        Write(file, $"{offsets.Count} 0 obj\n{body}\nendobj\n");
    }

    private static void AddStream(Stream file, List<long> offsets, byte[] content, string more)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(content);
        offsets.Add(file.Position);
        Write(file, $"{offsets.Count} 0 obj\n<< {more}/Length {packed.Length} /Filter /FlateDecode >>\nstream\n");
        packed.WriteTo(file);
        Write(file, "\nendstream\nendobj\n");
    }

    private static string Hex(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";

    private static void Write(Stream file, string text) => file.Write(Encoding.Latin1.GetBytes(text));
}
