using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Identity;

namespace Rapport.Records.Customers;

/// <summary>The organization's own fields: what they take, and how a value stands in storage.</summary>
public sealed class CustomFields(RapportDb db)
{
    internal sealed record Stored(string Value, double? Number = null)
    {
        /// <summary>The personal data that a text held as it was written, as a flag names it; empty without.</summary>
        [JsonIgnore]
        public string Kinds { get; init; } = "";
    }

    private List<CustomField>? all;

    internal async Task<List<CustomField>> All(CancellationToken ct) =>
        all ??= await db.CustomFields.Where(f => f.ArchivedAt == null).OrderBy(f => f.Position).ToListAsync(ct);

    /// <summary>
    /// The values to store, none where it is cleared; null when it was refused. An option that was taken away since may stay where it
    /// stands.
    /// </summary>
    internal async Task<List<Stored>?> Read(
        CustomField field,
        JsonElement value,
        IReadOnlyList<string> before,
        Errors errors,
        CancellationToken ct
    )
    {
        var name = $"custom_fields.{field.Key}";
        if (
            value.ValueKind == JsonValueKind.Null
            || value is { ValueKind: JsonValueKind.String } && string.IsNullOrWhiteSpace(value.GetString())
        )
        {
            if (!field.IsRequired)
                return [];
            errors.Add(name, "It is required.");
            return null;
        }
        var read = field.Type switch
        {
            CustomFieldType.Number => Number(value),
            CustomFieldType.Date => Date(value),
            CustomFieldType.Boolean => Boolean(value),
            CustomFieldType.Choice => Choices([.. Options(field), .. before], value, single: true),
            CustomFieldType.MultiChoice => Choices([.. Options(field), .. before], value, single: false),
            CustomFieldType.Url => Text(value) is { } url
            && url.Length <= 1000
            && Uri.TryCreate(url, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
                ? [new Stored(url)]
                : null,
            CustomFieldType.User => Guid.TryParse(Text(value), out var id) && await db.Users.AnyAsync(u => u.Id == id, ct)
                ? [new Stored(id.ToString())]
                : null,
            _ => Text(value) is { Length: <= 2000 } text ? [new Stored(text)] : null,
        };
        if (read is null)
            errors.Add(name, Expectation(field));
        return read;
    }

    /// <summary>A stored value as the API shows it.</summary>
    public static object Shown(CustomField field, IReadOnlyList<string> values) =>
        field.Type switch
        {
            CustomFieldType.Number => decimal.Parse(values[0], NumberStyles.Float, CultureInfo.InvariantCulture),
            CustomFieldType.Boolean => values[0] == "true",
            CustomFieldType.MultiChoice => values,
            _ => values[0],
        };

    public static string[] Options(CustomField field) => JsonSerializer.Deserialize<string[]>(field.OptionsJson) ?? [];

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : null;

    private static List<Stored>? Number(JsonElement value)
    {
        var text = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : Text(value);
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? [new Stored(Plain(number), (double)number)]
            : null;
    }

    /// <summary>Without zeros that say nothing: 12.50 is found as 12.5.</summary>
    internal static string Plain(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>The longest value that a filter asks for; the index holds no longer ones.</summary>
    internal const string LongestAsked = "400";

    /// <summary>How a value that a filter asks for may stand in storage: as it is typed, and as the number it may be.</summary>
    internal static IReadOnlyList<string> Spellings(string value) =>
        decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && Plain(number) is var plain
        && plain != value
            ? [value, plain]
            : [value];

    private static List<Stored>? Date(JsonElement value) =>
        DateOnly.TryParseExact(Text(value), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? [new Stored(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))]
            : null;

    private static List<Stored>? Boolean(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.True => [new Stored("true")],
            JsonValueKind.False => [new Stored("false")],
            JsonValueKind.String when Text(value) is "true" or "false" => [new Stored(Text(value)!)],
            _ => null,
        };

    private static List<Stored>? Choices(string[] options, JsonElement value, bool single)
    {
        var words = value.ValueKind == JsonValueKind.Array && !single ? value.EnumerateArray().Select(Text).ToList() : [Text(value)];
        return words.All(w => w is not null && options.Contains(w)) ? [.. words.Distinct().Select(w => new Stored(w!))] : null;
    }

    internal static string Expectation(CustomField field) =>
        field.Type switch
        {
            CustomFieldType.Number => "It must be a number.",
            CustomFieldType.Date => "It must be a date such as 2026-03-01.",
            CustomFieldType.Boolean => "It must be true or false.",
            CustomFieldType.Choice or CustomFieldType.MultiChoice => $"It must be of {string.Join(", ", Options(field))}.",
            CustomFieldType.Url => "It must be a whole address, such as https://example.com.",
            CustomFieldType.User => "It must be the ID of a user.",
            _ => "It must be a text of up to 2000 characters.",
        };
}
