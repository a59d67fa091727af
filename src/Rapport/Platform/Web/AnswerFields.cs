using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;

namespace Rapport.Platform.Web;

/// <summary>
/// Marks as required what an answer always has, so that typed clients need not ask whether it is there. A body that is sent has its own
/// rules: a schema that is both stays as it is.
/// </summary>
internal static class AnswerFields
{
    private const string Always = "always-written";

    /// <summary>Remembered until it is known where the schema is used.</summary>
    public static void Remember(OpenApiSchema schema, JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        schema.Metadata ??= new Dictionary<string, object>();
        schema.Metadata[Always] = type.Properties.Where(IsAlwaysWritten).Select(p => p.Name).ToList();
    }

    public static void Require(OpenApiDocument document)
    {
        var sent = new HashSet<string>();
        foreach (var body in Operations(document).Select(o => o.RequestBody).OfType<IOpenApiRequestBody>())
        foreach (var content in body.Content?.Values ?? [])
            Collect(content.Schema, document, sent);
        foreach (var (name, schema) in document.Components?.Schemas ?? new Dictionary<string, IOpenApiSchema>())
            if (
                !sent.Contains(name)
                && schema is OpenApiSchema { Properties: { } properties, Metadata: { } metadata } answer
                && metadata.TryGetValue(Always, out var always)
            )
                answer.Required = ((List<string>)always).Where(properties.ContainsKey).ToHashSet();
    }

    private static bool IsAlwaysWritten(JsonPropertyInfo property) =>
        property.Get is not null
        && property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), true).Length is not > 0
        && property.AttributeProvider?.GetCustomAttributes(typeof(JsonExtensionDataAttribute), true).Length is not > 0;

    private static IEnumerable<OpenApiOperation> Operations(OpenApiDocument document) =>
        document.Paths.Values.SelectMany(path => path.Operations?.Values ?? Enumerable.Empty<OpenApiOperation>());

    private static void Collect(IOpenApiSchema? schema, OpenApiDocument document, HashSet<string> names)
    {
        if (schema is OpenApiSchemaReference { Reference.Id: { } name })
        {
            if (names.Add(name) && document.Components?.Schemas?.TryGetValue(name, out var named) == true)
                Collect(named, document, names);
            return;
        }
        foreach (var inner in Inner(schema))
            Collect(inner, document, names);
    }

    private static IEnumerable<IOpenApiSchema?> Inner(IOpenApiSchema? schema) =>
        schema is null
            ? []
            :
            [
                .. schema.Properties?.Values ?? [],
                .. schema.OneOf ?? [],
                .. schema.AnyOf ?? [],
                .. schema.AllOf ?? [],
                schema.Items,
                schema.AdditionalProperties,
            ];
}
