using System.IO.Compression;
using System.Text;

namespace Rapport.Tests.Formats;

/// <summary>Workbooks as tests need them, written part by part.</summary>
internal static class Workbook
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    public const string Styles =
        "<numFmts><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\\ hh:mm\"/><numFmt numFmtId=\"165\" formatCode=\"00000\"/><numFmt "
        + "numFmtId=\"166\" formatCode=\"0.00 &quot;days&quot;\"/></numFmts>"
        + "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf "
        + "numFmtId=\"164\"/><xf numFmtId=\"165\"/><xf numFmtId=\"166\"/></cellXfs>";

    public static byte[] Of(string rows, string strings = "", string styles = Styles) => Of([("Data", rows)], strings, styles);

    public static byte[] Of((string Name, string Rows)[] sheets, string strings = "", string styles = Styles, string properties = "")
    {
        var parts = new List<(string, string)>
        {
            (
                "xl/workbook.xml",
                $"<workbook xmlns=\"{Main}\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">"
                    + $"{properties}<sheets>{string.Concat(sheets.Select((s, i) => Sheet(s.Name, i + 1)))}</sheets></workbook>"
            ),
            (
                "xl/_rels/workbook.xml.rels",
                $"<Relationships xmlns=\"x\">{string.Concat(sheets.Select((_, i) => Relationship(i + 1)))}</Relationships>"
            ),
            ("xl/styles.xml", $"<styleSheet xmlns=\"{Main}\">{styles}</styleSheet>"),
            ("xl/sharedStrings.xml", $"<sst xmlns=\"{Main}\">{strings}</sst>"),
        };
        parts.AddRange(
            sheets.Select(
                (s, i) => ($"xl/worksheets/sheet{i + 1}.xml", $"<worksheet xmlns=\"{Main}\"><sheetData>{s.Rows}</sheetData></worksheet>")
            )
        );
        return Zip(parts);
    }

    private static string Sheet(string name, int number)
    {
        var hidden = name.StartsWith("Hidden", StringComparison.Ordinal) ? " state=\"hidden\"" : "";
        return $"<sheet name=\"{name}\" sheetId=\"{number}\"{hidden} r:id=\"r{number}\"/>";
    }

    private static string Relationship(int number) => $"<Relationship Id=\"r{number}\" Target=\"worksheets/sheet{number}.xml\"/>";

    public static byte[] Zip(IEnumerable<(string Path, string Text)> parts)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, text) in parts)
            {
                using var part = archive.CreateEntry(path, CompressionLevel.Fastest).Open();
                part.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return file.ToArray();
    }
}
