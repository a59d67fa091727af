using System.Text;
using System.Xml;

namespace Rapport.Formats;

/// <summary>The texts that cells refer to by number.</summary>
internal sealed class XlsxStrings
{
    public const long MaxPart = 1L << 30;
    private const long MaxCharacters = 200_000_000;

    private readonly List<string> texts = [];

    public string this[int number] => number >= 0 && number < texts.Count ? texts[number] : "";

    public static XlsxStrings Read(Stream? part)
    {
        var strings = new XlsxStrings();
        if (part is null)
        {
            return strings;
        }

        using var reader = XlsxBook.Reader(part);
        var (text, buffer, held) = (new StringBuilder(), new char[4096], 0L);
        while (reader.Read())
        {
            if (reader is not { NodeType: XmlNodeType.Element, LocalName: "si" })
            {
                continue;
            }

            var value = XlsxText.Within(reader, text, buffer);
            strings.texts.Add(value);
            // An empty text is one object, but its place in the list is not free.
            held += value.Length + 8;
            if (held > MaxCharacters)
            {
                throw new InvalidDataException("its texts are more than a workbook may hold.");
            }
        }

        return strings;
    }
}
