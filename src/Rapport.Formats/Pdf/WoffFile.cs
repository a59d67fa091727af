using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Rapport.Formats;

/// <summary>Unpacks a WOFF file (W3C, version 1) into the TrueType font it holds.</summary>
internal static class WoffFile
{
    private const uint Woff = 0x774F4646;
    private const uint TrueType = 0x00010000;

    /// <summary>No table of a font is larger: a damaged file must not make the program ask for gigabytes.</summary>
    private const uint LargestTable = 32 * 1024 * 1024;

    /// <exception cref="InvalidDataException">It is no WOFF file with TrueType outlines, or a damaged one.</exception>
    public static byte[] Unpack(byte[] woff)
    {
        try
        {
            if (U32(woff, 0) != Woff || U32(woff, 4) != TrueType)
                throw new InvalidDataException("It is no WOFF file with TrueType outlines.");
            return Sfnt(Tables(woff));
        }
        catch (Exception error) when (error is ArgumentException or OverflowException or EndOfStreamException)
        {
            throw new InvalidDataException("The font file is damaged.", error);
        }
    }

    private static SortedDictionary<string, byte[]> Tables(byte[] woff)
    {
        var tables = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        for (var i = 0; i < BinaryPrimitives.ReadUInt16BigEndian(woff.AsSpan(12)); i++)
        {
            var at = 44 + 20 * i;
            var (offset, packed, length) = (U32(woff, at + 4), U32(woff, at + 8), U32(woff, at + 12));
            if (length > LargestTable)
                throw new InvalidDataException("The font file is damaged.");
            var content = woff.AsSpan(checked((int)offset), checked((int)packed));
            tables[Encoding.ASCII.GetString(woff, at, 4)] = packed == length ? content.ToArray() : Inflated(content.ToArray(), (int)length);
        }
        return tables;
    }

    private static byte[] Inflated(byte[] packed, int length)
    {
        var table = new byte[length];
        using var zlib = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
        zlib.ReadExactly(table);
        return table;
    }

    /// <summary>The tables as a font file of their own, each on a multiple of four.</summary>
    private static byte[] Sfnt(SortedDictionary<string, byte[]> tables)
    {
        if (tables.Count == 0)
            throw new InvalidDataException("The font file is damaged.");
        var power = (int)Math.Log2(tables.Count);
        using var file = new MemoryStream();
        Put32(file, TrueType);
        Put16(file, tables.Count);
        Put16(file, 16 << power);
        Put16(file, power);
        Put16(file, 16 * tables.Count - (16 << power));
        var offset = 12 + 16 * tables.Count;
        foreach (var (tag, table) in tables)
        {
            file.Write(Encoding.ASCII.GetBytes(tag));
            Put32(file, Checksum(table));
            Put32(file, offset);
            Put32(file, table.Length);
            offset += Padded(table.Length);
        }
        foreach (var table in tables.Values)
        {
            file.Write(table);
            file.Write(new byte[Padded(table.Length) - table.Length]);
        }
        return file.ToArray();
    }

    private static int Padded(int length) => (length + 3) & ~3;

    private static void Put16(MemoryStream file, int value) => file.Write([(byte)(value >> 8), (byte)value]);

    private static void Put32(MemoryStream file, long value) =>
        file.Write([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);

    private static uint Checksum(byte[] table)
    {
        uint sum = 0;
        for (var i = 0; i < table.Length; i += 4)
        for (var b = 0; b < 4; b++)
            sum += (i + b < table.Length ? table[i + b] : 0u) << (24 - 8 * b);
        return sum;
    }

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
}
