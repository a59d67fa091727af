using Microsoft.OpenApi;

namespace Rapport.Platform.Web;

/// <summary>
/// Says of the shapes of requests that no other field is taken. Answers stay open: a client that is built today reads those of a later
/// version, which may tell more.
/// </summary>
internal static class ClosedBodies
{
    public static void Mark(OpenApiDocument document)
    {
        var sent = new HashSet<OpenApiSchema>();
        var all = new HashSet<OpenApiSchema>();
        foreach (var operation in document.Paths.Values.SelectMany(Operations))
        {
            foreach (var media in operation.RequestBody?.Content?.Values ?? [])
                Collect(media.Schema, sent);
            foreach (var answer in operation.Responses ?? [])
            foreach (var media in answer.Value.Content?.Values ?? [])
                Collect(media.Schema, all);
        }
        foreach (var schema in document.Components?.Schemas?.Values ?? [])
            Collect(schema, all);
        foreach (var schema in all.Except(sent))
            schema.AdditionalPropertiesAllowed = true;
        foreach (var schema in sent.Where(schema => schema is { Properties.Count: > 0, AdditionalProperties: null }))
            schema.AdditionalPropertiesAllowed = false;
    }

    private static IEnumerable<OpenApiOperation> Operations(IOpenApiPathItem path) => path.Operations is null ? [] : path.Operations.Values;

    private static void Collect(IOpenApiSchema? schema, HashSet<OpenApiSchema> found)
    {
        var target = schema is OpenApiSchemaReference reference ? reference.RecursiveTarget : schema as OpenApiSchema;
        if (target is null || !found.Add(target))
            return;
        IEnumerable<IOpenApiSchema?> parts =
        [
            .. target.Properties?.Values ?? [],
            .. target.AnyOf ?? [],
            .. target.OneOf ?? [],
            .. target.AllOf ?? [],
            target.Items,
            target.AdditionalProperties,
        ];
        foreach (var part in parts)
            Collect(part, found);
    }
}
