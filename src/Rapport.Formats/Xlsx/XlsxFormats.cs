using System.Globalization;
using System.Xml;

namespace Rapport.Formats;

/// <summary>How the numbers of cells are shown, as far as it tells what they are: dates, times, or codes with leading zeros.</summary>
internal sealed class XlsxFormats
{
    private enum Kind
    {
        Number,
        Date,
        Zeros,
    }

    private readonly List<(Kind Kind, int Width)> styles = [];
    private readonly bool is1904;

    private XlsxFormats(bool is1904) => this.is1904 = is1904;

    public static XlsxFormats Read(Stream? part, bool is1904)
    {
        var formats = new XlsxFormats(is1904);
        if (part is null)
        {
            return formats;
        }

        var codes = new Dictionary<int, string>();
        var isInCells = false;
        using var reader = XlsxBook.Reader(part);
        while (reader.Read())
        {
            if (reader.LocalName == "cellXfs")
            {
                isInCells = reader is { NodeType: XmlNodeType.Element, IsEmptyElement: false };
            }
            else if (
                reader is { NodeType: XmlNodeType.Element, LocalName: "numFmt" }
                && Number(reader.GetAttribute("numFmtId")) is { } id
                && codes.Count < 10_000
            )
            {
                codes[id] = reader.GetAttribute("formatCode") ?? "";
            }
            else if (isInCells && reader is { NodeType: XmlNodeType.Element, LocalName: "xf" } && formats.styles.Count < 100_000)
            {
                formats.styles.Add(Of(Number(reader.GetAttribute("numFmtId")) ?? 0, codes));
            }
        }

        return formats;
    }

    /// <summary>The number as text: ISO 8601 where the style shows a date or time.</summary>
    public string Show(string number, int style)
    {
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            return number;
        }

        var (kind, width) = style >= 0 && style < styles.Count ? styles[style] : (Kind.Number, 0);
        return kind switch
        {
            Kind.Date when Moment(value) is { } moment => moment,
            Kind.Zeros => Plain(value).PadLeft(width, '0'),
            _ => Plain(value),
        };
    }

    // Excel counts a 29th of February 1900 that never was.
    private string? Moment(double value)
    {
        if (value is < 0 or >= 2_958_466)
        {
            return null;
        }

        var seconds = Math.Round(value * 86_400);
        if (value < 1 && !is1904)
        {
            return TimeSpan.FromSeconds(seconds).ToString("hh\\:mm\\:ss", CultureInfo.InvariantCulture);
        }

        var start =
            is1904 ? new DateTime(1904, 1, 1)
            : value < 60 ? new DateTime(1899, 12, 31)
            : new DateTime(1899, 12, 30);
        var moment = start.AddSeconds(seconds);
        return moment.TimeOfDay == TimeSpan.Zero
            ? moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : moment.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    // A telephone number that was typed as one is a number to Excel, and must not come out as 4.479E+11.
    private static string Plain(double value) =>
        Math.Abs(value) < 1e15 && value == Math.Floor(value) ? value.ToString("F0", CultureInfo.InvariantCulture)
        : Math.Abs(value) is < 1e15 and > 1e-6 ? ((decimal)value).ToString(CultureInfo.InvariantCulture)
        : value.ToString("R", CultureInfo.InvariantCulture);

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    // ECMA-376, 18.8.30: the numbers up to 49 are fixed, those from 27 on are dates in East Asian editions.
    private static (Kind, int) Of(int id, Dictionary<int, string> codes)
    {
        if (!codes.TryGetValue(id, out var code))
        {
            return (id is (>= 14 and <= 22) or (>= 27 and <= 36) or (>= 45 and <= 47) or (>= 50 and <= 58) ? Kind.Date : Kind.Number, 0);
        }

        var letters = Letters(code);
        return letters.Length is > 1 and <= 20 && letters.All(c => c == '0') ? (Kind.Zeros, letters.Length)
            : letters.AsSpan().IndexOfAny("ymdhsYMDHS") >= 0 && !letters.Contains("General", StringComparison.OrdinalIgnoreCase)
                ? (Kind.Date, 0)
            : (Kind.Number, 0);
    }

    // The first section without quoted text, escapes, colours and conditions; "[h]" counts hours and stays.
    private static string Letters(string code)
    {
        var plain = new System.Text.StringBuilder();
        for (var i = 0; i < code.Length && code[i] != ';'; i++)
        {
            if (code[i] is '\\' or '_' or '*')
            {
                i++;
            }
            else if (code[i] is '"' or '[')
            {
                var end = code.IndexOf(code[i] == '"' ? '"' : ']', i + 1);
                if (code[i] == '[' && end == i + 2)
                {
                    plain.Append(code[i + 1]);
                }

                i = end < 0 ? code.Length : end;
            }
            else
            {
                plain.Append(code[i]);
            }
        }

        return plain.ToString();
    }
}
