using System.Buffers;
using System.Net;

namespace Rapport.Models.Sentiment;

/// <summary>The sentiment of short English texts, by a lexicon and rules.</summary>
/// <remarks>
/// After C.J. Hutto and E.E. Gilbert, VADER, ICWSM 2014: valences of words, changed by intensifiers, capitals, negation and contrast near
/// them, summed and
/// drawn into −1…1. Phrases, words of trade, other forms of known words, and the test for the language are our own. Any text is answered;
/// nothing is refused.
/// </remarks>
public static class SentimentScorer
{
    private const int OnStack = 256;

    public static TextSentiment Score(ReadOnlySpan<char> text)
    {
        if (text.Contains('&') && text.Contains(';'))
            text = WebUtility.HtmlDecode(text.ToString());
        if (text.Length <= OnStack)
            return Score(text, stackalloc char[OnStack], stackalloc Token[OnStack], stackalloc int[OnStack]);
        var (lower, tokens, ids) = (
            ArrayPool<char>.Shared.Rent(text.Length),
            ArrayPool<Token>.Shared.Rent(text.Length),
            ArrayPool<int>.Shared.Rent(text.Length)
        );
        try
        {
            return Score(text, lower, tokens, ids);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(lower);
            ArrayPool<Token>.Shared.Return(tokens);
            ArrayPool<int>.Shared.Return(ids);
        }
    }

    private static TextSentiment Score(ReadOnlySpan<char> text, Span<char> lower, Span<Token> tokens, Span<int> ids)
    {
        var read = new TextTokens(Lexicon.English, lower, tokens, ids);
        read.Read(text);
        if (read.Words + read.Signs == 0 || !read.Language.IsEnglish(read.Signs > 0))
            return new TextSentiment(0, SentimentLabel.Unknown, 0, 0);
        var found = tokens[..read.Count];
        SentimentRules.JoinPhrases(Lexicon.English, found, ids[..read.Count]);
        return SentimentRules.Sum(found, read.Capitals > 0 && read.Capitals < read.Words, read.Exclamations, read.Questions);
    }
}
