using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Rapport.Formats;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Facts;

/// <summary>Somebody who took part in something, by name, e-mail or both.</summary>
public sealed partial record Attendee(string? Name, string? Email, string? Role)
{
    private const int LongestName = 200,
        LongestEmail = 320,
        LongestRole = 100;

    /// <summary>Reads "Ada Lovelace", "ada@example.org" or "Ada Lovelace &lt;ada@example.org&gt;".</summary>
    public static Attendee FromText(string text)
    {
        if (Plain(text) is not { } plain)
            return new(null, null, null);
        text = plain;
        if (Both().Match(text) is { Success: true } both && EmailAddress.TryParse(both.Groups["email"].Value, out _))
            return new(Plain(both.Groups["name"].Value.Trim('"', ' ')), both.Groups["email"].Value, null);
        return EmailAddress.TryParse(text, out _) ? new(null, text, null) : new(text, null, null);
    }

    /// <summary>The same as a person types it, who may add the role: "Ada Lovelace &lt;ada@example.org&gt; (buyer)".</summary>
    public static Attendee FromLine(string line) =>
        WithRole().Match(line.Trim()) is { Success: true } typed
            ? FromText(typed.Groups["who"].Value) with
            {
                Role = Plain(typed.Groups["role"].Value),
            }
            : FromText(line);

    public override string ToString() => Role is null ? Said : $"{Said} ({Role})";

    private string Said => (Name, Email) is ({ } name, { } email) ? $"{name} <{email}>" : Name ?? Email ?? "";

    internal Attendee Clean() => new(Plain(Name), Plain(Email), Plain(Role));

    internal void Check(string place, Errors errors)
    {
        foreach (
            var (field, text, most) in new[] { ("name", Name, LongestName), ("email", Email, LongestEmail), ("role", Role, LongestRole) }
        )
            if (text?.Length > most)
                errors.Add($"{place}.{field}", $"It is longer than {most} characters.");
        if (Name is null && Email is null)
            errors.Add(place, "It needs a name or an e-mail address.");
        if (Email is { Length: <= LongestEmail } email && !EmailAddress.TryParse(email, out _))
            errors.Add($"{place}.email", $"'{email}' is not an e-mail address, such as ada@example.com.");
    }

    /// <summary>What a text alone can tell stands as that text; a role needs columns.</summary>
    internal string Line => FromText(Said) == this ? Said : $"{Name}{Attendees.Column}{Email}{Attendees.Column}{Role}";

    private static string? Plain(string? text) =>
        text is null ? null
        : string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } plain ? plain
        : null;

    [GeneratedRegex(@"^(?<name>[^<>]*)<(?<email>[^<>\s]+)>$")]
    private static partial Regex Both();

    [GeneratedRegex(@"^(?<who>.+?)\s*\((?<role>[^()]+)\)$")]
    private static partial Regex WithRole();
}

/// <summary>Those who took part, as they are sent: each an object or a text.</summary>
[TextsOrObjects("name", "email", "role")]
[JsonConverter(typeof(AttendeesJson))]
public sealed class Attendees : List<Attendee>
{
    internal const char Column = '\t';

    public Attendees() { }

    public Attendees(IEnumerable<Attendee> people)
        : base(people) { }

    private const int Longest = 4000;

    public const string Expectation =
        "It must be an object with name, email and role, or a text such as \"Ada Lovelace\" or \"Ada Lovelace <ada@example.org>\".";

    /// <param name="fault">Hears what cannot be read: the place in the list, such as "[0].email", and why.</param>
    public static Attendees Read(JsonElement given, Action<string, string> fault)
    {
        var read = new Attendees();
        switch (given.ValueKind)
        {
            case JsonValueKind.Null:
                break;
            case JsonValueKind.Array:
                foreach (var (number, item) in given.EnumerateArray().Index())
                    read.Add(item, $"[{number}]", fault);
                break;
            default:
                fault("", "It must be a list.");
                break;
        }
        return read;
    }

    /// <summary>One a line, as people type them.</summary>
    public static Attendees Typed(string lines) =>
        [.. lines.Split('\n').Where(line => !string.IsNullOrWhiteSpace(line)).Select(Attendee.FromLine)];

    public static IReadOnlyList<Attendee> Stored(string? lines) =>
        lines?.Split('\n').Where(line => !string.IsNullOrWhiteSpace(line)).Select(FromLine).ToList() ?? [];

    /// <summary>As a row holds them, one a line; null without any.</summary>
    public string? ToStored(string field, Errors errors)
    {
        foreach (var (number, attendee) in this.Index())
            attendee.Check($"{field}[{number}]", errors);
        var lines = string.Join('\n', this.Select(attendee => attendee.Line));
        if (lines.Length > Longest)
            errors.Add(field, $"It is longer than {Longest:N0} characters.");
        return lines.Length == 0 ? null : lines;
    }

    private static Attendee FromLine(string line) =>
        line.Split(Column) is [var name, var email, var role] ? new Attendee(name, email, role).Clean() : Attendee.FromText(line);

    private void Add(JsonElement item, string place, Action<string, string> fault)
    {
        switch (item.ValueKind)
        {
            case JsonValueKind.Null:
                break;
            case JsonValueKind.String when string.IsNullOrWhiteSpace(item.GetString()):
                break;
            case JsonValueKind.String:
                Add(Attendee.FromText(item.GetString()!));
                break;
            case JsonValueKind.Object:
                Add(OfObject(item, place, fault));
                break;
            default:
                fault(place, Expectation);
                break;
        }
    }

    private static Attendee OfObject(JsonElement item, string place, Action<string, string> fault)
    {
        var attendee = new Attendee(null, null, null);
        foreach (var property in item.EnumerateObject())
        {
            var text = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString() : null;
            if (property.Name is not ("name" or "email" or "role"))
                fault($"{place}.{BodyFaults.Cut(property.Name)}", BodyFaults.UnknownField);
            else if (text is null && property.Value.ValueKind != JsonValueKind.Null)
                fault($"{place}.{property.Name}", "It must be a text in quotes.");
            else
                attendee = property.Name switch
                {
                    "name" => attendee with { Name = text },
                    "email" => attendee with { Email = text },
                    _ => attendee with { Role = text },
                };
        }
        return attendee.Clean();
    }
}

internal sealed class AttendeesJson : JsonConverter<Attendees>
{
    public override Attendees Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        var given = ((JsonConverter<JsonElement>)options.GetConverter(typeof(JsonElement))).Read(ref reader, typeof(JsonElement), options);
        return Attendees.Read(given, (place, fault) => throw new JsonException(null, new PlacedFault(place, fault)));
    }

    public override void Write(Utf8JsonWriter writer, Attendees value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.AsEnumerable(), options);
}
