using System.Text.Json;
using Rapport.Platform.Http;

namespace Rapport.Records.Facts;

/// <summary>The body of a request about one fact.</summary>
internal static class FactBody
{
    /// <summary>What was sent, by name, without the word that a bulk sends along: here the address says it.</summary>
    public static Dictionary<string, object?> Fields(FactKind kind, JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
            throw new Unreadable("body", "It must be an object.");
        try
        {
            RequireText(body);
        }
        catch (InvalidOperationException)
        {
            // What JSON lets one write with escapes need not be text.
            throw new Unreadable("body", "It holds text that is not valid Unicode.");
        }
        if (body.TryGetProperty("type", out var type) && !(type.ValueKind == JsonValueKind.String && type.GetString() == kind.Type))
            throw new Unreadable("type", $"It must be {kind.Type}, or be left out.");
        return body.EnumerateObject().Where(p => p.Name != "type").ToDictionary(p => p.Name, p => (object?)p.Value);
    }

    private static void RequireText(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    RequireText(item);
                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    _ = property.Name;
                    RequireText(property.Value);
                }
                break;
        }
    }
}
