using System.Text;

namespace Rapport.Models.Sentiment;

/// <summary>Reads a text into words and signs, with what stands between them.</summary>
/// <remarks>Addresses and names behind @ are passed over; of a hashtag the word counts.</remarks>
internal ref struct TextTokens(Lexicon lexicon, Span<char> lower, Span<Token> tokens, Span<int> ids)
{
    private readonly Lexicon lexicon = lexicon;
    private readonly Span<char> lower = lower;
    private readonly Span<Token> tokens = tokens;
    private readonly Span<int> ids = ids;
    private TokenMarks pending;

    public LanguageEvidence Language;
    public int Count,
        Exclamations,
        Questions,
        Capitals,
        Words,
        Signs;

    public void Read(scoped ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length; )
        {
            var c = text[at];
            if (c == ' ')
                at++;
            else if (char.IsAsciiLetterOrDigit(c) || c >= 0xAA && char.IsLetterOrDigit(c))
                at = Word(text, at);
            else if (c < 128)
                at = Sign(text, at);
            else if (char.IsSurrogate(c) || c >= 0x2190)
                at = Emoji(text, at);
            else
            {
                if (c is '…' or '–' or '—')
                    pending |= TokenMarks.ClauseBefore;
                at++;
            }
        }
    }

    private int Word(scoped ReadOnlySpan<char> text, int start)
    {
        var (end, upper, letters, other) = (start, 0, 0, 0);
        for (; end < text.Length; end++)
        {
            var c = text[end];
            if (char.IsAsciiLetterLower(c))
                letters++;
            else if (char.IsAsciiLetterUpper(c))
            {
                letters++;
                upper++;
                c = (char)(c | 0x20);
            }
            else if (char.IsAsciiDigit(c)) { }
            else if (c is '\'' or '’' or '-' or '_')
            {
                if (end + 1 == text.Length || !char.IsLetterOrDigit(text[end + 1]))
                    break;
                if (c == '’')
                    c = '\'';
            }
            else if (c >= 0xAA && char.IsLetter(c))
            {
                letters++;
                other++;
                c = char.ToLowerInvariant(c);
            }
            else
                break;
            lower[end - start] = c;
        }
        if (end - start <= 5 && IsAddress(lower[..(end - start)], text[end..]))
            return Blank(text, end);
        if (letters > 0)
            Add(lower[..(end - start)], upper == letters && letters > 1, other);
        else
            Number(lower[..(end - start)]);
        return end;
    }

    private static bool IsAddress(scoped ReadOnlySpan<char> word, scoped ReadOnlySpan<char> rest) =>
        rest.StartsWith("://", StringComparison.Ordinal) || word is "www" && rest.StartsWith(".", StringComparison.Ordinal);

    private static int Blank(scoped ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && !char.IsWhiteSpace(text[at]))
            at++;
        return at;
    }

    private void Add(scoped ReadOnlySpan<char> word, bool isCapitals, int other)
    {
        var id = lexicon.Find(word);
        var times = 1f;
        var hyphen = -1;
        if (id < 0)
            id = WordForms.Find(lexicon, word, out times);
        if (id < 0 && (hyphen = word.IndexOf('-')) > 0)
        {
            // Words drawn together by hyphens of which none is known alone stand for themselves.
            Add(word[..hyphen], isCapitals, other);
            Add(word[(hyphen + 1)..], isCapitals, 0);
            return;
        }
        Words++;
        if (isCapitals)
            Capitals++;
        if (other > 0)
            Language.OtherLetters++;
        if (id >= 0)
            Language.Add(lexicon.Terms[id]);
        else
            Language.AddUnheard(word);
        Put(id, times, isCapitals ? TokenMarks.Capitals : TokenMarks.None);
    }

    private void Number(scoped ReadOnlySpan<char> digits)
    {
        var id = lexicon.Find(digits);
        // Numbers have a meaning in phrases ("5 stars") only; as slang (143, 187) they are numbers more often than not.
        Put(id, 0, TokenMarks.None);
    }

    private void Put(int id, float times, TokenMarks marks)
    {
        if (Count == tokens.Length)
            return;
        ref var token = ref tokens[Count];
        token = default;
        if (id >= 0)
        {
            ref readonly var term = ref lexicon.Terms[id];
            (token.Valence, token.Strength, token.Role) = (term.Valence * times, term.Strength, term.Role);
        }
        token.Marks = marks | pending;
        pending = TokenMarks.None;
        ids[Count++] = times == 1 || times == 0 ? id : -1;
    }

    private void PutSign(int id)
    {
        Signs++;
        Put(id, 1, TokenMarks.Sign | TokenMarks.ClauseBefore);
        pending |= TokenMarks.ClauseBefore;
    }

    private int Sign(scoped ReadOnlySpan<char> text, int at)
    {
        var c = text[at];
        if (lexicon.MayStartSign(c) && Emoticon(text, at) is > 0 and var length)
            return at + length;
        switch (c)
        {
            case '@' when at + 1 < text.Length && char.IsLetter(text[at + 1]) && (at == 0 || !char.IsLetterOrDigit(text[at - 1])):
                return Blank(text, at);
            case '!':
                Exclamations++;
                pending |= TokenMarks.SentenceBefore | TokenMarks.ClauseBefore;
                break;
            case '?':
                Questions++;
                pending |= TokenMarks.SentenceBefore | TokenMarks.ClauseBefore;
                break;
            case '.' when at + 1 == text.Length || text[at + 1] is ' ' or '\n' or '\r' or '"':
                pending |= TokenMarks.SentenceBefore | TokenMarks.ClauseBefore;
                break;
            case '\n' or '.' or ',' or ';' or ':' or '(' or ')' or '/' or '[' or ']':
                pending |= TokenMarks.ClauseBefore;
                break;
        }
        return at + 1;
    }

    // The longest sign from here that does not run into a word.
    private int Emoticon(scoped ReadOnlySpan<char> text, int at)
    {
        Span<char> sign = stackalloc char[Lexicon.LongestSign];
        var longest = Math.Min(Lexicon.LongestSign, text.Length - at);
        for (var i = 0; i < longest; i++)
            sign[i] = char.ToLowerInvariant(text[at + i]);
        var isBehindWord = at > 0 && char.IsLetterOrDigit(text[at - 1]);
        for (var length = longest; length > 1; length--)
        {
            var last = sign[length - 1];
            if (
                last == ' '
                || char.IsLetterOrDigit(last) && (isBehindWord || at + length < text.Length && char.IsLetterOrDigit(text[at + length]))
            )
                continue;
            if (isBehindWord && sign[0] is ')' or '(' or '/' or '$' or '&' or '%')
                continue;
            if (lexicon.Find(sign[..length]) is not (>= 0 and var id))
                continue;
            PutSign(id);
            return length;
        }
        return 0;
    }

    private int Emoji(scoped ReadOnlySpan<char> text, int at)
    {
        if (
            Rune.DecodeFromUtf16(text[at..], out _, out var length) == System.Buffers.OperationStatus.Done
            && lexicon.Find(text.Slice(at, length)) is >= 0 and var id
        )
            PutSign(id);
        return at + Math.Max(1, length);
    }
}
