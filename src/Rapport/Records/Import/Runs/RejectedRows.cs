using System.Globalization;
using System.Text;
using System.Text.Json;
using Rapport.Formats;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Intake;
using Rapport.Records.Customers.Intake.Columns;

namespace Rapport.Records.Import.Runs;

/// <summary>
/// The rejected rows as a file: the columns as they came, then the line and the reason. Mended, it can be imported as it is.
/// </summary>
public sealed class RejectedRows(Reads reads, RawRow raw)
{
    private const int SentAtOnce = 16 * 1024;

    private sealed record Rejected(long Row, long Line, string Details, byte[]? Raw);

    public async Task Write(CustomerImport import, Stream stream, CancellationToken ct)
    {
        var columns = ColumnMapping.FromJson(import.MappingJson).Columns.Select(c => c.Name).ToList();
        // A file that came back already has these two; they are written anew.
        var kept = Enumerable.Range(0, columns.Count).Where(i => !(columns[i] is "line" or "reason" && i >= columns.Count - 2)).ToList();
        await using var writer = new StreamWriter(stream, new UTF8Encoding(true), 1 << 15, leaveOpen: true);
        var line = new StringWriter(CultureInfo.InvariantCulture);
        CsvText.Write(line, kept.Select(i => CsvText.Guard(columns[i])).Append("line").Append("reason"));
        await foreach (
            var row in reads.Stream(
                $"""
                select r.row, r.line, r.details, r.raw from import_rows r
                where r.organization_id = {reads.Tenant} and r.import_id = {import.Id} and r.result = {RowResult.Rejected} order by r.row
                """,
                r => new Rejected(r.Long(0), r.Long(1), r.TextOrNull(2) ?? "{}", r.BytesOrNull(3)),
                ct
            )
        )
        {
            var fields = raw.Open(row.Raw);
            CsvText.Write(
                line,
                kept.Select(i => CsvText.Guard(i < fields.Length ? fields[i] : ""))
                    .Append(row.Line.ToString(CultureInfo.InvariantCulture))
                    .Append(CsvText.Guard(Reason(row.Details)))
            );
            if (line.GetStringBuilder().Length < SentAtOnce)
                continue;
            await writer.WriteAsync(line.GetStringBuilder(), ct);
            line.GetStringBuilder().Clear();
        }
        await writer.WriteAsync(line.GetStringBuilder(), ct);
        await writer.FlushAsync(ct);
    }

    internal static string Reason(string details)
    {
        using var json = JsonDocument.Parse(details);
        return json.RootElement.TryGetProperty("errors", out var errors)
            ? string.Join(
                "; ",
                errors.EnumerateObject().Select(f => $"{f.Name}: {string.Join(" ", f.Value.EnumerateArray().Select(e => e.GetString()))}")
            )
            : "";
    }
}
