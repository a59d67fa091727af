using System.Collections;

namespace Rapport.Formats;

/// <summary>
/// The entries of an LDIF file (RFC 2849) that are people or organizations, as rows of <see cref="ContactCard.Columns"/>. Bad content never
/// throws: lines that are none
/// are left out. Change records other than additions and values behind URLs are passed over; no value is longer than 64 KiB.
/// </summary>
/// <param name="stream">Seekable, from its beginning; it stays open.</param>
public sealed class LdifRows(Stream stream) : IEnumerable<CsvRow>
{
    private const int MaxLine = 1 << 16;

    private readonly BoundedLines lines = new(stream, MaxLine);
    private string? ahead;
    private bool isAhead;

    public IEnumerator<CsvRow> GetEnumerator()
    {
        var number = 0L;
        while (Entry() is var (line, attributes))
        {
            var card = LdifFields.Card(attributes);
            if (!card.IsEmpty)
            {
                yield return new CsvRow(++number, line, card.ToFields(), CsvFault.None);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The next record's attributes in their order; null at the end of the file.</summary>
    private (long Line, List<(string Name, string Value)> Attributes)? Entry()
    {
        while (Peek() is { Length: 0 })
        {
            Take();
        }

        if (Peek() is null)
        {
            return null;
        }

        var start = lines.Number;
        var attributes = new List<(string, string)>();
        while (Line() is { Length: > 0 } line)
        {
            if (line[0] != '#' && Attribute(line) is { } attribute)
            {
                attributes.Add(attribute);
            }
        }

        return (start, attributes);
    }

    private (string Name, string Value)? Attribute(string line)
    {
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 1)
        {
            return null;
        }

        // Options such as ";lang-de" tell of the value, not of another attribute.
        var name = line[..colon].Split(';')[0].Trim().ToLowerInvariant();
        var value = line[(colon + 1)..];
        if (value is ['<', ..])
        {
            return null;
        }

        if (value is [':', ..])
        {
            return ByteText.Base64(value[1..]) is { } bytes ? (name, ByteText.Decode(bytes, null)) : null;
        }

        value = value.TrimStart(' ');
        return (name, lines.IsText ? value : ByteText.Decode(value, null));
    }

    /// <summary>A line with its continuations; an empty one ends the record.</summary>
    private string? Line()
    {
        if (Take() is not { Length: > 0 } line)
        {
            return null;
        }

        if (Peek() is not [' ', ..])
        {
            return line;
        }

        var isHeld =
            !line.StartsWith("jpegphoto", StringComparison.OrdinalIgnoreCase)
            && !line.StartsWith("usercertificate", StringComparison.OrdinalIgnoreCase);
        var text = new System.Text.StringBuilder(isHeld ? line : "#");
        while (Peek() is [' ', .. var rest])
        {
            Take();
            if (isHeld && text.Length < MaxLine)
            {
                text.Append(rest);
            }
        }

        return text.ToString();
    }

    private string? Take()
    {
        var line = Peek();
        isAhead = false;
        return line;
    }

    private string? Peek()
    {
        ahead = isAhead ? ahead : lines.Next();
        isAhead = true;
        return ahead;
    }
}
