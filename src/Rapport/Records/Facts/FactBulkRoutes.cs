using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Import.Bulk;
using Rapport.Records.Facts.Intake;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Facts;

/// <summary><c>POST /api/facts/bulk</c>: facts of any kinds in one stream. Each batch is committed before its rows are answered: what was acknowledged stays.</summary>
internal static class FactBulkRoutes
{
    private const long MaxBody = 400L << 20;

    public static void Map(IEndpointRouteBuilder app) => app.MapPost("/api/facts/bulk", Take).WithTags("Facts").Needs(Permission.WriteFacts).WithMetadata(new RequestSizeLimitAttribute(MaxBody), new StreamsAnswer());

    private static async Task Take(HttpContext http, TakeFactStream take, CancellationToken ct)
    {
        var query = QueryReader.Of(http.Request);
        var onUnknown = query.Word<OnUnknownCustomer>("on_unknown_customer") ?? OnUnknownCustomer.Park;
        query.Done();
        var type = MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var parsed) ? parsed.MediaType.Value : null;
        var isArray = type switch
        {
            "application/x-ndjson" or "application/ndjson" or "application/jsonl" => false,
            "application/json" => true,
            _ => throw new BadHttpRequestException("Send facts as application/x-ndjson, or an array as application/json.", StatusCodes.Status415UnsupportedMediaType),
        };
        http.Response.ContentType = "application/x-ndjson";
        await using var answer = new Utf8JsonWriterLines(http.Response.BodyWriter);
        var tally = await take.Run(ReadBulk.Rows(http.Request.Body, isArray, ct), new FactOptions(onUnknown), async outcomes =>
        {
            foreach (var outcome in outcomes) answer.Write(Line(outcome));
            await http.Response.BodyWriter.FlushAsync(ct);
        }, ct);
        answer.Write(tally);
        await http.Response.BodyWriter.FlushAsync(ct);
    }

    internal sealed record RowAnswer(long Row, string? Type, string? ExternalId, FactResult Result, Guid? Id, IReadOnlyDictionary<string, string[]>? Errors);

    internal static RowAnswer Line(FactOutcome outcome) =>
        new(outcome.Draft.Row, outcome.Draft.Type, outcome.Draft.ExternalId, outcome.Result, outcome.Id, outcome.Draft.Errors.Any ? outcome.Draft.Errors.ByField : null);

    /// <summary>Objects in JSON, one a line.</summary>
    private sealed class Utf8JsonWriterLines(System.IO.Pipelines.PipeWriter output) : IAsyncDisposable
    {
        private static readonly JsonSerializerOptions Options = new(ApiJson.Options) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };
        private readonly Utf8JsonWriter writer = new(output, new JsonWriterOptions { Encoder = Options.Encoder, SkipValidation = true });

        public void Write<T>(T line)
        {
            writer.Reset(output);
            JsonSerializer.Serialize(writer, line, Options);
            writer.Flush();
            output.Write("\n"u8);
        }

        public ValueTask DisposeAsync() => writer.DisposeAsync();
    }
}
