using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Rapport.Tests.Formats;

/// <summary>
/// Reads the text of a PDF as a search would: the codes that are shown, and what each font's ToUnicode map says they stand for. A line is
/// what stands between BT and ET, from left to right.
/// </summary>
internal sealed partial class PdfText
{
    private readonly Dictionary<int, (string Dictionary, byte[] Content)> objects = [];

    private PdfText(byte[] pdf)
    {
        var text = Encoding.Latin1.GetString(pdf);
        var at = text.IndexOf("1 0 obj\n", StringComparison.Ordinal);
        while (Header().Match(text, at) is { Success: true } header)
        {
            var body = header.Index + header.Length;
            var end = text.IndexOf("\nendobj\n", body, StringComparison.Ordinal);
            var stream = text.IndexOf("\nstream\n", body, StringComparison.Ordinal);
            byte[] content = [];
            if (stream >= 0 && stream < end)
            {
                var length = int.Parse(Length().Match(text, body, stream - body).Groups[1].Value, CultureInfo.InvariantCulture);
                content = Inflated(pdf.AsSpan(stream + 8, length).ToArray());
                end = stream + 8 + length + "\nendstream".Length;
            }

            var dictionary = text[body..(content.Length > 0 ? stream : end)];
            objects[int.Parse(header.Groups[1].Value, CultureInfo.InvariantCulture)] = (dictionary, content);
            at = end + "\nendobj\n".Length;
        }
    }

    public static IReadOnlyList<string> Lines(byte[] pdf)
    {
        var file = new PdfText(pdf);
        var pages = file.objects.Values.Where(page => page.Dictionary.Contains("/Type /Page ", StringComparison.Ordinal));
        return [.. pages.SelectMany(page => file.LinesOf(page.Dictionary))];
    }

    private IEnumerable<string> LinesOf(string page)
    {
        var fonts = Font().Matches(page).ToDictionary(font => font.Groups[1].Value, font => Meanings(Number(font.Groups[2].Value)));
        var content = Encoding.ASCII.GetString(objects[Reference(page, "Contents")].Content);
        foreach (Match block in Block().Matches(content))
        {
            var line = new StringBuilder();
            Dictionary<string, string> meanings = [];
            foreach (Match token in Token().Matches(block.Value))
            {
                if (token.Groups[1].Success)
                {
                    meanings = fonts[token.Groups[1].Value];
                    continue;
                }

                foreach (var code in token.Groups[2].Value.Chunk(4))
                {
                    line.Append(meanings.GetValueOrDefault(new string(code)));
                }
            }

            yield return line.ToString();
        }
    }

    private Dictionary<string, string> Meanings(int font)
    {
        var map = Encoding.ASCII.GetString(objects[Reference(objects[font].Dictionary, "ToUnicode")].Content);
        return Meaning()
            .Matches(map)
            .ToDictionary(
                entry => entry.Groups[1].Value,
                entry => Encoding.BigEndianUnicode.GetString(Convert.FromHexString(entry.Groups[2].Value))
            );
    }

    private static int Reference(string dictionary, string name) => Number(Regex.Match(dictionary, $@"/{name} (\d+) 0 R").Groups[1].Value);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static byte[] Inflated(byte[] packed)
    {
        using var zlib = new ZLibStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var content = new MemoryStream();
        zlib.CopyTo(content);
        return content.ToArray();
    }

    [GeneratedRegex(@"\G(\d+) 0 obj\n")]
    private static partial Regex Header();

    [GeneratedRegex(@"/Length (\d+)")]
    private static partial Regex Length();

    [GeneratedRegex(@"/F(\d+) (\d+) 0 R")]
    private static partial Regex Font();

    [GeneratedRegex(@"BT .*?ET\n", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"/F(\d+) |<([0-9A-F]*)>")]
    private static partial Regex Token();

    [GeneratedRegex(@"^<([0-9A-F]{4})> <([0-9A-F]+)>$", RegexOptions.Multiline)]
    private static partial Regex Meaning();
}
