using System.Text;

namespace Rapport.Formats;

/// <summary>Several vCard files made one, as <see cref="VCardRows"/> reads it.</summary>
public static class VCardFolder
{
    /// <summary>
    /// Copies one file behind those before it. Byte order marks go, and UTF-16 becomes UTF-8; every other value keeps its bytes and is
    /// decoded by itself.
    /// </summary>
    /// <param name="file">Seekable, from its beginning.</param>
    /// <param name="whole">All of them; written to, never read.</param>
    /// <returns>False, with nothing written, when the file is no vCard.</returns>
    public static bool Append(Stream file, Stream whole)
    {
        var sample = new byte[1 << 13];
        var length = file.ReadAtLeast(sample, sample.Length, throwOnEndOfStream: false);
        if (TableFormats.Detect(sample.AsSpan(0, length)) != TableFormat.VCard)
        {
            return false;
        }

        var (encoding, preamble) = CsvEncoding.Detect(sample.AsSpan(0, length));
        file.Position = preamble;
        if (encoding is UnicodeEncoding or UTF32Encoding)
        {
            using var from = Encoding.CreateTranscodingStream(file, encoding, new UTF8Encoding(false), leaveOpen: true);
            from.CopyTo(whole);
        }
        else
        {
            file.CopyTo(whole);
        }

        whole.Write("\r\n"u8);
        return true;
    }
}
