using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Platform.Web;

/// <summary>OpenAPI 3.1 of every route.</summary>
internal static class ApiDescription
{
    private const string Introduction = """
        Customers and everything that follows from them.

        **Signing in.** `POST /api/auth/login` answers an access token; programs use an API key. Either is sent as a bearer token.

        **Lists** answer `data`, `total`, `limit`, `hasMore` and `next_cursor`. Follow `next_cursor` with `?cursor=` to read to the end.

        **Versions.** A record's answer carries its version as `ETag`; sent back in `If-Match`, a change that came in between answers 412.

        **Problems** are RFC 9457 problem details; `code` is for programs, `detail` for people, `errors` names the fields.
        """;

    public static void AddApiDescription(this IServiceCollection services) =>
        services.AddOpenApi(
            "v1",
            options =>
            {
                options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
                options.AddDocumentTransformer(Introduce);
                options.CreateSchemaReferenceId = type =>
                    Unwrapped(type.Type) == type.Type
                    && !IsShapeless(type.Type)
                    && OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } name
                        ? Named(type.Type, name)
                        : null;
                options.AddSchemaTransformer(Describe);
                options.AddDocumentTransformer(
                    (document, _, _) =>
                    {
                        ClosedBodies.Mark(document);
                        return Task.CompletedTask;
                    }
                );
                options.AddOperationTransformer(Describe);
            }
        );

    public static void MapApiDescription(this IEndpointRouteBuilder app) =>
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous().WithMetadata(new NotInteractive());

    private static Task Introduce(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Rapport",
            Version = "1",
            License = new OpenApiLicense { Name = "Apache 2.0", Identifier = "Apache-2.0" },
            Description = Introduction,
        };
        foreach (var server in document.Servers ?? [])
            server.Url = server.Url is null or "/" ? "/" : server.Url.TrimEnd('/');
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["bearer"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "An access token or an API key",
            },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] }];

        var meanings = context
            .DescriptionGroups.SelectMany(group => group.Items)
            .SelectMany(item => item.ActionDescriptor.EndpointMetadata.OfType<TagNote>())
            .DistinctBy(note => note.Name)
            .ToDictionary(note => note.Name, note => note.Meaning);
        foreach (var tag in document.Tags ?? new HashSet<OpenApiTag>())
            tag.Description = meanings.GetValueOrDefault(tag.Name!);
        AnswerFields.Require(document);
        return Task.CompletedTask;
    }

    private static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var (metadata, document) = (context.Description.ActionDescriptor.EndpointMetadata, context.Document!);
        AddNotes(operation, metadata);
        foreach (var note in metadata.OfType<BodyNote>())
            note.Describe(operation, document);
        AddPathParameters(operation, "/" + context.Description.RelativePath);
        AddHeaders(operation, context.Description.HttpMethod!, metadata);
        ApiProblems.Add(operation, document, context.Description.HttpMethod!, metadata);
        if (metadata.OfType<IAllowAnonymous>().Any())
            operation.Security = [];
        return Task.CompletedTask;
    }

    /// <summary>The permission, and the query parameters that the handler reads itself.</summary>
    private static void AddNotes(OpenApiOperation operation, IList<object> metadata)
    {
        if (metadata.OfType<ITellsNeed>().Select(n => n.Need).OfType<string>().ToList() is { Count: > 0 } needs)
            operation.Description = $"Needs {string.Join(", ", needs)}.";
        foreach (var (name, meaning) in metadata.OfType<QueryNote>().Where(n => n.IsDescribed).SelectMany(n => n.Parameters))
            (operation.Parameters ??= []).Add(Parameter(name, ParameterLocation.Query, meaning));
    }

    /// <summary>An ID is said to be of what stands before it in the path.</summary>
    private static void AddPathParameters(OpenApiOperation operation, string path)
    {
        var parts = path.Split('/');
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(p => p.In == ParameterLocation.Path))
        {
            var at = Array.FindIndex(parts, part => part.StartsWith($"{{{parameter.Name}", StringComparison.Ordinal));
            parameter.Description ??= parameter.Name switch
            {
                "link" => "The secret at the end of the link",
                "tag" => "Name or ID of the tag",
                "userId" => "ID of the user",
                _ => $"ID of the {Singular(parts[at - 1].Replace('-', ' '))}",
            };
        }
    }

    private static string Singular(string many) =>
        many.EndsWith("ies", StringComparison.Ordinal) ? many[..^3] + "y"
        : many.EndsWith("ches", StringComparison.Ordinal) ? many[..^2]
        : many.EndsWith('s') ? many[..^1]
        : "record";

    private static void AddHeaders(OpenApiOperation operation, string method, IList<object> metadata)
    {
        if (metadata.OfType<VersionNote>().Any())
            (operation.Parameters ??= []).Add(
                Parameter("If-Match", ParameterLocation.Header, "The ETag that was last seen; 412 when the record was changed since")
            );
        var isSignedIn = !metadata.OfType<IAllowAnonymous>().Any();
        if (isSignedIn && method == HttpMethods.Post && !metadata.OfType<StreamsAnswer>().Any())
            (operation.Parameters ??= []).Add(
                Parameter(
                    "Idempotency-Key",
                    ParameterLocation.Header,
                    "Up to 200 characters; sent again under it, the first answer is repeated"
                )
            );
    }

    private static OpenApiParameter Parameter(string name, ParameterLocation place, string meaning) =>
        new()
        {
            Name = name,
            In = place,
            Description = meaning,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };

    /// <summary>A field that may be absent is described as what it holds, and an enum by its words.</summary>
    private static async Task Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        var type = context.JsonTypeInfo.Type;
        var held = Unwrapped(type);
        if (held != type)
        {
            schema.Description = null;
            var inner = await context.GetOrCreateSchemaAsync(held, cancellationToken: ct);
            DescribeText(inner, held, mayBeNull: false);
            DescribeList(inner, held);
            (schema.Type, schema.Format, schema.Enum, schema.Items, schema.Properties, schema.AdditionalProperties, schema.Pattern) = (
                (inner.Type ?? JsonSchemaType.Object)
                    | (held.IsValueType && Nullable.GetUnderlyingType(held) is null ? 0 : JsonSchemaType.Null),
                inner.Format,
                inner.Enum,
                inner.Items,
                inner.Properties,
                inner.AdditionalProperties,
                inner.Pattern
            );
            if (
                held.GetInterface("IEnumerable`1")?.GetGenericArguments() is [var element]
                && schema.Type?.HasFlag(JsonSchemaType.Array) == true
            )
                schema.Items ??= await context.GetOrCreateSchemaAsync(element, cancellationToken: ct);
            return;
        }
        DescribeText(schema, type, context.JsonPropertyInfo is { IsGetNullable: true } property && property.PropertyType == type);
        DescribeList(schema, type);
        AnswerFields.Remember(schema, context.JsonTypeInfo);
        var word = Nullable.GetUnderlyingType(type) ?? type;
        if (!word.IsEnum)
            return;
        schema.Type = JsonSchemaType.String;
        schema.Enum = [.. Enum.GetNames(word).Select(name => (JsonNode)Words.Of(word, name))];
    }

    /// <summary>A page of rows without a class: the routes describe it themselves.</summary>
    private static bool IsShapeless(Type type) =>
        type.IsGenericType && type.GetGenericArguments().Contains(typeof(Dictionary<string, object?>));

    /// <summary>Every use case has its own Request: the name of what it is nested in keeps them apart.</summary>
    private static string Named(Type type, string name) =>
        type is { IsNested: true, DeclaringType: { IsGenericType: false } outer } ? outer.Name + name : name;

    /// <summary>Types that our own converters read look like anything at all to the generator.</summary>
    private static void DescribeText(OpenApiSchema schema, Type type, bool mayBeNull)
    {
        mayBeNull |= Nullable.GetUnderlyingType(type) is not null;
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type != typeof(string) && type != typeof(DateTimeOffset))
            return;
        schema.Type = (mayBeNull ? JsonSchemaType.Null : schema.Type & JsonSchemaType.Null ?? 0) | JsonSchemaType.String;
        if (type == typeof(DateTimeOffset))
            schema.Format = "date-time";
    }

    private static void DescribeList(OpenApiSchema schema, Type type)
    {
        if (type.GetCustomAttribute<TextsOrObjectsAttribute>() is not { Fields: var fields })
            return;
        schema.Type = JsonSchemaType.Array;
        schema.Items = new OpenApiSchema
        {
            AnyOf =
            [
                new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    AdditionalPropertiesAllowed = false,
                    Properties = fields.ToDictionary(
                        field => field,
                        IOpenApiSchema (_) => new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null }
                    ),
                },
                new OpenApiSchema { Type = JsonSchemaType.String },
            ],
        };
    }

    private static Type Unwrapped(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Maybe<>) ? type.GetGenericArguments()[0] : type;
}
