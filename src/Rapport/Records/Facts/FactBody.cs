using System.Text.Json;
using Rapport.Platform.Http;

namespace Rapport.Records.Facts;

/// <summary>The body of a request about one fact.</summary>
internal static class FactBody
{
    /// <summary>What was sent, by name; the word that a bulk sends along is left out, here the address says it.</summary>
    public static Dictionary<string, object?> Fields(JsonElement body)
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
