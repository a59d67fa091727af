using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Rapport.Platform.Data;

namespace Rapport.Platform.Http;

/// <summary>
/// What the framework could not read, said in the words of whoever sent it: by field, and without the names of our classes.
/// </summary>
public static partial class BodyFaults
{
    /// <summary>Stands for the field where the body as a whole is wrong.</summary>
    private const string Body = "body";

    /// <summary>What is said of a field that nothing here reads.</summary>
    public const string UnknownField = "Unknown field.";

    public static (string Message, Dictionary<string, object?>? Details) Of(BadHttpRequestException bad)
    {
        if (bad.StatusCode == StatusCodes.Status413PayloadTooLarge)
            return ("The body is too large.", null);
        if (bad.StatusCode == StatusCodes.Status415UnsupportedMediaType && bad.Message.StartsWith("Expected", StringComparison.Ordinal))
            return (Plain(bad.StatusCode), null);
        if (bad.StatusCode != StatusCodes.Status400BadRequest)
            return (bad.Message, null);
        if (bad.InnerException is JsonException json)
            return Of(json);
        if (bad.InnerException is DecoderFallbackException)
            return Named(Body, "The body is not valid UTF-8.");
        if (Unbound().Match(bad.Message) is { Success: true } bound)
            return Named(Snake.Of(bound.Groups["name"].Value), Expectation(bound.Groups["type"].Value));
        if (
            bad.Message.StartsWith("Implicit body", StringComparison.Ordinal)
            || bad.Message.StartsWith("Required parameter", StringComparison.Ordinal)
        )
            return Named(Body, "Send a JSON object.");
        return (bad.Message, null);
    }

    /// <summary>What a status says of itself where nobody said more.</summary>
    public static string Plain(int status) =>
        status switch
        {
            401 => "Sign in first.",
            404 => "There is nothing at this address.",
            405 => "This address does not take that method; the Allow header tells which it takes.",
            413 => "The body is too large.",
            415 => "Send the body as application/json.",
            _ => Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status),
        };

    private static (string, Dictionary<string, object?>?) Of(JsonException json)
    {
        if (json.InnerException is PlacedFault placed)
            return Named(FieldOf(json) + placed.Place, placed.Message);
        if (json.InnerException is FormatException told && !told.Message.StartsWith("The JSON value", StringComparison.Ordinal))
            return Named(FieldOf(json), told.Message);
        var message = json.Message.Split(" Path:")[0];
        if (Unconverted().Match(message) is { Success: true } held)
            return Named(FieldOf(json), Expectation(held.Groups["type"].Value));
        if (Unmapped().Match(message) is { Success: true } unmapped)
            return Named(Unread(json, unmapped.Groups["name"].Value), UnknownField);
        if (Twice().Match(message) is { Success: true } twice)
            return Named(twice.Groups["name"].Value, "It stands there twice.");
        return Named(Body, $"The body is not JSON that this takes: {message.Split(" Change the reader options")[0]}");
    }

    private static string FieldOf(JsonException json) => json.Path is { Length: > 2 } path ? path[2..] : Body;

    /// <summary>The path of a field that nothing reads; names with signs in them stand in brackets there.</summary>
    private static string Unread(JsonException json, string name)
    {
        var path = (json.Path ?? "$")[1..];
        var place = path.EndsWith($".{name}", StringComparison.Ordinal)
            ? path[..^(name.Length + 1)]
            : path[..Math.Max(0, path.LastIndexOf("['", StringComparison.Ordinal))];
        return place.Length == 0 ? Cut(name) : $"{place.TrimStart('.')}.{Cut(name)}";
    }

    /// <summary>A name from outside, short enough to be repeated.</summary>
    public static string Cut(string name) => name.Length > 100 ? name[..100] : name;

    private static (string, Dictionary<string, object?>?) Named(string field, string fault) =>
        (fault, new() { ["errors"] = new Dictionary<string, string[]> { [field] = [fault] } });

    private static string Expectation(string type) =>
        Bare(type) switch
        {
            "Guid" => "It must be a UUID.",
            "DateOnly" => "It must be a date such as 2026-03-01.",
            "Boolean" => "It must be true or false.",
            "Int32" or "Int64" or "Int16" => "It must be a whole number, and not as large as this.",
            "Decimal" or "Double" or "Single" => "It must be a number, and not as large as this.",
            "String" => "It must be a text in quotes.",
            var list when list.EndsWith("[]", StringComparison.Ordinal) || list.Contains("List`", StringComparison.Ordinal) =>
                "It must be a list.",
            _ => "It must be a JSON object.",
        };

    private static string Bare(string type)
    {
        while (Wrapped().Match(type) is { Success: true } outer)
            type = outer.Groups["inner"].Value;
        return type[(type.Split('`')[0].LastIndexOf('.') + 1)..];
    }

    [GeneratedRegex(@"^Failed to bind parameter ""(?<type>\S+) (?<name>\w+)"" from")]
    private static partial Regex Unbound();

    [GeneratedRegex(@"could not be converted to (?<type>\S+?)\.?$|in a supported (?<type>\w+) format|too small for an? (?<type>\w+)\.")]
    private static partial Regex Unconverted();

    [GeneratedRegex(@"^The JSON property '(?<name>.*)' could not be mapped", RegexOptions.Singleline)]
    private static partial Regex Unmapped();

    [GeneratedRegex(@"^Duplicate property '(?<name>.*)' encountered")]
    private static partial Regex Twice();

    [GeneratedRegex(@"^[\w.]*(?:Maybe|Nullable)`1\[(?<inner>.+)\]$|^(?<inner>\w+)\?$")]
    private static partial Regex Wrapped();
}

/// <summary>What is wrong within a value that is read as a whole.</summary>
/// <param name="place">Where in it, such as "[0].email"; empty for the whole.</param>
public sealed class PlacedFault(string place, string message) : FormatException(message)
{
    public string Place => place;
}

/// <summary>A list whose entries are sent as objects with these fields, all of them texts, or as a text alone.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TextsOrObjectsAttribute(params string[] fields) : Attribute
{
    public IReadOnlyList<string> Fields => fields;
}
