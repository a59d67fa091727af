using System.Text.Json;
using System.Text.Json.Nodes;
using Rapport.Platform.Data;

namespace Rapport.Tests.Security;

/// <summary>Bodies that each route would take, made from the server's own description of itself.</summary>
internal sealed class ApiSamples(JsonObject document)
{
    /// <summary>What a field of this name holds, where its type alone does not say.</summary>
    private static readonly Dictionary<string, string?> Known = new()
    {
        ["email"] = "somebody@example.org",
        ["country"] = "DE",
        ["time_zone"] = "Europe/Berlin",
        ["locale"] = "en-GB",
        ["currency"] = "EUR",
        ["phone"] = "+49 30 901820",
        ["password"] = TestServer.Password + "x",
        ["new_password"] = TestServer.Password + "y",
        ["current_password"] = TestServer.Password,
        ["website"] = "https://example.org/",
        ["avatar_url"] = "",
        ["preferred_language"] = "de",
        ["tax_id"] = "",
        ["color"] = "#336699",
        ["key"] = "some_key",
    };

    public static async Task<ApiSamples> Of(HttpClient client) =>
        new(JsonNode.Parse((await client.Get("/openapi/v1.json")).Expect(200).Text)!.AsObject());

    public JsonNode? BodyOf(string method, string pattern) => BodyOf(new Route(method, pattern, [], false, false));

    /// <summary>Null where the route takes no JSON.</summary>
    public JsonNode? BodyOf(Route route) => SchemaOf(route) is { } schema ? Sample(schema, "", 0) : null;

    /// <summary>The same body with a field that nobody knows, once in each object of it that has fields of its own.</summary>
    public IEnumerable<(string Field, JsonNode Body)> WithUnknownField(Route route)
    {
        const string Unknown = "nobody_knows";
        if (SchemaOf(route) is not { } schema)
            yield break;
        var places = ObjectsIn(schema, BodyOf(route), "").ToList();
        foreach (var place in places)
        {
            var body = BodyOf(route)!;
            At(body, place)[Unknown] = 1;
            yield return (place.Length == 0 ? Unknown : $"{place}.{Unknown}", body);
        }
    }

    /// <summary>Names of the query parameters that the description tells of.</summary>
    public IReadOnlyList<string> QueryOfRoute(Route route) =>
        [
            .. (Operation(route)?["parameters"] as JsonArray ?? [])
                .Where(parameter => parameter!["in"]!.ToString() == "query")
                .Select(parameter => parameter!["name"]!.ToString()),
        ];

    private IEnumerable<string> ObjectsIn(JsonObject schema, JsonNode? sample, string place)
    {
        schema = Chosen(schema);
        if (sample is JsonArray { Count: > 0 } list && schema["items"] is JsonObject items)
            foreach (var inner in ObjectsIn(items, list[0], $"{place}[0]"))
                yield return inner;
        if (sample is not JsonObject held || schema["properties"] is not JsonObject fields)
            yield break;
        yield return place;
        foreach (var (name, field) in fields)
        foreach (var inner in ObjectsIn((JsonObject)field!, held[name], place.Length == 0 ? name : $"{place}.{name}"))
            yield return inner;
    }

    /// <summary>The first of several shapes, as samples have it.</summary>
    private JsonObject Chosen(JsonObject schema)
    {
        schema = Resolve(schema);
        foreach (var choice in new[] { "oneOf", "anyOf", "allOf" })
            if (schema[choice] is JsonArray options)
                return Chosen(options.OfType<JsonObject>().First(o => Resolve(o)["type"]?.ToString() != "null"));
        return schema;
    }

    private static JsonNode At(JsonNode body, string place) =>
        place.Split(['.', '['], StringSplitOptions.RemoveEmptyEntries).Aggregate(body, (at, part) => part == "0]" ? at[0]! : at[part]!);

    /// <summary>What a route cannot do without in its query.</summary>
    public static string QueryOf(Route route) =>
        route.Pattern switch
        {
            "/api/identifiers/check" => "?kind=phone&value=030901820&country=DE",
            "/api/customers/comparison" => $"?ids={Ids.Next()},{Ids.Next()}",
            var pattern when pattern.EndsWith("/merges/preview", StringComparison.Ordinal) => $"?duplicate_ids={Ids.Next()}",
            _ => "",
        };

    public bool NeedsBody(Route route) => Operation(route)?["requestBody"]?["required"]?.GetValue<bool>() == true;

    public bool IsDescribed(Route route) => Operation(route) is not null;

    /// <summary>A stream of rows is no body that is right or wrong as a whole.</summary>
    private JsonObject? SchemaOf(Route route) =>
        Operation(route)?["requestBody"]?["content"] is var content && content?["application/x-ndjson"] is null
            ? content?["application/json"]?["schema"] as JsonObject
            : null;

    private JsonObject? Operation(Route route)
    {
        var plain = route.Path(name => "{" + name + "}");
        var path = document["paths"]!.AsObject().FirstOrDefault(p => p.Key.TrimEnd('/') == plain).Value;
        return path?[route.Method.ToLowerInvariant()] as JsonObject;
    }

    private JsonNode? Sample(JsonObject schema, string name, int depth)
    {
        schema = Resolve(schema);
        if (depth > 6)
            return null;
        if (schema["enum"] is JsonArray { Count: > 0 } words)
            return words.First(w => w is not null)!.DeepClone();
        foreach (var choice in new[] { "oneOf", "anyOf", "allOf" })
            if (schema[choice] is JsonArray options)
                return Sample(options.OfType<JsonObject>().First(o => Resolve(o)["type"]?.ToString() != "null"), name, depth + 1);

        return TypeOf(schema) switch
        {
            "object" => new JsonObject(
                (schema["properties"] as JsonObject ?? []).Select(p =>
                    KeyValuePair.Create(p.Key, p.Value is JsonObject field ? Sample(field, p.Key, depth + 1) : null)
                )
            ),
            "array" => schema["items"] is JsonObject items
            && (Resolve(items)["format"]?.ToString() == "uuid" ? Ids.Next() : Sample(items, name, depth + 1)) is { } one
                ? new JsonArray(one)
                : new JsonArray(),
            "boolean" => false,
            "integer" or "number" => (schema["minimum"]?.GetValue<JsonElement>().GetDouble() ?? 1) is var least
                ? JsonValue.Create((int)Math.Ceiling(least))
                : null,
            _ => Text(schema, name),
        };
    }

    private static JsonNode? Text(JsonObject schema, string name) =>
        schema["format"]?.ToString() switch
        {
            "uuid" => schema["type"] is JsonArray types && types.Any(t => t?.ToString() == "null") ? null : Ids.Next(),
            "date" => "1990-05-17",
            "date-time" => "2026-03-01T09:30:00Z",
            "uri" => "https://example.org/",
            _ => Known.TryGetValue(name, out var known)
                ? string.IsNullOrEmpty(known)
                    ? null
                    : known
                : $"Some {name}",
        };

    private static string? TypeOf(JsonObject schema) =>
        schema["type"] switch
        {
            JsonArray several => several.Select(t => t!.ToString()).OrderBy(t => t is "null" or "string").First(t => t != "null"),
            { } one => one.ToString(),
            null => schema["properties"] is null ? null : "object",
        };

    private JsonObject Resolve(JsonObject schema)
    {
        while (schema["$ref"]?.ToString() is { } reference)
            schema = reference.TrimStart('#', '/').Split('/').Aggregate((JsonNode)document, (at, part) => at[part]!).AsObject();
        return schema;
    }
}
