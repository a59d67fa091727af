namespace Rapport.Models.Sentiment;

/// <summary>What a text is like for whoever wrote it.</summary>
public enum SentimentLabel
{
    /// <summary>Written in a language that the scorer does not know, or without words.</summary>
    Unknown,
    Negative,
    Neutral,
    Positive,

    /// <summary>Praise and complaint of about the same weight.</summary>
    Mixed,
}

/// <summary>The sentiment of one text.</summary>
/// <param name="Score">−1 (worst) to 1 (best); 0 where the label is unknown.</param>
/// <param name="Praise">Sum of the valences above 0, in units of the lexicon (4 is the most that a word has).</param>
/// <param name="Complaint">Sum of the valences below 0, as a positive number.</param>
public readonly record struct TextSentiment(double Score, SentimentLabel Label, double Praise, double Complaint)
{
    /// <summary>Scores nearer to 0 than this are neutral.</summary>
    public const double NeutralBelow = 0.05;
}
