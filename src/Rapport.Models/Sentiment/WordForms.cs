namespace Rapport.Models.Sentiment;

/// <summary>
/// The valence of words that the lexicon lacks but knows in another form: drawn-out letters, endings, un- and compound words.
/// </summary>
internal static class WordForms
{
    private const int Longest = 32;

    private static readonly (string Ending, string Instead)[] Endings =
    [
        ("'s", ""),
        ("s", ""),
        ("es", ""),
        ("ies", "y"),
        ("ed", ""),
        ("ed", "e"),
        ("d", ""),
        ("ing", ""),
        ("ing", "e"),
        ("in", "ing"),
        ("in'", "ing"),
        ("ly", ""),
        ("ily", "y"),
        ("ness", ""),
        ("iness", "y"),
        ("er", ""),
        ("er", "e"),
        ("ier", "y"),
        ("est", ""),
        ("est", "e"),
        ("iest", "y"),
        ("ful", ""),
        ("able", ""),
        ("able", "e"),
    ];

    /// <summary>The number of the term that a word in lower case is a form of, or −1; and what its valence is multiplied by.</summary>
    public static int Find(Lexicon lexicon, ReadOnlySpan<char> word, out float times)
    {
        times = 1;
        if (word.Length is < 3 or > Longest)
            return -1;
        Span<char> form = stackalloc char[Longest + 4];
        if (Drawn(lexicon, word, form) is >= 0 and var plain)
        {
            times = 1.2f;
            return plain;
        }
        if (word.Length > 5)
        {
            if (WithoutEnding(lexicon, word, form) is >= 0 and var stem)
                return stem;
            var prefix =
                word.StartsWith("non-", StringComparison.Ordinal) ? 4
                : word.StartsWith("un", StringComparison.Ordinal) ? 2
                : 0;
            if (prefix > 0 && lexicon.Find(word[prefix..]) is >= 0 and var opposite && lexicon.Terms[opposite].Valence > 0)
            {
                times = -0.74f;
                return opposite;
            }
        }
        var hyphen = word.LastIndexOf('-');
        if (hyphen <= 0 || hyphen == word.Length - 1)
            return -1;
        times = lexicon.Find(word[..hyphen]) is >= 0 and var first && lexicon.Terms[first].Role == TermRole.Negator ? -0.74f : 1;
        var last = lexicon.Find(word[(hyphen + 1)..]);
        return last >= 0 ? last : lexicon.Find(word[..hyphen]);
    }

    // "sooooo" and "loooove": runs of three and more become two, then one.
    private static int Drawn(Lexicon lexicon, ReadOnlySpan<char> word, Span<char> form)
    {
        for (var keep = 2; keep >= 1; keep--)
        {
            var (length, run, longest) = (0, 0, 0);
            for (var i = 0; i < word.Length; i++)
            {
                run = i > 0 && word[i] == word[i - 1] ? run + 1 : 1;
                longest = Math.Max(longest, run);
                if (run <= keep || run <= 2 && !IsRun(word, i))
                    form[length++] = word[i];
            }
            if (longest < 3)
                return -1;
            if (lexicon.Find(form[..length]) is >= 0 and var id)
                return id;
        }
        return -1;
    }

    private static bool IsRun(ReadOnlySpan<char> word, int at)
    {
        var (from, to) = (at, at);
        while (from > 0 && word[from - 1] == word[at])
            from--;
        while (to < word.Length - 1 && word[to + 1] == word[at])
            to++;
        return to - from >= 2;
    }

    private static int WithoutEnding(Lexicon lexicon, ReadOnlySpan<char> word, Span<char> form)
    {
        foreach (var (ending, instead) in Endings)
        {
            if (!word.EndsWith(ending, StringComparison.Ordinal) || word.Length - ending.Length < 3)
                continue;
            var stem = word[..^ending.Length];
            stem.CopyTo(form);
            instead.CopyTo(form[stem.Length..]);
            if (lexicon.Find(form[..(stem.Length + instead.Length)]) is >= 0 and var id && lexicon.Terms[id].IsEnglish)
                return id;
        }
        return -1;
    }
}
