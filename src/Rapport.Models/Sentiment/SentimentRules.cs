namespace Rapport.Models.Sentiment;

/// <summary>How words change the valence of those near them, and what the whole comes to.</summary>
internal static class SentimentRules
{
    // The constants of the paper's section 3.2 and of its normalisation.
    private const double OfCapitals = 0.733;
    private const double OfNegation = -0.74;
    private const double OfExclamation = 0.4;

    // The paper divides by the root of the squared sum and 15. Long texts gather valence by length alone: a weak power of their words, one
    // at the paper's dozen, makes up for it.
    private const double Alpha = 20;
    private const double UsualWords = 12;
    private const double OfLength = 0.3;
    private const int FewWords = 4;

    private const int Reach = 3;

    public static void JoinPhrases(Lexicon lexicon, Span<Token> tokens, ReadOnlySpan<int> ids)
    {
        for (var i = 0; i < tokens.Length; i++)
        {
            if (
                ids[i] < 0
                || lexicon.Terms[ids[i]].LongestPhrase == 0
                || lexicon.FindPhrase(ids[i..], out var valence) is not (> 1 and var length)
            )
                continue;
            for (var word = i; word < i + length; word++)
                (tokens[word].Valence, tokens[word].Strength, tokens[word].Role) = (0, 0, TermRole.None);
            tokens[i].Valence = valence;
            i += length - 1;
        }
    }

    public static TextSentiment Sum(Span<Token> tokens, bool countsCapitals, int exclamations, int questions)
    {
        var words = 0;
        var (praise, complaint) = (0.0, 0.0);
        for (var from = 0; from < tokens.Length; )
        {
            var to = from + 1;
            while (to < tokens.Length && !tokens[to].Marks.HasFlag(TokenMarks.SentenceBefore))
                to++;
            AddSentence(tokens[from..to], countsCapitals, ref praise, ref complaint);
            from = to;
        }
        var sum = praise - complaint;
        var emphasis = OfExclamation * Math.Min(exclamations, 4) + (questions < 2 ? 0 : Math.Min(0.18 * questions, 0.96));
        sum +=
            sum > 0 ? emphasis
            : sum < 0 ? -emphasis
            : 0;
        foreach (ref readonly var token in tokens)
            words += token.Marks.HasFlag(TokenMarks.Sign) || token.Role == TermRole.Intensifier ? 0 : 1;
        sum *= Math.Pow(UsualWords / Math.Max(FewWords, words), OfLength);
        var score = sum / Math.Sqrt(sum * sum + Alpha);
        return new TextSentiment(score, Label(score, praise, complaint), praise, complaint);
    }

    private static SentimentLabel Label(double score, double praise, double complaint) =>
        Math.Min(praise, complaint) >= 1.5 && Math.Max(praise, complaint) < 1.4 * Math.Min(praise, complaint) ? SentimentLabel.Mixed
        : score >= TextSentiment.NeutralBelow ? SentimentLabel.Positive
        : score <= -TextSentiment.NeutralBelow ? SentimentLabel.Negative
        : SentimentLabel.Neutral;

    private static void AddSentence(Span<Token> tokens, bool countsCapitals, ref double praise, ref double complaint)
    {
        var contrast = -1;
        for (var i = tokens.Length - 1; i > 0 && contrast < 0; i--)
            if (tokens[i].Role == TermRole.Contrast)
                contrast = i;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i].Valence == 0 || IsForAnother(tokens, i))
                continue;
            var valence = InContext(tokens, i, countsCapitals);
            if (contrast >= 0)
                valence *= i < contrast ? 0.5 : 1.5;
            if (valence > 0)
                praise += valence;
            else
                complaint -= valence;
        }
    }

    // An intensifier or a "no" that stands before another word with valence is only what it does to that word.
    private static bool IsForAnother(Span<Token> tokens, int at)
    {
        if (tokens[at].Role == TermRole.None)
            return false;
        for (var next = at + 1; next < Math.Min(tokens.Length, at + 1 + (tokens[at].Role == TermRole.Negator ? Reach : 1)); next++)
            if (tokens[next].Valence != 0)
                return true;
        return false;
    }

    private static double InContext(Span<Token> tokens, int at, bool countsCapitals)
    {
        double valence = tokens[at].Valence;
        if (countsCapitals && tokens[at].Marks.HasFlag(TokenMarks.Capitals))
            valence += Math.Sign(valence) * OfCapitals;
        var isNegated = false;
        for (var back = 1; back <= Reach && at - back >= 0 && !tokens[at - back + 1].Marks.HasFlag(TokenMarks.ClauseBefore); back++)
        {
            ref readonly var before = ref tokens[at - back];
            if (before.Role == TermRole.Negator)
                isNegated = !isNegated;
            if (before.Role != TermRole.Intensifier)
                continue;
            var strength =
                before.Strength
                + (countsCapitals && before.Marks.HasFlag(TokenMarks.Capitals) ? Math.Sign(before.Strength) * OfCapitals : 0);
            valence += Math.Sign(valence) * strength * (1.05 - 0.05 * back);
        }
        return isNegated ? valence * OfNegation : valence;
    }
}
