using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Rapport.Formats;

/// <summary>
/// The part of a font that a document uses. Each pair of a glyph and the text it stands for has a code of its own, so that the text can be
/// searched and copied as it was written.
/// </summary>
internal sealed class PdfEmbeddedFont(PdfFont font, int number)
{
    public const int ObjectCount = 6;

    // The PDF operator that shows text takes codes of two bytes; code 0 stays the missing glyph.
    private const int MostCodes = 0xFFFF;

    private readonly Dictionary<(ushort Glyph, string Text), ushort> codes = [];
    private readonly List<(ushort Glyph, string Text)> used = [(0, "")];

    public int Number => number;

    // A subset's name begins with six capitals of its own (ISO 32000-1, 9.6.4).
    private string Name => $"RPT{(char)('A' + number / 676 % 26)}{(char)('A' + number / 26 % 26)}{(char)('A' + number % 26)}+{font.Name}";

    public ushort CodeOf(ushort glyph, string text)
    {
        if (codes.TryGetValue((glyph, text), out var code))
            return code;
        if (used.Count > MostCodes)
            return 0;
        code = (ushort)used.Count;
        used.Add((glyph, text));
        return codes[(glyph, text)] = code;
    }

    /// <summary>The font, its glyphs' widths, its measures, its file, which glyph a code shows, and what it stands for.</summary>
    public void Write(PdfObjects objects, int at)
    {
        objects.Add(
            $"<< /Type /Font /Subtype /Type0 /BaseFont /{Name} /Encoding /Identity-H /DescendantFonts [{at + 1} 0 R]"
                + $" /ToUnicode {at + 5} 0 R >>"
        );
        objects.Add(
            $"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{Name} "
                + "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
                + $" /CIDToGIDMap {at + 4} 0 R /FontDescriptor {at + 2} 0 R"
                + $" /W [0 [{string.Join(' ', used.Select(entry => font.WidthOf(entry.Glyph)))}]] >>"
        );
        objects.Add(
            $"<< /Type /FontDescriptor /FontName /{Name} /Flags 4 /FontBBox [{string.Join(' ', font.Box)}] /ItalicAngle 0"
                + $" /Ascent {font.Ascent} /Descent {font.Descent} /CapHeight {font.Ascent} /StemV 80 /FontFile2 {at + 3} 0 R >>"
        );
        var file = font.Subset(used.Select(entry => entry.Glyph));
        objects.AddStream(file, $"/Length1 {file.Length} ");
        objects.AddStream(GlyphOfEachCode());
        objects.AddStream(Encoding.ASCII.GetBytes(ToUnicode()));
    }

    private byte[] GlyphOfEachCode()
    {
        var map = new byte[2 * used.Count];
        for (var code = 0; code < used.Count; code++)
            BinaryPrimitives.WriteUInt16BigEndian(map.AsSpan(2 * code), used[code].Glyph);
        return map;
    }

    private string ToUnicode()
    {
        var map = new StringBuilder(
            """
            /CIDInit /ProcSet findresource begin 12 dict begin begincmap
            /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def /CMapName /Adobe-Identity-UCS def /CMapType 2 def
            1 begincodespacerange <0000> <FFFF> endcodespacerange

            """
        );
        // A section may hold a hundred at most.
        foreach (var some in used.Index().Where(entry => entry.Item.Text.Length > 0).Chunk(100))
        {
            map.Append(CultureInfo.InvariantCulture, $"{some.Length} beginbfchar\n");
            foreach (var (code, (_, text)) in some)
                map.Append(
                    CultureInfo.InvariantCulture,
                    $"<{code:X4}> <{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>\n"
                );
            map.Append("endbfchar\n");
        }
        return map.Append("endcmap CMapName currentdict /CMap defineresource pop end end").ToString();
    }
}
