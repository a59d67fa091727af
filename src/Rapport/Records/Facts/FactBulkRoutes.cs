using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Net.Http.Headers;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Intake.Bulk;
using Rapport.Records.Facts.Intake;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Facts;

/// <summary>
/// <c>POST /api/facts/bulk</c>: facts of any kinds in one stream. Each batch is committed before its rows are answered: what was
/// acknowledged stays.
/// </summary>
internal static class FactBulkRoutes
{
    private const long MaxBody = 400L << 20;

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/facts/bulk", Take)
            .Named("bulkWriteFacts", "Create, replace or delete many records of any type")
            .Tagged("Facts", "Records from other systems in bulk, whatever their type")
            .Needs(Permission.WriteFacts)
            .WithMetadata(new RequestSizeLimitAttribute(MaxBody), new StreamsAnswer())
            .TakesQuery(("on_unknown_customer", "What a fact of somebody unknown does: park, reject or create; park when left out"))
            .Tells(FactSchemas.Bulk);

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
            _ => throw new BadHttpRequestException(
                "Send facts as application/x-ndjson, or an array as application/json.",
                StatusCodes.Status415UnsupportedMediaType
            ),
        };
        http.Response.ContentType = "application/x-ndjson";
        // Most clients send their whole body before they read: answers wait in memory for them, or both sides would wait for each other.
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        var answers = Channel.CreateUnbounded<byte[]>();
        var sending = Send(answers.Reader, http.Response, ct);
        try
        {
            var tally = await take.Run(
                ReadBulk.Rows(http.Request.Body, isArray, ct),
                new FactOptions(onUnknown),
                outcomes =>
                {
                    answers.Writer.TryWrite(Lines(outcomes.Select(Line)));
                    return Task.CompletedTask;
                },
                ct
            );
            answers.Writer.TryWrite(Lines([tally]));
        }
        finally
        {
            answers.Writer.Complete();
        }
        await sending;
    }

    private static async Task Send(ChannelReader<byte[]> answers, HttpResponse response, CancellationToken ct)
    {
        await foreach (var lines in answers.ReadAllAsync(ct))
        {
            await response.Body.WriteAsync(lines, ct);
            await response.Body.FlushAsync(ct);
        }
    }

    internal sealed record RowAnswer(
        long Row,
        string? Type,
        string? ExternalId,
        FactResult Result,
        Guid? Id,
        IReadOnlyDictionary<string, string[]>? Errors
    );

    internal static RowAnswer Line(FactOutcome outcome) =>
        new(
            outcome.Draft.Row,
            outcome.Draft.Type,
            outcome.Draft.ExternalId,
            outcome.Result,
            outcome.Id,
            outcome.Draft.Errors.Any ? outcome.Draft.Errors.ByField : null
        );

    private static readonly JsonSerializerOptions Compact = new(ApiJson.Options)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Objects in JSON, one a line.</summary>
    private static byte[] Lines<T>(IEnumerable<T> lines)
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 16);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = Compact.Encoder, SkipValidation = true });
        foreach (var line in lines)
        {
            JsonSerializer.Serialize(writer, line, Compact);
            writer.Flush();
            writer.Reset();
            buffer.Write("\n"u8);
        }
        return buffer.WrittenSpan.ToArray();
    }
}
