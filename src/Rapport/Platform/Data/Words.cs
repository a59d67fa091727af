using System.Collections.Concurrent;
using System.Reflection;

namespace Rapport.Platform.Data;

/// <summary>The word an enum value is stored and spoken as; snake_case of its name unless it says otherwise.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class WordAttribute(string word) : Attribute
{
    public string Word => word;
}

public static class Words
{
    private static readonly ConcurrentDictionary<Type, (Dictionary<object, string> Word, Dictionary<string, object> Value)> Known = new();

    public static string Of<T>(T value)
        where T : struct, Enum => For(typeof(T)).Word[value];

    public static string Of(Enum value) => For(value.GetType()).Word[value];

    public static string Of(Type type, string name) => For(type).Word[Enum.Parse(type, name)];

    public static T Parse<T>(string word)
        where T : struct, Enum =>
        TryParse<T>(word, out var value) ? value : throw new FormatException($"'{word}' is not one of {string.Join(", ", All<T>())}.");

    public static bool TryParse<T>(string? word, out T value)
        where T : struct, Enum
    {
        value = default;
        if (word is null || !For(typeof(T)).Value.TryGetValue(word, out var found))
            return false;
        value = (T)found;
        return true;
    }

    public static bool TryParse(Type type, string word, out object? value) => For(type).Value.TryGetValue(word, out value);

    public static IEnumerable<string> All(Type type) => For(type).Value.Keys;

    public static IEnumerable<string> All<T>()
        where T : struct, Enum => For(typeof(T)).Value.Keys;

    private static (Dictionary<object, string> Word, Dictionary<string, object> Value) For(Type type) =>
        Known.GetOrAdd(
            type,
            static type =>
            {
                var words = Enum.GetNames(type)
                    .ToDictionary(
                        name => Enum.Parse(type, name),
                        name => type.GetField(name)!.GetCustomAttribute<WordAttribute>()?.Word ?? Snake.Of(name)
                    );
                return (words, words.ToDictionary(w => w.Value, w => w.Key, StringComparer.Ordinal));
            }
        );
}
