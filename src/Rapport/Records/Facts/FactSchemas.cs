using Microsoft.OpenApi;
using Rapport.Platform.Data;
using Rapport.Records.Facts.Intake;

namespace Rapport.Records.Facts;

/// <summary>
/// The bodies of the routes of one kind of fact, for the description of the API: drawn from its fields, as the reading of them is.
/// </summary>
internal sealed class FactSchemas(FactKind kind)
{
    private const string Json = "application/json",
        Lines = "application/x-ndjson";

    private string Name => kind.Clr.Name;

    public static string Meaning(string filter) =>
        filter switch
        {
            "from" => "Happened at or after",
            "to" => "Happened before; a date means the whole day",
            "customer_id" => "Of this customer",
            "sla" => "broken: open tickets answered late or overdue; due_soon: due within four hours",
            _ => $"With this {filter.Replace('_', ' ')}",
        };

    public void List(OpenApiOperation operation, OpenApiDocument document) =>
        Answers(operation, document, 200, "A page of the list", $"{Name}Page", Page);

    public void Open(OpenApiOperation operation, OpenApiDocument document) =>
        Answers(operation, document, 200, "As it stands", Name, Shown);

    public void Post(OpenApiOperation operation, OpenApiDocument document)
    {
        operation.RequestBody = Body(
            Json,
            Named(document, $"New{Name}", () => Written(f => f is { IsRequired: true, ByHand: null }, takesDefaults: true))
        );
        Answers(operation, document, 201, "It is new", Name, Shown);
        Answers(operation, document, 200, "It was here already under its external ID, and was replaced", Name, Shown);
        Answers(operation, document, 202, "Nobody here is its customer yet: it waits", "FactRowAnswer", _ => FactShape.RowAnswer());
    }

    public void Put(OpenApiOperation operation, OpenApiDocument document)
    {
        operation.RequestBody = Body(
            Json,
            Named(
                document,
                $"Whole{Name}",
                () => WithWhatWasShown(Written(f => f.IsRequired && f.ByHand != RequiredFieldAttribute.Follows, takesDefaults: false))
            )
        );
        Open(operation, document);
    }

    public void Patch(OpenApiOperation operation, OpenApiDocument document)
    {
        operation.RequestBody = Body(
            Json,
            Named(document, $"{Name}Changes", () => WithWhatWasShown(Written(_ => false, takesDefaults: false)))
        );
        Open(operation, document);
    }

