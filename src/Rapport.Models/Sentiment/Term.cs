namespace Rapport.Models.Sentiment;

internal enum TermRole : byte
{
    None,
    Negator,
    Contrast,
    Intensifier,
}

/// <summary>All that is known of a word, so that one look-up tells it.</summary>
internal struct Term
{
    public float Valence;

    /// <summary>What an intensifier adds to the word behind it.</summary>
    public float Strength;

    /// <summary>A bit for each language in which this is a small word; the first is English.</summary>
    public uint Languages;

    public TermRole Role;

    /// <summary>The number of words in the longest phrase that begins with this one.</summary>
    public byte LongestPhrase;

    /// <summary>Whether the word belongs to English, as a small word, an everyday word or one with valence.</summary>
    public bool IsEnglish;

    /// <summary>Whether the word names nothing.</summary>
    public bool IsGeneric;
}
