using Rapport.Formats;
using Rapport.Models.Linkage;
using Rapport.Platform.Data;

namespace Rapport.Records.Customers.Find;

/// <summary>
/// What was typed into the search: words in any order, all of which must be found. A phone number counts as one word, however it is spaced.
/// </summary>
/// <param name="Typed">The whole, folded.</param>
public sealed record SearchTerms(string Typed, IReadOnlyList<SearchTerms.Term> All)
{
    private const int MaxWords = 8,
        Fragment = 3;

    /// <summary>Sorts behind every letter, those beyond the first plane too.</summary>
    internal const string LastLetter = "\U0010FFFF";

    /// <summary>A word: how it stands among the names, and how among e-mails and digits.</summary>
    public sealed record Term(string InNames, string InDetails);

    public bool IsEmpty => All.Count == 0;

    public static SearchTerms Of(string text)
    {
        var typed = NameFolding.Key(text);
        if (IsPhone(text))
            return new(typed, [new Term(typed, PhoneNumber.Digits(text))]);
        var terms = new List<Term>();
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(MaxWords))
        {
            var folded = NameFolding.Key(word);
            var detail = word.All(char.IsAsciiDigit) ? word.TrimStart('0') : word.ToLowerInvariant();
            if (folded.Length > 0 || Letters(detail) >= Fragment)
                terms.Add(new Term(folded.Length > 0 ? folded : detail, detail.Length > 0 ? detail : folded));
        }
        return new(typed, terms);
    }

    /// <summary>
    /// From three letters any fragment; fewer are the beginning of a word. What a word may have been meant as stands beside it.
    /// </summary>
    public IReadOnlyList<TextTerm> Fragments(bool namesOnly, IReadOnlyDictionary<string, List<string>>? meant = null) =>
        [
            .. All.Select(term => new TextTerm([
                .. Fragments(term, namesOnly),
                .. meant?.GetValueOrDefault(term.InNames)?.Select(word => InNames(SearchText.BeginningOf(word))) ?? [],
            ])),
        ];

    private static IEnumerable<TextFragment> Fragments(Term term, bool namesOnly)
    {
        yield return InNames(Letters(term.InNames) < Fragment ? SearchText.BeginningOf(term.InNames) : SearchText.Spaced(term.InNames));
        if (!namesOnly && Letters(term.InDetails) >= Fragment)
            yield return new TextFragment("details", term.InDetails);
    }

    private static TextFragment InNames(string text) => new("names", text);

    /// <summary>As the databases count them: a letter beyond the first plane is one.</summary>
    private static int Letters(string word) => word.EnumerateRunes().Count();

    private static bool IsPhone(string text) =>
        text.Count(char.IsDigit) >= 5
        && PhoneNumber.Digits(text).Length >= 3
        && text.All(c => char.IsDigit(c) || char.IsWhiteSpace(c) || c is '+' or '-' or '(' or ')' or '.' or '/');
}