    public static void Bulk(OpenApiOperation operation, OpenApiDocument document)
    {
        var row = Named(
            document,
            "FactRow",
            () =>
                new OpenApiSchema
                {
                    OneOf =
                    [
                        .. FactKind.All.Select(kind => new FactSchemas(kind).Row(document)),
                        Named(document, "FactRemoval", FactShape.Removal),
                    ],
                }
        );
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Description = "One fact a line, or an array of facts.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [Lines] = new OpenApiMediaType { Schema = row },
                [Json] = new OpenApiMediaType
                {
                    Schema = new OpenApiSchema { Type = JsonSchemaType.Array, Items = row },
                },
            },
        };
        var line = new OpenApiSchema
        {
            OneOf = [Named(document, "FactRowAnswer", FactShape.RowAnswer), Named(document, "FactTally", FactShape.Tally)],
        };
        operation.Responses = new OpenApiResponses
        {
            ["200"] = new OpenApiResponse
            {
                Description = "One line for each row as its batch is committed, and last the counts",
                Content = Content(Lines, line),
            },
        };
    }

    /// <summary>A row of a bulk: what the formats demand.</summary>
    private IOpenApiSchema Row(OpenApiDocument document) =>
        Named(
            document,
            $"{Name}Row",
            () =>
            {
                var row = Written(f => f.IsRequired, takesDefaults: false);
                row.Required!.Add("type");
                row.Required.Add("external_id");
                row.AdditionalPropertiesAllowed = false;
                return row;
            }
        );

    private OpenApiSchema Written(Func<FactField, bool> isRequired, bool takesDefaults)
    {
        var schema = FactShape.Object(
            kind.ByName.Values.Where(f => f.Kind != FieldKind.Lines).Select(f => (f, FactShape.Given(f, takesDefaults))),
            isRequired
        );
        schema.Properties!["external_id"] = new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            MinLength = 1,
            MaxLength = 200,
            Description = "Unique for this kind; sent again under it, the fact is replaced.",
        };
        schema.Properties["type"] = FactShape.Words([kind.Type]);
        if (kind.IsOfCustomer)
        {
            schema.Properties["customer"] = FactShape.CustomerName();
            schema.Properties["customer_id"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Format = "uuid",
                Description = "Instead of customer.",
            };
        }
        if (kind.Lines is not null)
            schema.Properties[kind.Lines.Name] = LinesOf(f => FactShape.Given(f, takesDefaults: false), f => f.IsRequired);
        return schema;
    }

    /// <summary>What an answer showed may be sent back as it was, and is not looked at.</summary>
    private OpenApiSchema WithWhatWasShown(OpenApiSchema schema)
    {
        foreach (
            var (name, shape) in FactShape
                .Own(kind.IsOfCustomer)
                .Concat(kind.Fields.Where(f => f.IsDerived).Select(f => (f.Name, FactShape.Shown(f))))
        )
            if (schema.Properties!.TryAdd(name, shape))
                shape.ReadOnly = true;
        return schema;
    }

    private OpenApiSchema Shown()
    {
        var schema = FactShape.Object(kind.Fields.Select(f => (f, FactShape.Shown(f))), f => f.IsRequired);
        foreach (var (name, shape) in FactShape.Own(kind.IsOfCustomer))
        {
            schema.Properties![name] = shape;
            schema.Required!.Add(name);
        }
        if (kind.Lines is not null)
            schema.Properties![kind.Lines.Name] = LinesOf(FactShape.Shown, f => f.IsRequired);
        return schema;
    }

    private OpenApiSchema LinesOf(Func<FactField, OpenApiSchema> shape, Func<FactField, bool> isRequired) =>
        new()
        {
            Type = JsonSchemaType.Array,
            MaxItems = (int)kind.Lines!.Most,
            Items = FactShape.Object(kind.LineFields.Select(f => (f, shape(f))), isRequired),
        };

    private OpenApiSchema Page(OpenApiDocument document) =>
        new()
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "data", "total", "limit", "hasMore", "next_cursor" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["data"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Named(document, Name, Shown) },
                ["total"] = FactShape.Count(),
                ["total_is_estimate"] = new OpenApiSchema { Type = JsonSchemaType.Boolean },
                ["page"] = FactShape.Count(),
                ["limit"] = FactShape.Count(),
                ["hasMore"] = new OpenApiSchema { Type = JsonSchemaType.Boolean },
                ["next_cursor"] = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null },
            },
        };

    private void Answers(
        OpenApiOperation operation,
        OpenApiDocument document,
        int status,
        string meaning,
        string name,
        Func<OpenApiDocument, OpenApiSchema> schema
    ) =>
        (operation.Responses ??= [])[$"{status}"] = new OpenApiResponse
        {
            Description = meaning,
            Content = Content(Json, Named(document, name, () => schema(document))),
        };

    private void Answers(
        OpenApiOperation operation,
        OpenApiDocument document,
        int status,
        string meaning,
        string name,
        Func<OpenApiSchema> schema
    ) => Answers(operation, document, status, meaning, name, _ => schema());

    private static OpenApiRequestBody Body(string type, IOpenApiSchema schema) =>
        new() { Required = true, Content = Content(type, schema) };

    private static Dictionary<string, OpenApiMediaType> Content(string type, IOpenApiSchema schema) =>
        new() { [type] = new OpenApiMediaType { Schema = schema } };

    /// <summary>Told once, and referred to by its name wherever it stands.</summary>
    private static OpenApiSchemaReference Named(OpenApiDocument document, string name, Func<OpenApiSchema> schema)
    {
        if (document.Components?.Schemas?.ContainsKey(name) != true)
            document.AddComponent(name, schema());
        return new OpenApiSchemaReference(name, document);
    }
}
