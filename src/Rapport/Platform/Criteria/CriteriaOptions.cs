using Rapport.Platform.Data;

namespace Rapport.Platform.Criteria;

public static class CriteriaOptions
{
    /// <summary>The words of an enum in their order.</summary>
    public static IReadOnlyList<CriteriaOption> Of(Type type) => [.. Words.All(type).Select(word => new CriteriaOption(word, Said(word)))];

    public static IReadOnlyList<CriteriaOption> Of<T>()
        where T : struct, Enum => Of(typeof(T));

    /// <summary>"in_progress" → "In progress".</summary>
    public static string Said(string word) => char.ToUpperInvariant(word[0]) + word[1..].Replace('_', ' ');
}
