using System.Numerics;
using System.Runtime.CompilerServices;

namespace Rapport.Models.Sentiment;

/// <summary>Counts what speaks for English and for other languages in one text.</summary>
internal struct LanguageEvidence
{
    private const int FewWords = 5;

    private static readonly string[] Endings = ["ing", "ed", "ly", "ness", "ful", "less", "ous", "'s", "ght", "ck", "sh", "th", "ity", "y"];

    private Counts foreign;
    private float english;
    private int small;

    /// <summary>Words with letters.</summary>
    public int Words;

    /// <summary>Words with a letter that English does not use.</summary>
    public int OtherLetters;

    public void Add(in Term term)
    {
        Words++;
        var languages = term.Languages;
        if (languages == 0)
            english += term.IsEnglish ? 0.6f : 0;
        else if (languages == 1)
            english += 1;
        else
        {
            english +=
                (languages & 1) == 1 ? 1
                : term.IsEnglish ? 0.6f
                : 0;
            small++;
            for (languages &= ~1u; languages != 0; languages &= languages - 1)
                foreign[BitOperations.TrailingZeroCount(languages)]++;
        }
    }

    /// <summary>A word that no list has: its letters may look English.</summary>
    public void AddUnheard(ReadOnlySpan<char> word)
    {
        Words++;
        foreach (var ending in Endings)
            if (word.Length > 4 && word.EndsWith(ending, StringComparison.Ordinal))
                english += 0.4f;
    }

    /// <summary>Whether the text is English rather than anything else; a text of names alone is not.</summary>
    /// <param name="hasSigns">Whether emoticons or emoji say something even beside names alone.</param>
    public readonly bool IsEnglish(bool hasSigns)
    {
        if (Words == 0)
            return true;
        var best = 0f;
        if (small > 0)
            for (var i = 1; i < Lexicon.Languages; i++)
                best = Math.Max(best, foreign[i]);
        if (best + 0.5f * OtherLetters > english)
            return false;
        if (english <= 0)
            return hasSigns && Words < FewWords;
        return Words < FewWords || english >= 0.1f * Words;
    }

    [InlineArray(Lexicon.Languages)]
    private struct Counts
    {
        private int first;
    }
}
