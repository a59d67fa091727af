using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Rapport.Formats;

/// <summary>
/// A TrueType font, read from a WOFF file (W3C, version 1), to be embedded in a PDF whole: what it can show, and how wide each sign is.
/// </summary>
/// <exception cref="InvalidDataException">From <see cref="Read"/>: it is no WOFF file with TrueType outlines.</exception>
public sealed class PdfFont
{
    private const uint Woff = 0x774F4646,
        TrueType = 0x00010000;

    private readonly Dictionary<int, ushort> glyphs;
    private readonly ushort[] advances;

    private PdfFont(Dictionary<string, byte[]> tables, string name)
    {
        (Name, File) = (name, Sfnt(tables));
        var (head, hhea) = (tables["head"], tables["hhea"]);
        UnitsPerEm = U16(head, 18);
        Box = [.. Enumerable.Range(0, 4).Select(i => Scaled(I16(head, 36 + 2 * i)))];
        (Ascent, Descent) = (Scaled(I16(hhea, 4)), Scaled(I16(hhea, 6)));
        var metrics = U16(hhea, 34);
        advances = new ushort[metrics];
        for (var i = 0; i < metrics; i++)
            advances[i] = U16(tables["hmtx"], 4 * i);
        glyphs = CharacterMap(tables["cmap"]);
    }

    public string Name { get; }
    internal byte[] File { get; }
    internal int UnitsPerEm { get; }
    internal int[] Box { get; }
    internal int Ascent { get; }
    internal int Descent { get; }

    /// <param name="name">What the PDF calls it, without spaces.</param>
    public static PdfFont Read(byte[] woff, string name)
    {
        try
        {
            if (U32(woff, 0) != Woff || U32(woff, 4) != TrueType)
                throw new InvalidDataException("It is no WOFF file with TrueType outlines.");
            var tables = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            for (var i = 0; i < U16(woff, 12); i++)
            {
                var at = 44 + 20 * i;
                var (offset, packed, length) = ((int)U32(woff, at + 4), (int)U32(woff, at + 8), (int)U32(woff, at + 12));
                tables[Encoding.ASCII.GetString(woff, at, 4)] =
                    packed == length ? woff.AsSpan(offset, length).ToArray() : Unpacked(woff.AsSpan(offset, packed).ToArray(), length);
            }
            return new PdfFont(tables, name);
        }
        catch (Exception error)
            when (error
                    is ArgumentException
                        or IndexOutOfRangeException
                        or KeyNotFoundException
                        or OverflowException
                        or EndOfStreamException
            )
        {
            throw new InvalidDataException("The font file is damaged.", error);
        }
    }

    public bool Has(int codePoint) => glyphs.ContainsKey(codePoint);

    internal ushort GlyphOf(int codePoint) => glyphs.GetValueOrDefault(codePoint);

    /// <summary>In thousandths of the font's size.</summary>
    internal int WidthOf(ushort glyph) => Scaled(advances[Math.Min(glyph, advances.Length - 1)]);

    private int Scaled(int units) => (int)Math.Round(units * 1000.0 / UnitsPerEm);

    private static byte[] Unpacked(byte[] packed, int length)
    {
        var table = new byte[length];
        using var zlib = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
        zlib.ReadExactly(table);
        return table;
    }

    /// <summary>The tables as a font file of their own, in the order of their names, each on a multiple of four.</summary>
    private static byte[] Sfnt(Dictionary<string, byte[]> tables)
    {
        var sorted = tables.OrderBy(t => t.Key, StringComparer.Ordinal).ToList();
        var power = (int)Math.Log2(sorted.Count);
        using var file = new MemoryStream();
        void Put16(int value) => file.Write([(byte)(value >> 8), (byte)value]);
        void Put32(long value) => file.Write([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);
        Put32(TrueType);
        Put16(sorted.Count);
        Put16(16 << power);
        Put16(power);
        Put16(16 * sorted.Count - (16 << power));
        var offset = 12 + 16 * sorted.Count;
        foreach (var (tag, table) in sorted)
        {
            file.Write(Encoding.ASCII.GetBytes(tag));
            Put32(Checksum(table));
            Put32(offset);
            Put32(table.Length);
            offset += (table.Length + 3) & ~3;
        }
        foreach (var (_, table) in sorted)
        {
            file.Write(table);
            file.Write(new byte[((table.Length + 3) & ~3) - table.Length]);
        }
        return file.ToArray();
    }

    private static uint Checksum(byte[] table)
    {
        uint sum = 0;
        for (var i = 0; i < table.Length; i += 4)
        for (var b = 0; b < 4; b++)
            sum += (i + b < table.Length ? table[i + b] : 0u) << (24 - 8 * b);
        return sum;
    }

    private static Dictionary<int, ushort> CharacterMap(byte[] cmap)
    {
        var map = new Dictionary<int, ushort>();
        for (var i = 0; i < U16(cmap, 2); i++)
        {
            var at = (int)U32(cmap, 4 + 8 * i + 4);
            if (U16(cmap, at) == 4)
                ReadSegments(cmap, at, map);
            else if (U16(cmap, at) == 12)
                ReadGroups(cmap, at, map);
        }
        return map;
    }

    private static void ReadSegments(byte[] cmap, int at, Dictionary<int, ushort> map)
    {
        var segments = U16(cmap, at + 6) / 2;
        var (ends, starts) = (at + 14, at + 16 + 2 * segments);
        var (deltas, ranges) = (starts + 2 * segments, starts + 4 * segments);
        for (var s = 0; s < segments; s++)
        for (int code = U16(cmap, starts + 2 * s), end = U16(cmap, ends + 2 * s); code <= end && code != 0xFFFF; code++)
        {
            var range = U16(cmap, ranges + 2 * s);
            var glyph = range == 0 ? code : U16(cmap, ranges + 2 * s + range + 2 * (code - U16(cmap, starts + 2 * s)));
            if (range != 0 && glyph == 0)
                continue;
            map.TryAdd(code, (ushort)(glyph + U16(cmap, deltas + 2 * s)));
        }
    }

    private static void ReadGroups(byte[] cmap, int at, Dictionary<int, ushort> map)
    {
        for (var g = 0; g < U32(cmap, at + 12); g++)
        {
            var (start, end, glyph) = (U32(cmap, at + 16 + 12 * g), U32(cmap, at + 20 + 12 * g), U32(cmap, at + 24 + 12 * g));
            for (var code = start; code <= end; code++)
                map.TryAdd((int)code, (ushort)(glyph + code - start));
        }
    }

    private static ushort U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at));

    private static short I16(byte[] bytes, int at) => BinaryPrimitives.ReadInt16BigEndian(bytes.AsSpan(at));

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
}
