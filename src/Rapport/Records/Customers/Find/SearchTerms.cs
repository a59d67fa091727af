using Rapport.Formats;
using Rapport.Models.Linkage;
using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Find;

/// <summary>
/// What was typed into the search: words in any order, all of which must be found. A phone number counts as one word, however it is spaced.
/// </summary>
public sealed record SearchTerms(string Typed, IReadOnlyList<SearchTerms.Term> Long, IReadOnlyList<string> Short)
{
    private const int MaxWords = 8;

    /// <summary>Sorts behind every letter, those beyond the first plane too.</summary>
    internal const string LastLetter = "\U0010FFFF";

    /// <summary>A word of three letters or more: how it stands among the names, and how among e-mails and digits.</summary>
    public sealed record Term(string InNames, string InDetails);

    public bool IsEmpty => Long.Count == 0 && Short.Count == 0;

    public static SearchTerms Of(string text)
    {
        var typed = NameFolding.Key(text);
        if (IsPhone(text))
            return new(typed, [new Term(text.Trim().ToLowerInvariant(), PhoneNumber.Digits(text))], []);
        var (longer, shorter) = (new List<Term>(), new List<string>());
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(MaxWords))
        {
            var folded = NameFolding.Key(word);
            var detail = word.All(char.IsAsciiDigit) ? word.TrimStart('0') : word.ToLowerInvariant();
            if (Letters(folded) >= 3 || Letters(detail) >= 3)
                longer.Add(new Term(folded.Length > 0 ? folded : detail, detail.Length > 0 ? detail : folded));
            else if (folded.Length > 0)
                shorter.Add(folded);
        }
        return new(typed, longer, shorter);
    }

    /// <summary>As the databases count them: a letter beyond the first plane is one.</summary>
    internal static int Letters(string word) => word.EnumerateRunes().Count();

    private static bool IsPhone(string text) =>
        text.Count(char.IsDigit) >= 5
        && PhoneNumber.Digits(text).Length >= 3
        && text.All(c => char.IsDigit(c) || char.IsWhiteSpace(c) || c is '+' or '-' or '(' or ')' or '.' or '/');

    /// <summary>
    /// Words of one or two letters: the beginning of any word of the names, a tag or an external ID, and any place of a name that is
    /// written without spaces.
    /// </summary>
    public IEnumerable<Sql> ShortConditions(Guid organization) =>
        Short.Select(word =>
            Sql.Of(
                $"exists (select 1 from name_words w where w.organization_id = {organization} and w.customer_id = c.id and w.word >= {word} and w.word < {word + LastLetter})"
            )
        );

    /// <summary>The longer words as a condition on each row: for walking an index when a word is common.</summary>
    public IEnumerable<Sql> WalkConditions(Guid organization, bool namesOnly) =>
        Long.Select(term =>
            Sql.Of(
                $"""
                exists (select 1 from customer_search s where s.organization_id = {organization} and s.customer_id = c.id
                        and (s.names like {Pattern(term.InNames)} escape '\' {(
                    namesOnly ? Sql.Empty : Sql.Of($"or s.details like {Pattern(term.InDetails)} escape '\\'")
                )}))
                """
            )
        );

    private static string Pattern(string word) => "%" + word.Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_") + "%";
}
