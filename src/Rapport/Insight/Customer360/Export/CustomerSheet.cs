using System.Globalization;
using Rapport.Formats;
using Rapport.Platform.Data;
using Rapport.Records.Facts;

namespace Rapport.Insight.Customer360.Export;

/// <summary>What the sections of a printed customer are written with, and how they show days, amounts and words.</summary>
internal sealed class CustomerSheet(PdfReport report, ExportStamp stamp)
{
    public void Section(string title, Action write)
    {
        report.Heading(title);
        write();
    }

    public void Table(string title, IReadOnlyList<PdfColumn> columns, IEnumerable<string?[]> rows)
    {
        report.Heading(title);
        report.Table(columns, rows);
    }

    public void Fact(string label, string? value) => report.Fact(label, value);

    public void Paragraph(string text) => report.Paragraph(text);

    public string Day(DateTimeOffset at) => stamp.Day(at);

    public static string?[] Row(params string?[] cells) => cells;

    public static string Shown(decimal amount, string? currency) => MinorUnits.Shown(amount, currency);

    public static string Number(double number) => number.ToString("#,0.#", CultureInfo.InvariantCulture);

    public static string Said(Enum word) =>
        Words.Of(word) is { Length: > 0 } said ? char.ToUpperInvariant(said[0]) + said[1..].Replace('_', ' ') : "";

    public static string OfAll(int total, int shown) => shown < total ? $"{Number(total)}, the latest {Number(shown)}" : Number(total);
}
