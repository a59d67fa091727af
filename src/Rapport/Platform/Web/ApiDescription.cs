using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Platform.Web;

/// <summary>OpenAPI 3.1 of every route, and the page to browse it.</summary>
internal static class ApiDescription
{
    public static void AddApiDescription(this IServiceCollection services) =>
        services.AddOpenApi(
            "v1",
            options =>
            {
                options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
                options.AddDocumentTransformer(
                    (document, _, _) =>
                    {
                        document.Info = new OpenApiInfo
                        {
                            Title = "Rapport",
                            Version = "1",
                            Description =
                                "Customers and everything that follows from them. Sign in with POST /api/auth/login, or send an API key as a bearer token.",
                        };
                        document.Components ??= new OpenApiComponents();
                        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
                        {
                            ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" },
                        };
                        document.Security =
                        [
                            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] },
                        ];
                        return Task.CompletedTask;
                    }
                );
                options.CreateSchemaReferenceId = type =>
                    Unwrapped(type.Type) == type.Type && OpenApiOptions.CreateDefaultSchemaReferenceId(type) is { } name
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
                options.AddOperationTransformer(
                    (operation, context, _) =>
                    {
                        AddNotes(operation, context.Description.ActionDescriptor.EndpointMetadata);
                        foreach (var note in context.Description.ActionDescriptor.EndpointMetadata.OfType<BodyNote>())
                            note.Describe(operation, context.Document!);
                        return Task.CompletedTask;
                    }
                );
            }
        );

    public static void MapApiDescription(this IEndpointRouteBuilder app) => app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();

    /// <summary>The permission, and the query parameters that the handler reads itself.</summary>
    private static void AddNotes(OpenApiOperation operation, IList<object> metadata)
    {
        if (metadata.OfType<ITellsNeed>().Select(n => n.Need).OfType<string>().ToList() is { Count: > 0 } needs)
            operation.Description = $"Needs {string.Join(", ", needs)}.";
        foreach (var (name, meaning) in metadata.OfType<QueryNote>().SelectMany(n => n.Parameters))
            (operation.Parameters ??= []).Add(
                new OpenApiParameter
                {
                    Name = name,
                    In = ParameterLocation.Query,
                    Description = meaning,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                }
            );
    }

    /// <summary>A field that may be absent is described as what it holds, and an enum by its words.</summary>
    private static async Task Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        var type = context.JsonTypeInfo.Type;
        var held = Unwrapped(type);
        if (held != type)
        {
            schema.Description = null;
            var inner = await context.GetOrCreateSchemaAsync(held, cancellationToken: ct);
            DescribeText(inner, held);
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
            return;
        }
        DescribeText(schema, type);
        DescribeList(schema, type);
        var word = Nullable.GetUnderlyingType(type) ?? type;
        if (!word.IsEnum)
            return;
        schema.Type = JsonSchemaType.String;
        schema.Enum = [.. Enum.GetNames(word).Select(name => (JsonNode)Words.Of(word, name))];
    }

    /// <summary>Every use case has its own Request: the name of what it is nested in keeps them apart.</summary>
    private static string Named(Type type, string name) =>
        type is { IsNested: true, DeclaringType: { IsGenericType: false } outer } ? outer.Name + name : name;

    /// <summary>Types that our own converters read look like anything at all to the generator.</summary>
    private static void DescribeText(OpenApiSchema schema, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type != typeof(string) && type != typeof(DateTimeOffset))
            return;
        schema.Type = (schema.Type & JsonSchemaType.Null ?? 0) | JsonSchemaType.String;
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
