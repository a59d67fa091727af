using System.Text.Json.Nodes;
using Rapport.Records.Facts;

namespace Rapport.Tests.Records.Facts;

/// <summary>What the API says of its bodies is what the formats say.</summary>
[Trait("Spec", "PLT-8")]
public sealed class FactDescriptionTests(SqliteServer server) : ServerTest(server), IClassFixture<SqliteServer>
{
    private static readonly string[] ByHandAlone = ["interaction", "note"];

    public static TheoryData<string> Kinds => [.. FactFormats.All.Keys.Except(ByHandAlone)];

    public static TheoryData<string> Rows => [.. FactFormats.All.Keys];

    [Theory, MemberData(nameof(Rows))]
    public async Task A_row_of_a_bulk_is_described_with_every_field_of_its_format(string type)
    {
        var document = await Document();
        var rows = Resolved(
            document,
            Operation(document, "/api/facts/bulk", "post")["requestBody"]!["content"]!["application/x-ndjson"]!["schema"]!
        )["oneOf"]!
            .AsArray()
            .Select(r => Resolved(document, r!))
            .ToList();
        Assert.Equal(FactFormats.All.Count + 1, rows.Count);
        var row = Assert.Single(rows, r => r["properties"]!["type"]!["enum"] is JsonArray { Count: 1 } only && only[0]!.ToString() == type);
        Hold(row, type, FactFormats.All[type].Where(f => !f.IsOptional).Select(f => f.Name).Append("type").Append("external_id"), ["type"]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Each_route_of_a_kind_tells_its_fields_and_what_must_be_given(string type)
    {
        var document = await Document();
        var kind = FactKind.Named(type)!;
        var (all, one) = ($"/api/{kind.Route}", $"/api/{kind.Route}/{{id}}");
        Hold(
            Sent(document, all, "post"),
            type,
            FactFormats.All[type].Where(f => !f.IsOptional && kind.ByName[f.Name].ByHand is null).Select(f => f.Name),
            ["type"]
        );
        Hold(
            Sent(document, one, "put"),
            type,
            FactFormats
                .All[type]
                .Where(f => !f.IsOptional && kind.ByName[f.Name].ByHand != RequiredFieldAttribute.Follows)
                .Select(f => f.Name),
            ["type"]
        );
        Hold(Sent(document, one, "patch"), type, [], ["type"]);
        foreach (
            var (path, method, status) in new[]
            {
                (all, "post", "201"),
                (all, "post", "200"),
                (one, "get", "200"),
                (one, "put", "200"),
                (one, "patch", "200"),
            }
        )
        {
            var shown = Answered(document, path, method, status);
            Assert.Subset(
                shown["properties"]!.AsObject().Select(p => p.Key).ToHashSet(),
                FactFormats.All[type].Select(f => f.Name).Concat(["id", "external_id", "created_at", "updated_at", "version"]).ToHashSet()
            );
        }
        var page = Answered(document, all, "get", "200")["properties"]!;
        Assert.Equal("array", page["data"]!["type"]!.ToString());
        Assert.Contains("external_id", Operation(document, all, "get")["parameters"]!.AsArray().Select(p => p!["name"]!.ToString()));
    }

    [Fact]
    public async Task Types_formats_and_limits_are_told()
    {
        var order = Sent(await Document(), "/api/orders", "post")["properties"]!;
        Assert.Equal(("100", "date-time"), (order["number"]!["maxLength"]!.ToString(), order["ordered_at"]!["format"]!.ToString()));
        Assert.Equal(
            ["number", "string", "null"],
            order["total"]!["type"]!.AsArray().Select(t => t!.ToString()).OrderBy(t => t == "null").ThenBy(t => t, StringComparer.Ordinal)
        );
        Assert.Equal(
            ("5000", "1000000000"),
            (order["lines"]!["maxItems"]!.ToString(), order["lines"]!["items"]!["properties"]!["quantity"]!["maximum"]!.ToString())
        );
        Assert.Contains("when left out", order["status"]!["description"]!.ToString());
        var vehicle = Sent(await Document(), "/api/vehicles", "post")["properties"]!;
        Assert.Equal(("1885", "date"), (vehicle["year"]!["minimum"]!.ToString(), vehicle["inspection_due_at"]!["format"]!.ToString()));
    }

    [Fact]
    public async Task Interactions_and_notes_are_described_with_every_field_of_their_formats()
    {
        var document = await Document();
        foreach (var (type, path) in new[] { ("interaction", "/api/interactions"), ("note", "/api/notes") })
            Assert.Subset(
                Sent(document, path, "post")["properties"]!.AsObject().Select(p => p.Key).ToHashSet(),
                FactFormats.All[type].Select(f => f.Name).Append("external_id").Append("customer").ToHashSet()
            );
    }

    /// <summary>What an answer showed may be sent back, and is marked as read only.</summary>
    private static IEnumerable<string> Writable(JsonObject properties) =>
        properties.Where(p => p.Value!["readOnly"]?.GetValue<bool>() != true).Select(p => p.Key);

    /// <summary>Every field of the format and no other, with its words, its lines, and what is required.</summary>
    private static void Hold(JsonObject body, string type, IEnumerable<string> required, IReadOnlyList<string>? also = null)
    {
        var kind = FactKind.Named(type)!;
        var properties = body["properties"]!.AsObject();
        IEnumerable<string> own =
        [
            .. also ?? [],
            "external_id",
            .. kind.IsOfCustomer ? ["customer", "customer_id"] : Array.Empty<string>(),
        ];
        Assert.Equal(FactFormats.All[type].Select(f => f.Name).Concat(own).Order(), Writable(properties).Order());
        Assert.Equal(required.Order(), (body["required"]?.AsArray() ?? []).Select(r => r!.ToString()).Order());
        foreach (var field in FactFormats.All[type])
        {
            var shape = properties[field.Name]!;
            Assert.True(
                shape["type"] is not null || shape["oneOf"] is not null || shape["anyOf"] is not null,
                $"{type}.{field.Name} has no type"
            );
            if (field.Words.Count > 0)
                Assert.Equal(field.Words.Order(), shape["enum"]!.AsArray().OfType<JsonNode>().Select(w => w.ToString()).Order());
            if (field.Lines.Count == 0)
                continue;
            var line = shape["items"]!;
            Assert.Equal(field.Lines.Select(f => f.Name).Order(), line["properties"]!.AsObject().Select(p => p.Key).Order());
            Assert.Equal(
                field.Lines.Where(f => !f.IsOptional).Select(f => f.Name).Order(),
                (line["required"]?.AsArray() ?? []).Select(r => r!.ToString()).Order()
            );
            foreach (var word in field.Lines.Where(f => f.Words.Count > 0))
                Assert.Equal(
                    word.Words.Order(),
                    line["properties"]![word.Name]!["enum"]!.AsArray().OfType<JsonNode>().Select(w => w.ToString()).Order()
                );
        }
    }

    private async Task<JsonObject> Document() => JsonNode.Parse((await Api.Get("/openapi/v1.json")).Expect(200).Text)!.AsObject();

    private static JsonObject Operation(JsonObject document, string path, string method) =>
        document["paths"]!.AsObject().Single(p => p.Key.TrimEnd('/') == path).Value![method]!.AsObject();

    private static JsonObject Sent(JsonObject document, string path, string method) =>
        Resolved(document, Operation(document, path, method)["requestBody"]!["content"]!["application/json"]!["schema"]!);

    private static JsonObject Answered(JsonObject document, string path, string method, string status) =>
        Resolved(document, Operation(document, path, method)["responses"]![status]!["content"]!["application/json"]!["schema"]!);

    private static JsonObject Resolved(JsonObject document, JsonNode schema) =>
        schema["$ref"]?.ToString() is { } reference
            ? reference.TrimStart('#', '/').Split('/').Aggregate((JsonNode)document, (at, part) => at[part]!).AsObject()
            : schema.AsObject();
}
