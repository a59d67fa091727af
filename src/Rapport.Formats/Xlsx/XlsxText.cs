using System.Text;
using System.Xml;

namespace Rapport.Formats;

/// <summary>Reads the text of an element without holding more of it than a cell may have.</summary>
internal static class XlsxText
{
    /// <summary>Characters that Excel lets a cell have.</summary>
    public const int MaxCell = 32_767;

    /// <summary>All text within the element under the reader, phonetic hints aside; the reader then stands on its end.</summary>
    public static string Within(XmlReader reader, StringBuilder text, char[] buffer)
    {
        text.Clear();
        if (reader.IsEmptyElement)
        {
            return "";
        }

        var depth = reader.Depth;
        var skipped = int.MaxValue;
        while (reader.Read() && reader.Depth > depth)
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName is "rPh" && skipped == int.MaxValue && !reader.IsEmptyElement)
            {
                skipped = reader.Depth;
            }
            else if (reader.NodeType == XmlNodeType.EndElement && reader.Depth == skipped)
            {
                skipped = int.MaxValue;
            }
            else if (
                reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace
            )
            {
                Append(reader, text, buffer, skipped == int.MaxValue);
            }
        }

        return text.ToString();
    }

    private static void Append(XmlReader reader, StringBuilder text, char[] buffer, bool isHeld)
    {
        int read;
        while ((read = reader.ReadValueChunk(buffer, 0, buffer.Length)) > 0)
        {
            if (isHeld)
            {
                text.Append(buffer, 0, Math.Min(read, Math.Max(0, MaxCell - text.Length)));
            }
        }
    }
}
