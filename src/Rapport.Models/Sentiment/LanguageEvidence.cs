using System.Numerics;
using System.Runtime.CompilerServices;

namespace Rapport.Models.Sentiment;

/// <summary>Counts what speaks for English and for other languages in one text.</summary>
internal struct LanguageEvidence
{
    private const int FewWords = 5;

    private Counts foreign;
    private float english;
    private int small;

    /// <summary>Words with letters, and those of them that no list has.</summary>
    public int Words, Unheard;

    /// <summary>Words with a letter that English does not use.</summary>
    public int OtherLetters;

    public void Add(in Term term)
    {
        Words++;
        var languages = term.Languages;
        if (languages == 0) english += term.IsEnglish ? 0.6f : 0;
        else if (languages == 1) english += 1;
        else
        {
            english += (languages & 1) == 1 ? 1 : term.IsEnglish ? 0.6f : 0;
            small++;
            for (languages &= ~1u; languages != 0; languages &= languages - 1) foreign[BitOperations.TrailingZeroCount(languages)]++;
        }
    }

    /// <summary>Whether the text is English rather than anything else; a text of names alone is not.</summary>
    public readonly bool IsEnglish
    {
        get
        {
            if (Words == 0) return true;
            var best = 0f;
            if (small > 0) for (var i = 1; i < Lexicon.Languages; i++) best = Math.Max(best, foreign[i]);
            if (english <= 0 || best + 0.5f * OtherLetters > english) return false;
            return Words < FewWords || english >= 0.15f * Words;
        }
    }

    [InlineArray(Lexicon.Languages)]
    private struct Counts
    {
        private int first;
    }
}
