using System.Globalization;
using System.Text;
using Rapport.Formats;

namespace Rapport.Platform.Http;

/// <summary>
/// Streams rows as a CSV file: UTF-8 with BOM, cells guarded against formulas, a bounded piece in memory however many rows there are.
/// </summary>
internal static class CsvAnswer
{
    private const int SentAtOnce = 16 * 1024;

    public static async Task Send(
        HttpResponse response,
        string fileName,
        IReadOnlyList<string> columns,
        IAsyncEnumerable<IEnumerable<string?>> rows,
        CancellationToken ct
    )
    {
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        await using var writer = new StreamWriter(response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 32 * 1024);
        // A line is written in memory, then sent: the connection takes no synchronous writes.
        var line = new StringWriter(CultureInfo.InvariantCulture);
        CsvText.Write(line, columns);
        await foreach (var cells in rows.WithCancellation(ct))
        {
            CsvText.Write(line, cells.Select(cell => cell is null ? null : CsvText.Guard(cell)));
            if (line.GetStringBuilder().Length < SentAtOnce)
                continue;
            await writer.WriteAsync(line.GetStringBuilder(), ct);
            line.GetStringBuilder().Clear();
        }
        await writer.WriteAsync(line.GetStringBuilder(), ct);
        await writer.FlushAsync(ct);
    }
}
