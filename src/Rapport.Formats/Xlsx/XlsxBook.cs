using System.IO.Compression;
using System.Xml;

namespace Rapport.Formats;

/// <summary>
/// An Excel workbook (ECMA-376, .xlsx) whose sheets are read row by row with flat memory. Formulas are not run: their stored results are
/// read. Entities and
/// document types are refused, and every part is bounded, so that a small file cannot unpack without end.
/// </summary>
public sealed class XlsxBook : IDisposable
{
    /// <summary>Rows that Excel itself can hold.</summary>
    public const int MaxRows = 1_048_576;

    private const long MaxSmallPart = 32L << 20,
        MaxSheet = 4L << 30;
    private const string Package = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private readonly ZipArchive archive;
    private readonly XlsxStrings strings;
    private readonly XlsxFormats formats;

    private XlsxBook(ZipArchive archive, XlsxStrings strings, XlsxFormats formats, IReadOnlyList<XlsxSheet> sheets) =>
        (this.archive, this.strings, this.formats, Sheets) = (archive, strings, formats, sheets);

    /// <summary>The sheets that are not hidden, in the order of their tabs.</summary>
    public IReadOnlyList<XlsxSheet> Sheets { get; }

    /// <exception cref="InvalidDataException">It is no workbook, or one that is damaged, encrypted or beyond the bounds.</exception>
    public static XlsxBook Open(Stream stream)
    {
        ZipArchive? archive = null;
        try
        {
            archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            var targets = Targets(archive);
            var (sheets, is1904) = Workbook(archive, targets);
            var strings = XlsxStrings.Read(Part(archive, "xl/sharedStrings.xml", XlsxStrings.MaxPart));
            var formats = XlsxFormats.Read(Part(archive, "xl/styles.xml", MaxSmallPart), is1904);
            return new XlsxBook(archive, strings, formats, sheets);
        }
        catch (Exception fault)
            when (fault
                    is XmlException
                        or InvalidDataException
                        or FormatException
                        or OverflowException
                        or IOException
                        and not FileNotFoundException
            )
        {
            archive?.Dispose();
            throw new InvalidDataException($"It is not an Excel workbook that can be read: {fault.Message}", fault);
        }
    }

    /// <summary>
    /// The rows of a sheet that hold anything, each as texts; dates as ISO 8601. Once begun, the rows must be read to their end or disposed
    /// before others.
    /// </summary>
    /// <exception cref="InvalidDataException">The sheet is damaged or unpacks without end.</exception>
    public IEnumerable<(long Row, List<string> Cells)> Rows(XlsxSheet sheet) =>
        Part(archive, sheet.Path, MaxSheet) is { } part ? new XlsxRows(part, strings, formats).Read() : [];

    /// <summary>Rows that the sheet says it has, blank ones among them; 0 where it does not say.</summary>
    public long CountOf(XlsxSheet sheet)
    {
        using var part = Part(archive, sheet.Path, MaxSheet);
        if (part is null)
        {
            return 0;
        }

        using var reader = Reader(part);
        try
        {
            while (reader.Read() && reader.LocalName != "sheetData")
            {
                if (
                    reader.LocalName == "dimension"
                    && reader.GetAttribute("ref")?.Split(':')[^1].TrimStart([.. "ABCDEFGHIJKLMNOPQRSTUVWXYZ$"]) is { } last
                )
                {
                    return long.TryParse(
                        last,
                        System.Globalization.NumberStyles.None,
                        System.Globalization.CultureInfo.InvariantCulture,
                        out var rows
                    )
                        ? Math.Min(rows, MaxRows)
                        : 0;
                }
            }
        }
        catch (XmlException)
        {
            // What is wrong with the sheet is told by whoever reads its rows.
        }

        return 0;
    }

    private static Dictionary<string, string> Targets(ZipArchive archive)
    {
        var targets = new Dictionary<string, string>();
        using var part = Part(archive, "xl/_rels/workbook.xml.rels", MaxSmallPart) ?? throw new InvalidDataException("it has no workbook.");
        using var reader = Reader(part);
        while (reader.Read())
        {
            if (
                reader is { NodeType: XmlNodeType.Element, LocalName: "Relationship" }
                && reader.GetAttribute("Id") is { } id
                && reader.GetAttribute("Target") is { } target
            )
            {
                targets[id] = target.StartsWith('/') ? target[1..] : "xl/" + target;
            }
        }

        return targets;
    }

    private static (List<XlsxSheet> Sheets, bool Is1904) Workbook(ZipArchive archive, Dictionary<string, string> targets)
    {
        var sheets = new List<XlsxSheet>();
        var is1904 = false;
        using var part = Part(archive, "xl/workbook.xml", MaxSmallPart) ?? throw new InvalidDataException("it has no workbook.");
        using var reader = Reader(part);
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            if (reader.LocalName == "workbookPr")
            {
                is1904 = reader.GetAttribute("date1904") is "1" or "true";
            }
            else if (
                reader.LocalName == "sheet"
                && reader.GetAttribute("state") is null or "visible"
                && reader.GetAttribute("id", Package) is { } id
                && targets.TryGetValue(id, out var path)
                && sheets.Count < 1000
            )
            {
                sheets.Add(new XlsxSheet(reader.GetAttribute("name") ?? "", path));
            }
        }

        return (sheets, is1904);
    }

    private static BoundedStream? Part(ZipArchive archive, string path, long most)
    {
        var entry =
            archive.GetEntry(path) ?? archive.Entries.FirstOrDefault(e => e.FullName.Equals(path, StringComparison.OrdinalIgnoreCase));
        return entry is null ? null : new BoundedStream(entry.Open(), most);
    }

    internal static XmlReader Reader(Stream part) =>
        XmlReader.Create(
            part,
            new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                IgnoreComments = true,
                IgnoreProcessingInstructions = true,
                IgnoreWhitespace = false,
                CloseInput = true,
            }
        );

    public void Dispose() => archive.Dispose();
}

/// <summary>A sheet of a workbook by the name on its tab.</summary>
public sealed record XlsxSheet(string Name, string Path);
