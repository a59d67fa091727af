using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using Rapport.Platform.Http;

namespace Rapport.Platform.Web;

/// <summary>The problems (RFC 9457) that an operation may answer, drawn from what its route says of itself.</summary>
internal static class ApiProblems
{
    private const string Json = "application/problem+json",
        Schema = "Problem";

    private static readonly Dictionary<int, (string Name, string Meaning)> Known = new()
    {
        [400] = ("Unreadable", "The query or the body cannot be read: not JSON, a wrong type, an unknown parameter"),
        [401] = ("Unauthenticated", "Nobody is signed in, or the credentials are wrong"),
        [403] = ("Forbidden", "The permission is missing, or its scope does not reach this record"),
        [404] = ("NotFound", "No such record in this organization"),
        [409] = ("Conflict", "A rule forbids it; code says which"),
        [412] = ("Stale", "The record was changed since the version in If-Match"),
        [413] = ("TooLarge", "The body is too large"),
        [415] = ("UnsupportedMediaType", "The body is of a type that is not taken here"),
        [422] = ("Invalid", "Fields break a rule; errors names them"),
        [429] = ("TooManyRequests", "Too many attempts; Retry-After says for how long"),
    };

    public static void Add(OpenApiOperation operation, OpenApiDocument document, string method, IList<object> metadata)
    {
        foreach (var status in Of(operation, method, metadata))
        {
            var name = Known[status].Name;
            if (document.Components?.Responses?.ContainsKey(name) != true)
                document.AddComponent(name, Response(document, status));
            (operation.Responses ??= []).TryAdd($"{status}", new OpenApiResponseReference(name, document));
        }
    }

    private static IEnumerable<int> Of(OpenApiOperation operation, string method, IList<object> metadata)
    {
        var (isOpen, writes) = (metadata.OfType<IAllowAnonymous>().Any(), method != HttpMethods.Get);
        yield return 400;
        if (!isOpen || writes)
            yield return 401;
        if (metadata.OfType<ITellsNeed>().Any(n => n.Need is not null))
            yield return 403;
        if (operation.Parameters?.Any(p => p.In == ParameterLocation.Path) == true)
            yield return 404;
        if (!isOpen && writes)
            yield return 409;
        if (metadata.OfType<VersionNote>().Any())
            yield return 412;
        if (operation.RequestBody is not null)
            foreach (var status in new[] { 413, 415, 422 })
                yield return status;
        if (metadata.OfType<ThrottleNote>().Any())
            yield return 429;
    }

    private static OpenApiResponse Response(OpenApiDocument document, int status)
    {
        if (document.Components?.Schemas?.ContainsKey(Schema) != true)
            document.AddComponent(Schema, Problem());
        return new OpenApiResponse
        {
            Description = Known[status].Meaning,
            Headers =
                status == 429
                    ? new Dictionary<string, IOpenApiHeader>
                    {
                        ["Retry-After"] = new OpenApiHeader
                        {
                            Description = "Seconds to wait",
                            Schema = new OpenApiSchema { Type = JsonSchemaType.Integer },
                        },
                    }
                    : null,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [Json] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(Schema, document) },
            },
        };
    }

    private static OpenApiSchema Problem() =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description = "Problem details (RFC 9457). Some codes add fields of their own, such as the candidates of a duplicate.",
            Required = new HashSet<string> { "type", "title", "status", "detail", "code" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = Text("/problems/ and the code"),
                ["title"] = Text("The status in words"),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
                ["detail"] = Text("What happened, for people"),
                ["code"] = Text("What happened, for programs"),
                ["trace_id"] = Text("The request in the server's log"),
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Description = "What is wrong with each field",
                    AdditionalProperties = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Array,
                        Items = new OpenApiSchema { Type = JsonSchemaType.String },
                    },
                },
            },
        };

    private static OpenApiSchema Text(string meaning) => new() { Type = JsonSchemaType.String, Description = meaning };
}
