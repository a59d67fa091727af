namespace Rapport.Models.Linkage;

/// <summary>Finds known words in spite of a typing error, by equal keys alone.</summary>
/// <remarks>
/// Symmetric deletion (Garbe 2012): two beginnings of seven letters that differ by a letter too many, too few, a wrong one or two swapped
/// become equal when at most one letter is left out of each. Keys are stored: a change of them is a migration.
/// </remarks>
public static class Spelling
{
    private const int Shortest = 4,
        Longest = 40,
        Beginning = 7,
        LongWord = 8;

    /// <summary>True of a folded word that tolerates errors: letters alone, four to forty.</summary>
    public static bool Tolerates(string word) => word.Length is >= Shortest and <= Longest && word.All(char.IsLetter);

    /// <summary>The keys of a word's beginning and of all that is left when one letter of it is missing; at most eight.</summary>
    public static IReadOnlyList<long> Keys(string word)
    {
        var start = word.Length > Beginning ? word[..Beginning] : word;
        var keys = new List<long>(start.Length + 1) { BlockingKeys.KeyOf(start) };
        for (var at = 0; at < start.Length; at++)
            if (BlockingKeys.KeyOf(start.Remove(at, 1)) is var key && !keys.Contains(key))
                keys.Add(key);
        return keys;
    }

    /// <summary>
    /// How much a word is like what was typed, from 1 down; 0 when more than one error lies between them, two from eight letters on. What
    /// was typed may be the word's beginning.
    /// </summary>
    public static double Likeness(string typed, string word)
    {
        var tolerated = typed.Length >= LongWord ? 2 : 1;
        var errors = DamerauLevenshtein.Distance(typed, word, tolerated);
        if (errors <= tolerated)
            return 1 - (double)errors / typed.Length;
        for (var length = typed.Length - tolerated; length <= Math.Min(typed.Length + tolerated, word.Length - 1); length++)
            errors = Math.Min(errors, DamerauLevenshtein.Distance(typed, word.AsSpan(0, length), tolerated));
        return errors <= tolerated ? 0.9 - (double)errors / typed.Length : 0;
    }
}
