using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Trust.Identity;
using Match = System.Text.RegularExpressions.Match;

namespace Rapport.Records.Interactions.Notes;

/// <summary>
/// Reads whom a text calls: <c>@Jess Holroyd</c>, <c>@jess</c> where there is one Jess, <c>@jess.holroyd</c> as in the e-mail, or
/// <c>@[ID]</c>.
/// </summary>
public sealed partial class FindMentions(RapportDb db)
{
    private const int MostWords = 5,
        MostMentions = 50;

    public sealed record Person(Guid Id, string Name, string Email, Guid? BranchId);

    /// <param name="Unknown">What was written after an @ that nobody is called.</param>
    /// <param name="Ambiguous">What more than one is called.</param>
    public sealed record Response(IReadOnlyList<Person> People, IReadOnlyList<string> Unknown, IReadOnlyList<string> Ambiguous);

    public async Task<Response> Run(string text, CancellationToken ct)
    {
        var calls = Call().Matches(text).Take(MostMentions).ToList();
        if (calls.Count == 0)
            return new Response([], [], []);
        return Read(
            calls,
            await db
                .Users.Where(u => u.Status == UserStatus.Active)
                .Select(u => new Person(u.Id, u.Name, u.Email, u.BranchId))
                .ToListAsync(ct)
        );
    }

    /// <summary>The text with names where it has IDs.</summary>
    public static string Named(string text, IReadOnlyDictionary<Guid, string> names) =>
        Bracketed()
            .Replace(
                text,
                match =>
                    Guid.TryParse(match.Groups["id"].ValueSpan, out var id) && names.TryGetValue(id, out var name)
                        ? "@" + name
                        : match.Value
            );

    internal static IEnumerable<Guid> IdsIn(string text) =>
        Bracketed().Matches(text).Select(m => Guid.TryParse(m.Groups["id"].ValueSpan, out var id) ? id : Guid.Empty);

    private static Response Read(List<Match> calls, List<Person> people)
    {
        var full = people
            .SelectMany(p =>
                new[] { NameFolding.Key(p.Name), NameFolding.Key(p.Email.Split('@')[0]) }.Distinct().Select(key => (Key: key, Person: p))
            )
            .ToLookup(p => p.Key, p => p.Person);
        var first = people.ToLookup(p => NameFolding.Key(p.Name).Split(' ')[0]);
        var (found, unknown, ambiguous) = (new List<Person>(), new List<string>(), new List<string>());
        foreach (var call in calls)
        {
            var (typed, meant) = call.Groups["id"] is { Success: true } id
                ? (call.Value, people.Where(p => Guid.TryParse(id.ValueSpan, out var named) && p.Id == named).ToList())
                : Meant(call.Groups["rest"].Value, full, first);
            if (meant.Count == 1)
                found.Add(meant[0]);
            else
                (meant.Count == 0 ? unknown : ambiguous).Add(typed);
        }
        return new Response([.. found.DistinctBy(p => p.Id)], [.. unknown.Distinct()], [.. ambiguous.Distinct()]);
    }

    /// <summary>The longest run of words that somebody is called.</summary>
    private static (string Typed, List<Person> Meant) Meant(string rest, ILookup<string, Person> full, ILookup<string, Person> first)
    {
        var words = rest.Split((char[]?)null, MostWords + 1, StringSplitOptions.RemoveEmptyEntries).Take(MostWords).ToList();
        for (var count = words.Count; count > 0; count--)
        {
            var typed = string.Join(' ', words.Take(count));
            var key = NameFolding.Key(typed);
            if (full[key].ToList() is { Count: > 0 } named)
                return ("@" + typed, named);
            if (count == 1 && first[key].ToList() is { Count: > 0 } called)
                return ("@" + typed, called);
        }
        return ("@" + words[0].TrimEnd('.', ',', ';', ':', '!', '?', ')'), []);
    }

    // Not inside an e-mail address.
    [GeneratedRegex(@"(?<![\p{L}\p{N}._%+\-@])@(?:\[(?<id>[0-9a-fA-F\-]{36})\]|(?<rest>\p{L}[^\n@]{0,120}))")]
    private static partial Regex Call();

    [GeneratedRegex(@"@\[(?<id>[0-9a-fA-F\-]{36})\]")]
    private static partial Regex Bracketed();
}
