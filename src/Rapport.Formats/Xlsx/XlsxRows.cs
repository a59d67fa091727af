using System.Globalization;
using System.Text;
using System.Xml;

namespace Rapport.Formats;

/// <summary>Reads the cells of one sheet. Of merged cells the first has the value and the others are empty, as they are stored.</summary>
internal sealed class XlsxRows(Stream part, XlsxStrings strings, XlsxFormats formats)
{
    private const int MaxColumns = 16_384;

    private readonly StringBuilder text = new();
    private readonly char[] buffer = new char[4096];

    public IEnumerable<(long Row, List<string> Cells)> Read()
    {
        using var reader = XlsxBook.Reader(part);
        var number = 0L;
        while (Advance(reader))
        {
            if (reader is not { NodeType: XmlNodeType.Element, LocalName: "row" })
            {
                continue;
            }

            number =
                long.TryParse(reader.GetAttribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given > number
                    ? given
                    : number + 1;
            if (number > XlsxBook.MaxRows)
            {
                yield break;
            }

            var cells = Cells(reader);
            if (cells.Count > 0)
            {
                yield return (number, cells);
            }
        }
    }

    private static bool Advance(XmlReader reader)
    {
        try
        {
            return reader.Read();
        }
        catch (XmlException fault)
        {
            throw new InvalidDataException($"A sheet is damaged: {fault.Message}", fault);
        }
    }

    /// <summary>The cells of the row under the reader up to the last that is not empty.</summary>
    private List<string> Cells(XmlReader reader)
    {
        var cells = new List<string>();
        if (reader.IsEmptyElement)
        {
            return cells;
        }

        var depth = reader.Depth;
        while (Advance(reader) && reader.Depth > depth)
        {
            if (reader is not { NodeType: XmlNodeType.Element, LocalName: "c" })
            {
                continue;
            }

            var column = Column(reader.GetAttribute("r")) ?? cells.Count;
            var value = Cell(reader);
            if (value.Length == 0 || column >= MaxColumns || column < cells.Count)
            {
                continue;
            }

            while (cells.Count < column)
            {
                cells.Add("");
            }

            cells.Add(value);
        }

        return cells;
    }

    private string Cell(XmlReader reader)
    {
        var type = reader.GetAttribute("t");
        var style = int.TryParse(reader.GetAttribute("s"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : -1;
        var value = "";
        if (reader.IsEmptyElement)
        {
            return value;
        }

        var depth = reader.Depth;
        while (Advance(reader) && reader.Depth > depth)
        {
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "v" or "is" })
            {
                value = Within(reader);
            }
        }

        return type switch
        {
            "s" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? strings[number] : "",
            "b" => value == "1" ? "true"
            : value.Length > 0 ? "false"
            : "",
            "e" => "",
            "str" or "inlineStr" => value,
            "d" => value.EndsWith("T00:00:00", StringComparison.Ordinal) ? value[..10] : value,
            _ => value.Length == 0 ? "" : formats.Show(value, style),
        };
    }

    private string Within(XmlReader reader)
    {
        try
        {
            return XlsxText.Within(reader, text, buffer);
        }
        catch (XmlException fault)
        {
            throw new InvalidDataException($"A sheet is damaged: {fault.Message}", fault);
        }
    }

    /// <summary>"BC12" is column 54, counted from 0.</summary>
    private static int? Column(string? reference)
    {
        var column = 0;
        foreach (var letter in reference ?? "")
        {
            if (!char.IsAsciiLetter(letter))
            {
                break;
            }

            column = Math.Min((column * 26) + (letter & 31), MaxColumns + 1);
        }

        return column == 0 ? null : column - 1;
    }
}
