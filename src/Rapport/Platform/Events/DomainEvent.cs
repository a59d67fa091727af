using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rapport.Platform.Events;

/// <summary>The stored name of an event: noun.past_tense, never renamed.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class EventNameAttribute(string name) : Attribute
{
    public string Name => name;
}

/// <summary>Something that changed, in the past tense. Its properties are its payload.</summary>
public abstract record DomainEvent
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>What kind of record changed: "customer", "contact", "import" …</summary>
    [JsonIgnore]
    public abstract string SubjectType { get; }

    [JsonIgnore]
    public abstract Guid SubjectId { get; }

    /// <summary>Whose personal data the payload holds; it is then sealed with that person's key.</summary>
    [JsonIgnore]
    public virtual Guid? PersonId => null;

    /// <summary>Names of the records whose sections on open pages this touches, such as "customer:…".</summary>
    [JsonIgnore]
    public virtual IEnumerable<string> Touches => [$"{SubjectType}:{SubjectId}"];

    [JsonIgnore]
    public string Name => NameOf(GetType());

    public static string NameOf(Type type) =>
        type.GetCustomAttribute<EventNameAttribute>()?.Name ?? throw new InvalidOperationException($"{type.Name} has no event name.");

    public JsonElement Payload() => JsonSerializer.SerializeToElement(this, GetType(), Json);

    /// <summary>The event of a line that holds no personal data, and so lies open.</summary>
    internal static T Read<T>(EventRow line)
        where T : DomainEvent
    {
        if (line.PersonId is not null)
            throw new InvalidOperationException($"{line.Name} is sealed with the key of a person.");
        using var payload = JsonDocument.Parse(line.Payload);
        return payload.RootElement.GetProperty("data").Deserialize<T>(Json)!;
    }
}

/// <summary>A field's value before and after.</summary>
public sealed record FieldChange(object? From, object? To);
