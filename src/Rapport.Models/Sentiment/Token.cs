namespace Rapport.Models.Sentiment;

[Flags]
internal enum TokenMarks : byte
{
    None = 0,
    Capitals = 1,

    /// <summary>A comma, a bracket or the like stands before it.</summary>
    ClauseBefore = 2,
    SentenceBefore = 4,

    /// <summary>An emoticon or emoji: no part of a clause.</summary>
    Sign = 8,
}

/// <summary>A word or a sign of a text.</summary>
internal struct Token
{
    public float Valence;
    public float Strength;
    public TermRole Role;
    public TokenMarks Marks;
}
