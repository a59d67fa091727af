using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Rapport.Platform.Data;

namespace Rapport.Platform.Http;

/// <summary>How the API speaks JSON: snake_case, enums as their words, times in UTC, nothing that a database could not store.</summary>
public static class ApiJson
{
    public static JsonSerializerOptions Options { get; } =
        Configure(new JsonSerializerOptions(JsonSerializerDefaults.General) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() });

    /// <summary>Reads what clients send: a field that nobody reads is refused by name, see <see cref="BodyFaults"/>.</summary>
    public static JsonSerializerOptions Requests { get; } =
        ForRequests(new JsonSerializerOptions(JsonSerializerDefaults.General) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() });

    public static JsonSerializerOptions ForRequests(JsonSerializerOptions options)
    {
        Configure(options);
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.TypeInfoResolver = options.TypeInfoResolver!.WithAddedModifier(ForgetIgnored);
        return options;
    }

    /// <summary>A field that JSON never fills is no field of a request; else it would be passed over in silence.</summary>
    private static void ForgetIgnored(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
            return;
        foreach (var ignored in type.Properties.Where(property => property is { Get: null, Set: null }).ToList())
            type.Properties.Remove(ignored);
    }

    private static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.PropertyNameCaseInsensitive = false;
        options.DictionaryKeyPolicy = null;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.AllowDuplicateProperties = false;
        options.MaxDepth = 32;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new WordJson());
        options.Converters.Add(new MaybeJson());
        options.Converters.Add(new TextJson());
        options.Converters.Add(new ElementJson());
        options.Converters.Add(new TimeJson());
        options.TypeInfoResolver = options.TypeInfoResolver!.WithAddedModifier(InlineJson.Expand);
        return options;
    }
}

/// <summary>A field of a request that knows whether it was sent: absent leaves the value alone, null clears it.</summary>
public readonly record struct Maybe<T>(T? Value, bool IsSet = true)
{
    public static implicit operator Maybe<T>(T? value) => new(value);

    public T? Or(T? other) => IsSet ? Value : other;
}

internal sealed class MaybeJson : JsonConverterFactory
{
    public override bool CanConvert(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Maybe<>);

    public override JsonConverter CreateConverter(Type type, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(type.GetGenericArguments()))!;

    private sealed class Of<T> : JsonConverter<Maybe<T>>
    {
        public override bool HandleNull => true;

        public override Maybe<T> Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.Null && default(T) is null)
                return new(default);
            // Straight through the value's own converter: a second deserializer would forget which field it is in.
            return new(((JsonConverter<T>)options.GetConverter(typeof(T))).Read(ref reader, typeof(T), options));
        }

        public override void Write(Utf8JsonWriter writer, Maybe<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Value, options);
    }
}

internal sealed class WordJson : JsonConverterFactory
{
    public override bool CanConvert(Type type) => type.IsEnum;

    public override JsonConverter CreateConverter(Type type, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(type))!;

    private sealed class Of<T> : JsonConverter<T>
        where T : struct, Enum
    {
        public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            if (
                reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
                && Words.TryParse<T>(reader.GetString(), out var value)
            )
                return value;
            throw new JsonException(null, new FormatException($"It must be one of {string.Join(", ", Words.All<T>())}."));
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Words.Of(value));

        public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            Read(ref reader, type, options);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WritePropertyName(Words.Of(value));
    }
}

/// <summary>Refuses text that PostgreSQL cannot hold: NUL, and halves of surrogate pairs.</summary>
internal sealed class TextJson : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException(null, new FormatException("It must be a text in quotes."));
        string? text;
        try
        {
            text = reader.GetString();
        }
        catch (InvalidOperationException)
        {
            throw new JsonException(null, new FormatException("It holds text that is not valid Unicode."));
        }
        return StorableText.Fault(text) is { } fault ? throw new JsonException(null, new FormatException(fault)) : text;
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>A value of any shape, whose texts all can be stored.</summary>
internal sealed class ElementJson : JsonConverter<JsonElement>
{
    public override JsonElement Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        // The framework's own reader, which refuses fields that stand there twice.
        var element = JsonMetadataServices.JsonElementConverter.Read(ref reader, type, options);
        return StorableText.Fault(element) is { } fault ? throw new JsonException(null, new FormatException(fault)) : element;
    }

    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) => value.WriteTo(writer);
}

public static class StorableText
{
    /// <summary>The fault of any text within, or of the names of fields alone.</summary>
    public static string? Fault(JsonElement element, bool names = false)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.String when !names => Fault(element.GetString()),
                JsonValueKind.Array => element.EnumerateArray().Select(e => Fault(e, names)).FirstOrDefault(f => f is not null),
                JsonValueKind.Object => element
                    .EnumerateObject()
                    .Select(p => Fault(p.Name) ?? Fault(p.Value, names))
                    .FirstOrDefault(f => f is not null),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            return "It holds text that is not valid Unicode.";
        }
    }

    public static string? Fault(string? text)
    {
        if (text is null)
            return null;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0')
                return "It holds a NUL character.";
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsSurrogate(text[i]))
                return "It holds half of a character.";
        }
        return null;
    }
}

internal sealed class TimeJson : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var time) && time.Year is > 1 and < 9999
            ? time.ToUniversalTime()
            : throw new JsonException(null, new FormatException("It must be a time such as 2026-03-01T09:30:00Z."));

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(StoredValue.TimeText(value));
}
