namespace Rapport.Tests.Harness.Statements;

internal enum TokenKind
{
    Word,
    Name,
    Literal,
    Parameter,
    Symbol,
    Group,
}

/// <summary>A word, a value, a sign, or a pair of parentheses with all that stands between them.</summary>
/// <param name="Text">Words in lower case; quoted names without their quotes.</param>
internal sealed record SqlToken(TokenKind Kind, string Text, IReadOnlyList<SqlToken> Inside)
{
    public bool Is(string text) => Kind is TokenKind.Word or TokenKind.Symbol && Text == text;

    public bool IsIdentifier => Kind is TokenKind.Word or TokenKind.Name;

    public bool IsQuery => Kind == TokenKind.Group && Inside.Count > 0 && (Inside[0].Is("select") || Inside[0].Is("with"));
}

/// <summary>Cuts the text of a statement into its parts, in the dialects of both databases.</summary>
internal static class SqlTokens
{
    private static readonly string[] LongSymbols = ["<>", "!=", "<=", ">=", "||", "::", "->>", "->", "@@", "<%"];

    public static IReadOnlyList<SqlToken> Of(string text)
    {
        var at = 0;
        return Read(text, ref at);
    }

    private static List<SqlToken> Read(string text, ref int at)
    {
        var tokens = new List<SqlToken>();
        while (at < text.Length)
        {
            var sign = text[at];
            if (char.IsWhiteSpace(sign))
                at++;
            else if (text.AsSpan(at).StartsWith("--"))
                at = text.IndexOf('\n', at) is >= 0 and var end ? end : text.Length;
            else if (sign == ')')
            {
                at++;
                return tokens;
            }
            else if (sign == '(')
            {
                at++;
                tokens.Add(new(TokenKind.Group, "(", Read(text, ref at)));
            }
            else
                tokens.Add(Next(text, ref at));
        }
        return tokens;
    }

    private static SqlToken Next(string text, ref int at)
    {
        var (start, sign) = (at, text[at]);
        switch (sign)
        {
            case '\'':
                return new(TokenKind.Literal, Quoted(text, ref at), []);
            case '"':
                return new(TokenKind.Name, Quoted(text, ref at), []);
            case '$' or '@' or '?' when start + 1 < text.Length && IsPartOfWord(text[start + 1]):
                at++;
                Skip(text, ref at);
                return new(TokenKind.Parameter, text[start..at], []);
        }
        if (char.IsDigit(sign))
        {
            while (at < text.Length && (IsPartOfWord(text[at]) || text[at] == '.'))
                at++;
            return new(TokenKind.Literal, text[start..at], []);
        }
        if (IsPartOfWord(sign))
        {
            Skip(text, ref at);
            return new(TokenKind.Word, text[start..at].ToLowerInvariant(), []);
        }
        var symbol = LongSymbols.FirstOrDefault(s => string.CompareOrdinal(text, start, s, 0, s.Length) == 0) ?? sign.ToString();
        at += symbol.Length;
        return new(TokenKind.Symbol, symbol, []);
    }

    private static string Quoted(string text, ref int at)
    {
        var (quote, start) = (text[at], at + 1);
        at++;
        while (at < text.Length && (text[at] != quote || (at + 1 < text.Length && text[at + 1] == quote)))
            at += text[at] == quote ? 2 : 1;
        at++;
        return text[start..Math.Min(at - 1, text.Length)];
    }

    private static void Skip(string text, ref int at)
    {
        while (at < text.Length && IsPartOfWord(text[at]))
            at++;
    }

    private static bool IsPartOfWord(char sign) => char.IsLetterOrDigit(sign) || sign == '_';
}
