using System.Text.Json;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Import.Columns;
using Rapport.Records.Customers.Import.Rows;

namespace Rapport.Records.Customers.Import.Bulk;

/// <summary>A JSON object as the named values that rows of files give: the same fields, nested as the API writes them or flat.</summary>
internal static class FlattenRow
{
    private static readonly Dictionary<string, string> Also = new() { ["owner_id"] = "owner", ["branch_id"] = "branch" };

    public static (List<(ImportTarget Goal, string Name, string Value)> Values, List<(string Field, string Error)> Faults) Of(
        JsonElement row
    )
    {
        var (values, faults) = (new List<(ImportTarget, string, string)>(), new List<(string, string)>());
        foreach (var property in row.EnumerateObject())
        {
            switch (property.Name, property.Value.ValueKind)
            {
                case ("account", JsonValueKind.Object):
                    Nested(property.Value, "", "account.");
                    break;
                case ("custom_fields", JsonValueKind.Object):
                    Nested(property.Value, "custom_fields.", "custom_fields.");
                    break;
                case ("contacts" or "addresses", JsonValueKind.Array):
                    Several(property);
                    break;
                case ("account" or "custom_fields" or "contacts" or "addresses", JsonValueKind.Null):
                    break;
                default:
                    One(property.Name, property.Name, property.Value);
                    break;
            }
        }
        return (values, faults);

        void Nested(JsonElement part, string prefix, string shown)
        {
            foreach (var inner in part.EnumerateObject())
                One(prefix + inner.Name, shown + inner.Name, inner.Value);
        }

        void Several(JsonProperty list)
        {
            var (word, number) = (list.Name == "contacts" ? "contact" : "address", 0);
            foreach (var item in list.Value.EnumerateArray())
            {
                number++;
                if (item.ValueKind != JsonValueKind.Object || number > ImportTarget.MaxNumber)
                    faults.Add(($"{list.Name}[{number - 1}]", "It must be an object, and one of at most 99."));
                else
                    Nested(item, number == 1 ? $"{word}." : $"{word}_{number}.", $"{list.Name}[{number - 1}].");
            }
        }

        void One(string target, string shown, JsonElement value)
        {
            if (ImportTarget.Parse(Also.GetValueOrDefault(target, target)) is not { } goal)
                faults.Add((shown, BodyFaults.UnknownField));
            else if (Text(value, goal.Field is ImportField.Tags or ImportField.Custom) is not { } text)
                faults.Add((shown, "It must be a text, a number, true or false, or a list of texts."));
            else if (StorableText.Fault(text) is { } fault)
                faults.Add((shown, fault));
            else if (text.Length > 0)
                values.Add((goal, shown, text));
        }
    }

    /// <summary>
    /// Null of JSON leaves a field as it is, like a blank cell. Behind each word of a list stands the separator, so that a list of one is a
    /// list.
    /// </summary>
    private static string? Text(JsonElement value, bool takesList)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                JsonValueKind.Null => "",
                JsonValueKind.Array when takesList && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String) => string.Concat(
                    value.EnumerateArray().Select(v => v.GetString() + ReadRow.ListSeparator)
                ),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
