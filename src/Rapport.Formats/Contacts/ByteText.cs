using System.Text;

namespace Rapport.Formats;

/// <summary>Decodes values that were read as bytes in a string, one character each.</summary>
internal static class ByteText
{
    /// <param name="charset">Named by the value itself; without it, or with one nobody knows, UTF-8 where it is valid, else
    /// Windows-1252.</param>
    public static string Decode(ReadOnlySpan<byte> bytes, string? charset)
    {
        if (charset is not null && Named(charset) is { } encoding)
        {
            return encoding.GetString(bytes);
        }

        return CsvEncoding.Utf8.GetString(bytes);
    }

    public static string Decode(string latin, string? charset) =>
        IsAscii(latin) && charset is null ? latin : Decode(Encoding.Latin1.GetBytes(latin), charset);

    /// <summary>RFC 2045, section 6.7; what is not a code is taken as it stands.</summary>
    public static byte[] QuotedPrintable(string text)
    {
        var bytes = new byte[text.Length];
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var isCode =
                text[i] == '=' && i + 2 < text.Length + 0 && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]);
            bytes[count++] = isCode ? Convert.ToByte(text.Substring(i + 1, 2), 16) : (byte)text[i];
            i += isCode ? 2 : 0;
        }

        return bytes[..count];
    }

    /// <summary>Null for what is no base64.</summary>
    public static byte[]? Base64(string text)
    {
        var bytes = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var count) ? bytes[..count] : null;
    }

    private static bool IsAscii(string text) => System.Text.Ascii.IsValid(text);

    private static Encoding? Named(string charset)
    {
        try
        {
            return charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
                ? CsvEncoding.Utf8
                : CodePagesEncodingProvider.Instance.GetEncoding(charset) ?? Encoding.GetEncoding(charset);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
