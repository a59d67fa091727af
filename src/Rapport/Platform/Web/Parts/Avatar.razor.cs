using System.Globalization;

namespace Rapport.Platform.Web.Parts;

public partial class Avatar
{
    private const int Tints = 6;

    /// <summary>First letters of the first and the last word: "Owen &amp; Joyce Sutcliffe" is OS.</summary>
    internal static string Initials(string name)
    {
        var words = name.Split([' ', '-', '.', ',', '/'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(word => char.IsLetterOrDigit(word, 0))
            .ToArray();
        return words.Length switch
        {
            0 => "?",
            1 => First(words[0]),
            _ => First(words[0]) + First(words[^1]),
        };
    }

    /// <summary>The same tint for the same name on every server and in every release, so not string.GetHashCode.</summary>
    internal static string Tint(string name)
    {
        var hash = 2166136261u;
        foreach (var letter in name.Trim().ToUpperInvariant())
            hash = (hash ^ letter) * 16777619u;
        return $"h{(hash ^ (hash >> 16)) % Tints}";
    }

    private static string First(string word) => StringInfo.GetNextTextElement(word).ToUpper(CultureInfo.CurrentCulture);
}
