using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Rapport.Platform.Data;

namespace Rapport.Records.Facts;

/// <summary>
/// The shapes of the values that facts are made of, as <see cref="Intake.FactValue"/> reads them and <see cref="FactView"/> shows them.
/// </summary>
internal static class FactShape
{
    private const string DecimalText = @"^-?\d+(\.\d+)?$";

    /// <summary>As it is sent: amounts and numbers also as texts, names also as objects, null where it may be left out.</summary>
    public static OpenApiSchema Given(FactField field, bool takesDefaults)
    {
        var shape = field.Kind switch
        {
            FieldKind.Named => new OpenApiSchema
            {
                AnyOf =
                [
                    Text(field),
                    OneWhoIsNamed(),
                    new OpenApiSchema
                    {
                        Type = JsonSchemaType.Array,
                        Items = new OpenApiSchema { AnyOf = [Text(field), OneWhoIsNamed()] },
                    },
                ],
            },
            FieldKind.People => People(new OpenApiSchema { AnyOf = [Attendee(), new OpenApiSchema { Type = JsonSchemaType.String }] }),
            FieldKind.Reference => Reference(field.RefersTo!),
            FieldKind.Whole or FieldKind.Number or FieldKind.Money => Number(field, JsonSchemaType.String),
            _ => Shown(field, mayBeNull: false),
        };
        if (takesDefaults && Default(field) is { } text)
            shape.Description = shape.Description is null ? text : $"{shape.Description} {text}";
        return field.IsRequired ? shape : OrNull(shape);
    }

    /// <summary>As it is shown.</summary>
    public static OpenApiSchema Shown(FactField field) => Shown(field, field.IsNullable);

