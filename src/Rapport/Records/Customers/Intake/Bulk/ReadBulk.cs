using System.Runtime.CompilerServices;
using System.Text.Json;
using Rapport.Platform.Http;
using Rapport.Records.Customers;

namespace Rapport.Records.Customers.Intake.Bulk;

/// <summary>
/// A row of a bulk body: the object, or why it is none. A body that ends or breaks in the middle ends with a row that stops it.
/// </summary>
internal sealed record BulkRow(long Number, JsonElement? Object, string? Fault = null, bool Stops = false)
{
    /// <summary>What came was no array of rows to begin with.</summary>
    public bool IsNoList => Stops && Number == 1 && Fault == ReadBulk.NoJson;
}

/// <summary>Reads customers from NDJSON or a JSON array as they arrive, one at a time.</summary>
internal static class ReadBulk
{
    public const int MaxRows = 100_000,
        MaxLine = 1 << 20;
    public const string NoJson = "The body is not valid JSON from here on.";
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    public static async IAsyncEnumerable<BulkRow> Rows(
        Stream body,
        bool isArray,
        [EnumeratorCancellation] CancellationToken ct,
        long most = MaxRows
    )
    {
        var number = 0L;
        await foreach (var row in isArray ? Elements(body, ct) : Lines(body, ct))
        {
            if (++number > most)
            {
                yield return new BulkRow(number, null, $"A body has at most {most:N0} rows.", true);
                yield break;
            }
            yield return row with
            {
                Number = number,
            };
            if (row.Stops)
                yield break;
        }
    }

    private static async IAsyncEnumerable<BulkRow> Lines(Stream body, [EnumeratorCancellation] CancellationToken ct)
    {
        var (buffer, start, end, isFirst) = (new byte[1 << 16], 0, 0, true);
        while (true)
        {
            var at = Array.IndexOf(buffer, (byte)'\n', start, end - start);
            if (at >= 0)
            {
                if (Parse(Unmarked(buffer.AsMemory(start, at - start), isFirst)) is { } row)
                    yield return row;
                (start, isFirst) = (at + 1, false);
                continue;
            }
            if (end - start > MaxLine)
            {
                yield return new BulkRow(0, null, $"A row is longer than {MaxLine >> 20} MB.", true);
                yield break;
            }
            if (start > 0)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, end) = (0, end - start);
            }
            if (end == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
            var (read, broken) = await Fill(body, buffer.AsMemory(end), ct);
            end += read;
            if (read > 0)
                continue;
            if (broken is not null)
                yield return new BulkRow(0, null, broken, true);
            else if (Parse(Unmarked(buffer.AsMemory(start, end - start), isFirst)) is { } last)
                yield return last;
            yield break;
        }
    }

    private static async IAsyncEnumerable<BulkRow> Elements(Stream body, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var elements = JsonSerializer
            .DeserializeAsyncEnumerable<JsonElement>(
                body,
                new JsonSerializerOptions { MaxDepth = 33, AllowDuplicateProperties = false },
                ct
            )
            .GetAsyncEnumerator(ct);
        while (true)
        {
            JsonElement element = default;
            string? fault = null;
            try
            {
                if (!await elements.MoveNextAsync())
                    yield break;
                element = elements.Current;
            }
            catch (Exception broken) when (broken is JsonException or InvalidOperationException or IOException or BadHttpRequestException)
            {
                fault = broken is JsonException or InvalidOperationException ? NoJson : Broken(broken);
            }
            yield return fault is null ? Checked(element) : new BulkRow(0, null, fault, true);
            if (fault is not null)
                yield break;
        }
    }

    private static async Task<(int Read, string? Broken)> Fill(Stream body, Memory<byte> free, CancellationToken ct)
    {
        try
        {
            return (await body.ReadAsync(free, ct), null);
        }
        catch (Exception fault) when (fault is IOException or BadHttpRequestException)
        {
            return (0, Broken(fault));
        }
    }

    private static string Broken(Exception fault) =>
        fault is BadHttpRequestException { StatusCode: 413 } ? "The body is too large." : "The body was cut off here.";

    /// <summary>Programs on Windows begin a file with a mark that says UTF-8.</summary>
    private static ReadOnlyMemory<byte> Unmarked(ReadOnlyMemory<byte> line, bool isFirst) =>
        isFirst && line.Span.StartsWith("\uFEFF"u8) ? line[3..] : line;

    private static BulkRow? Parse(ReadOnlyMemory<byte> line)
    {
        if (line.Span.Trim(" \t\r"u8).Length == 0)
            return null;
        try
        {
            using var document = JsonDocument.Parse(line, Strict);
            return Checked(document.RootElement.Clone());
        }
        // The name of a field that is no text fails where doubled names are looked for.
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return new BulkRow(0, null, "The line is not valid JSON.");
        }
    }

    private static BulkRow Checked(JsonElement element) =>
        element.ValueKind != JsonValueKind.Object ? new BulkRow(0, null, "A row must be an object.")
        : StorableText.Fault(element, names: true) is { } fault ? new BulkRow(0, null, $"The name of a field is no text: {fault}")
        : new BulkRow(0, element);
}
