using System.IO.Compression;
using System.Text;

namespace Rapport.Formats;

/// <summary>The numbered objects of a PDF file, written one after the other; the first has number 1.</summary>
internal sealed class PdfObjects(Stream file)
{
    private readonly List<long> offsets = [];

    public void Begin() => Write("%PDF-1.7\n%âãÏÓ\n");

    public void Add(string body)
    {
        offsets.Add(file.Position);
        Write($"{offsets.Count} 0 obj\n{body}\nendobj\n");
    }

    /// <param name="entries">Further entries of the stream's dictionary.</param>
    public void AddStream(byte[] content, string entries = "")
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(content);
        offsets.Add(file.Position);
        Write($"{offsets.Count} 0 obj\n<< {entries}/Length {packed.Length} /Filter /FlateDecode >>\nstream\n");
        packed.WriteTo(file);
        Write("\nendstream\nendobj\n");
    }

    public void End(int catalog, int description)
    {
        var table = file.Position;
        Write($"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets)
            Write($"{offset:D10} 00000 n \n");
        Write($"trailer\n<< /Size {offsets.Count + 1} /Root {catalog} 0 R /Info {description} 0 R >>\n");
        Write($"startxref\n{table}\n%%EOF\n");
    }

    private void Write(string text) => file.Write(Encoding.Latin1.GetBytes(text));
}