    private static OpenApiSchema Shown(FactField field, bool mayBeNull)
    {
        var shape = field.Kind switch
        {
            FieldKind.Whole or FieldKind.Number or FieldKind.Money => Number(field, 0),
            FieldKind.Truth => new OpenApiSchema { Type = JsonSchemaType.Boolean },
            FieldKind.Word => Words([.. Rapport.Platform.Data.Words.All(field.Type)]),
            FieldKind.Time => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
            FieldKind.Date => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date" },
            FieldKind.People => People(Attendee()),
            FieldKind.Reference => new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Properties = new Dictionary<string, IOpenApiSchema> { ["external_id"] = String(field.Most) },
                Description = About(field.RefersTo!),
            },
            _ => Text(field),
        };
        return mayBeNull ? OrNull(shape) : shape;
    }

    public static OpenApiSchema Object(IEnumerable<(FactField Field, OpenApiSchema Shape)> fields, Func<FactField, bool> isRequired)
    {
        var all = fields.ToList();
        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = all.Where(f => isRequired(f.Field)).Select(f => f.Field.Name).ToHashSet(),
            Properties = all.ToDictionary(f => f.Field.Name, IOpenApiSchema (f) => f.Shape),
        };
    }

    /// <summary>What is ours of every fact.</summary>
    public static IEnumerable<(string Name, OpenApiSchema Shape)> Own(bool isOfCustomer)
    {
        yield return ("id", Id());
        yield return ("external_id", String(200));
        if (isOfCustomer)
        {
            yield return ("customer_id", Id());
            yield return ("customer_name", new OpenApiSchema { Type = JsonSchemaType.String });
        }
        yield return ("created_by", OrNull(Id()));
        yield return ("created_at", new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" });
        yield return ("updated_at", new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" });
        yield return ("version", Count());
    }

    public static OpenApiSchema CustomerName() =>
        new()
        {
            Description = "Whose it is, by ID, external ID or e-mail.",
            OneOf =
            [
                One("external_id", String(320)),
                One(
                    "email",
                    new OpenApiSchema
                    {
                        Type = JsonSchemaType.String,
                        Format = "email",
                        MaxLength = 320,
                    }
                ),
                One("id", Id()),
            ],
        };

    public static OpenApiSchema Removal() =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description = "Takes a fact back.",
            Required = new HashSet<string> { "type", "external_id", "deleted" },
            AdditionalPropertiesAllowed = false,
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = Words([.. FactKind.All.Select(k => k.Type)]),
                ["external_id"] = String(200),
                ["deleted"] = new OpenApiSchema { Type = JsonSchemaType.Boolean, Enum = [true] },
            },
        };

    public static OpenApiSchema RowAnswer() =>
        new()
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "row", "result" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["row"] = Count(),
                ["type"] = new OpenApiSchema { Type = JsonSchemaType.String },
                ["external_id"] = String(200),
                ["result"] = Words([.. Rapport.Platform.Data.Words.All<Intake.FactResult>()]),
                ["id"] = Id(),
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    AdditionalProperties = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Array,
                        Items = new OpenApiSchema { Type = JsonSchemaType.String },
                    },
                },
            },
        };

    public static OpenApiSchema Tally() =>
        new()
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "rows", "created", "updated", "unchanged", "waiting", "rejected" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["rows"] = Count(),
                ["created"] = Count(),
                ["updated"] = Count(),
                ["unchanged"] = Count(),
                ["waiting"] = Count(),
                ["rejected"] = Count(),
                ["stopped_at"] = Count(),
                ["reason"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Description = "Why it stopped before the end; what came before is in.",
                },
            },
        };

    public static OpenApiSchema Words(IEnumerable<string> words) =>
        new() { Type = JsonSchemaType.String, Enum = [.. words.Select(word => (JsonNode)word)] };

    public static OpenApiSchema Count() => new() { Type = JsonSchemaType.Integer, Minimum = "0" };

    private static OpenApiSchema Id() => new() { Type = JsonSchemaType.String, Format = "uuid" };

    private static OpenApiSchema String(double most) => new() { Type = JsonSchemaType.String, MaxLength = (int)most };

    private static OpenApiSchema Text(FactField field) =>
        field switch
        {
            { Type: var type } when type == typeof(Guid) => Id(),
            { Name: "currency" } => new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Pattern = "^[A-Z]{3}$",
                Description = "ISO 4217, such as EUR.",
            },
            _ => String(field.Most),
        };

    private static OpenApiSchema Number(FactField field, JsonSchemaType also)
    {
        var shape = new OpenApiSchema
        {
            Type = (field.Kind == FieldKind.Whole ? JsonSchemaType.Integer : JsonSchemaType.Number) | also,
            Pattern = also == 0 ? null : DecimalText,
        };
        if (field.Kind != FieldKind.Money)
            (shape.Minimum, shape.Maximum) = (Plain(field.Least), Plain(field.Most));
        else if (!field.MayBeNegative)
            shape.Minimum = "0";
        if (field.Kind == FieldKind.Money)
            shape.Description = "An amount in the fact's currency, with no more decimals than it has.";
        return shape;
    }

    private static string Plain(double bound) => bound.ToString("0.####", CultureInfo.InvariantCulture);

    private static OpenApiSchema Reference(string type) =>
        new() { Description = About(type), OneOf = [One("external_id", String(200)), One("id", Id())] };

    private static string About(string type) => $"The {type.Replace('_', ' ')} it belongs to. Either may come first.";

    private static OpenApiSchema OneWhoIsNamed() =>
        new()
        {
            Type = JsonSchemaType.Object,
            MinProperties = 1,
            AdditionalPropertiesAllowed = false,
            Properties = Intake
                .FactValue.Names(FieldKind.Named)
                .ToDictionary(name => name, IOpenApiSchema (_) => new OpenApiSchema { Type = JsonSchemaType.String }),
        };

    private static OpenApiSchema People(OpenApiSchema one) => new() { Type = JsonSchemaType.Array, Items = one };

    private static OpenApiSchema Attendee() =>
        new()
        {
            Type = JsonSchemaType.Object,
            AdditionalPropertiesAllowed = false,
            Properties = new[] { "name", "email", "role" }.ToDictionary(
                name => name,
                IOpenApiSchema (_) => new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null }
            ),
        };

    private static OpenApiSchema One(string name, OpenApiSchema shape) =>
        new()
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { name },
            Properties = new Dictionary<string, IOpenApiSchema> { [name] = shape },
        };

    private static OpenApiSchema OrNull(OpenApiSchema shape)
    {
        if (shape.Type is { } type)
            shape.Type = type | JsonSchemaType.Null;
        else
            (shape.OneOf ?? shape.AnyOf)!.Add(new OpenApiSchema { Type = JsonSchemaType.Null });
        if (shape.Enum is not null)
            shape.Enum.Add(JsonNullSentinel.JsonNull);
        return shape;
    }

    private static string? Default(FactField field) =>
        field.ByHand switch
        {
            null => null,
            RequiredFieldAttribute.Now => "Now when left out.",
            RequiredFieldAttribute.Follows => "Follows from the rest when left out.",
            RequiredFieldAttribute.Ours => "The organization's when left out.",
            var word => $"{word} when left out.",
        };
}
