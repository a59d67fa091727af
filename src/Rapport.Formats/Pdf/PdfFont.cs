using System.Buffers.Binary;
using System.Runtime.InteropServices;
using HarfBuzzSharp;

namespace Rapport.Formats;

/// <summary>
/// A TrueType font to be embedded in a PDF: what it can show, how HarfBuzz shapes text with it, and how large its glyphs are. It may be
/// used by several threads at once.
/// </summary>
public sealed class PdfFont
{
    private readonly Face face;
    private readonly Font font;

    private PdfFont(byte[] sfnt, string name)
    {
        Name = name;
        using var file = Copied(sfnt);
        face = new Face(file, 0);
        UnitsPerEm = face.UnitsPerEm;
        font = new Font(face);
        font.SetScale(UnitsPerEm, UnitsPerEm);
        face.MakeImmutable();
        using var head = face.ReferenceTable(Tag.Parse("head"));
        var header = head.AsSpan();
        if (header.Length < 54 || face.GlyphCount == 0 || !font.TryGetHorizontalFontExtents(out var extents))
            throw new InvalidDataException("The font file is damaged.");
        Box = [.. Bounds(header).Select(bound => (int)Math.Round(Scaled(bound)))];
        (Ascent, Descent) = ((int)Math.Round(Scaled(extents.Ascender)), (int)Math.Round(Scaled(extents.Descender)));
    }

    public string Name { get; }

    internal int UnitsPerEm { get; }

    /// <summary>Left, bottom, right and top of all glyphs, as all lengths here in thousandths of the font's size.</summary>
    internal IReadOnlyList<int> Box { get; }

    internal int Ascent { get; }

    internal int Descent { get; }

    /// <param name="woff">A WOFF file, version 1, with TrueType outlines.</param>
    /// <param name="name">What the PDF calls it, without spaces.</param>
    /// <exception cref="InvalidDataException">It is none, or a damaged one.</exception>
    public static PdfFont Read(byte[] woff, string name) => new(WoffFile.Unpack(woff), name);

    public bool Has(int codePoint) => font.TryGetNominalGlyph(codePoint, out _);

    internal int WidthOf(ushort glyph) => (int)Math.Round(Scaled(font.GetHorizontalGlyphAdvance(glyph)));

    internal double Scaled(int units) => units * 1000.0 / UnitsPerEm;

    internal void Shape(HarfBuzzSharp.Buffer buffer) => font.Shape(buffer);

    /// <summary>A font file with the outlines of these glyphs alone, under their numbers.</summary>
    internal byte[] Subset(IEnumerable<ushort> glyphs) => FontSubset.Of(face, glyphs);

    // Blob.FromStream leaves its array to the garbage collector, which moves it while HarfBuzz reads it.
    private static Blob Copied(byte[] sfnt)
    {
        var pinned = GCHandle.Alloc(sfnt, GCHandleType.Pinned);
        try
        {
            return new Blob(pinned.AddrOfPinnedObject(), sfnt.Length, MemoryMode.Duplicate);
        }
        finally
        {
            pinned.Free();
        }
    }

    private static short[] Bounds(ReadOnlySpan<byte> header) =>
        [
            BinaryPrimitives.ReadInt16BigEndian(header[36..]),
            BinaryPrimitives.ReadInt16BigEndian(header[38..]),
            BinaryPrimitives.ReadInt16BigEndian(header[40..]),
            BinaryPrimitives.ReadInt16BigEndian(header[42..]),
        ];
}
