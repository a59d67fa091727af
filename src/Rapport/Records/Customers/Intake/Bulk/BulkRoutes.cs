using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Intake.Bulk;

internal static class BulkRoutes
{
    private const long MaxBody = 200L << 20;

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/api/customers/bulk", Take)
            .Named("bulkCreateCustomers", "Create or update many customers")
            .WithTags("Customers")
            .Needs(Permission.WriteCustomers)
            .WithMetadata(new RequestSizeLimitAttribute(MaxBody))
            .TakesQuery(
                (
                    "on_duplicate",
                    "review (as when left out), create, skip or merge: what happens with a customer who seems to be here already"
                )
            )
            .Tells(Describe);

    private static void Describe(OpenApiOperation operation, OpenApiDocument document)
    {
        var row = new OpenApiSchemaReference(nameof(CustomerInput), document);
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Description = "One customer a line, or an array of customers.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/x-ndjson"] = new() { Schema = row },
                ["application/json"] = new()
                {
                    Schema = new OpenApiSchema { Type = JsonSchemaType.Array, Items = row },
                },
            },
        };
    }

    private static Task<TakeBulk.Response> Take(HttpRequest request, TakeBulk take, CancellationToken ct)
    {
        var query = QueryReader.Of(request);
        var onDuplicate = query.Word<OnDuplicate>("on_duplicate") ?? OnDuplicate.Review;
        query.Done();
        var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed.MediaType.Value : null;
        var isArray = type switch
        {
            "application/x-ndjson" or "application/ndjson" or "application/jsonl" => false,
            "application/json" => true,
            _ => throw new BadHttpRequestException(
                "Send rows as application/x-ndjson, or an array as application/json.",
                StatusCodes.Status415UnsupportedMediaType
            ),
        };
        return take.Run(ReadBulk.Rows(request.Body, isArray, ct), onDuplicate, ct);
    }
}
