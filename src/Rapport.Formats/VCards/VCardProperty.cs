namespace Rapport.Formats;

/// <summary>One property of a vCard: its name without the group, its parameters, its value as bytes or text.</summary>
internal sealed record VCardProperty(string Name, IReadOnlyList<(string Name, string Value)> Parameters, string Raw, bool IsText)
{
    private static readonly string[] Heavy = ["PHOTO", "LOGO", "SOUND", "KEY", "X-MS-CARDPICTURE", "X-EVOLUTION-PHOTO"];

    public static VCardProperty? Parse(string line, bool isText)
    {
        var colon = Colon(line);
        if (colon < 1)
        {
            return null;
        }

        var parts = line[..colon].Split(';');
        var name = parts[0][(parts[0].LastIndexOf('.') + 1)..].Trim().ToUpperInvariant();
        var parameters = parts.Skip(1).SelectMany(Parameter).ToList();
        return new VCardProperty(name, parameters, line[(colon + 1)..], isText);
    }

    /// <summary>Whether the line begins a picture, a sound or a key.</summary>
    public static bool IsHeavy(string line)
    {
        var end = line.AsSpan().IndexOfAny(';', ':');
        var name = end < 0 ? line.AsSpan() : line.AsSpan(0, end);
        name = name[(name.LastIndexOf('.') + 1)..];
        foreach (var heavy in Heavy)
        {
            if (name.Equals(heavy, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a parameter says so: "TYPE=fax", or "FAX" alone as vCard 2.1 has it.</summary>
    public bool Has(string type) => Parameters.Any(p => p.Value.Equals(type, StringComparison.OrdinalIgnoreCase));

    public string? Of(string parameter) =>
        Parameters.FirstOrDefault(p => p.Name.Equals(parameter, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The value decoded, its escapes still in it.</summary>
    public string Value
    {
        get
        {
            if (Has("QUOTED-PRINTABLE"))
            {
                return ByteText.Decode(ByteText.QuotedPrintable(Raw), Of("CHARSET"));
            }

            if ((Has("BASE64") || Has("B")) && ByteText.Base64(Raw) is { } bytes)
            {
                return ByteText.Decode(bytes, Of("CHARSET"));
            }

            return IsText ? Raw : ByteText.Decode(Raw, Of("CHARSET"));
        }
    }

    // A colon within quotes belongs to a parameter.
    private static int Colon(string line)
    {
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            quoted ^= line[i] == '"';
            if (line[i] == ':' && !quoted)
            {
                return i;
            }
        }

        return line.IndexOf(':', StringComparison.Ordinal);
    }

    private static IEnumerable<(string Name, string Value)> Parameter(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? "TYPE" : text[..equals].Trim();
        return text[(equals + 1)..].Split(',').Select(value => (name, value.Trim().Trim('"')));
    }
}
