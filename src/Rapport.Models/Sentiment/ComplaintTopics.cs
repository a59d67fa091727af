using System.Runtime.InteropServices;

namespace Rapport.Models.Sentiment;

/// <summary>A thing that texts complain of.</summary>
/// <param name="Phrase">One to three words in lower case.</param>
/// <param name="Texts">How many of the complaints say it.</param>
/// <param name="Weight">How much more often complaints say it than the other texts, in standard errors of the log odds.</param>
/// <param name="Example">The position of a complaint that says it.</param>
public sealed record ComplaintTopic(string Phrase, int Texts, double Weight, int Example);

/// <summary>What complaints are about: the phrases that set them apart from the other texts.</summary>
/// <remarks>
/// B. Monroe, M. Colaresi and K. Quinn, Fightin' Words, Political Analysis 2008: log odds with an informative prior. Candidates are runs of
/// words
/// without a small one, as in S. Rose et al., RAKE, 2010; words that only judge ("awful") are no topic.
/// </remarks>
public static class ComplaintTopics
{
    private const int LongestPhrase = 3;
    private const int MostPhrases = 1_000_000;
    private const int MostCandidates = 2000;
    private const double Prior = 0.5;
    private const float Judgement = 1f;

    /// <param name="texts">In any language of small words that the lists have.</param>
    /// <param name="complains">For each text whether it is a complaint.</param>
    /// <param name="most">How many topics are wanted; there may be fewer, none of a single text.</param>
    /// <exception cref="ModelRefusal">Answers of another number than the texts.</exception>
    public static IReadOnlyList<ComplaintTopic> Of(IReadOnlyList<string> texts, ReadOnlySpan<bool> complains, int most = 10)
    {
        if (texts.Count != complains.Length)
            throw new ModelRefusal($"{texts.Count} texts have {complains.Length} labels.");
        var tallies = new Dictionary<string, Tally>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var (complaints, others) = (0, 0);
        for (var i = 0; i < texts.Count; i++)
        {
            if (complains[i])
                complaints++;
            else
                others++;
            seen.Clear();
            foreach (var phrase in Phrases(texts[i]))
            {
                if (!seen.Add(phrase) || tallies.Count >= MostPhrases && !tallies.ContainsKey(phrase))
                    continue;
                ref var tally = ref CollectionsMarshal.GetValueRefOrAddDefault(tallies, phrase, out _);
                if (!complains[i])
                    tally.Others++;
                else if (tally.Complaints++ == 0)
                    tally.Example = i;
            }
        }
        var ranked = tallies
            .Where(t => t.Value.Complaints > 1)
            .Select(t => new ComplaintTopic(t.Key, t.Value.Complaints, Weight(t.Value, complaints, others), t.Value.Example))
            .OrderByDescending(t => t.Weight)
            .ThenByDescending(t => t.Phrase.Length)
            .ThenBy(t => t.Phrase, StringComparer.Ordinal)
            .Take(MostCandidates)
            .ToArray();
        return Distinct(ranked, most);
    }

    private static double Weight(Tally tally, int complaints, int others)
    {
        var (here, there) = (tally.Complaints + Prior, tally.Others + Prior);
        // Without other texts to compare with, how often a phrase is said is all there is.
        var odds =
            Math.Log(here / (complaints - tally.Complaints + Prior))
            - (others == 0 ? Math.Log(Prior / (complaints + Prior)) : Math.Log(there / (others - tally.Others + Prior)));
        return odds / Math.Sqrt(1 / here + 1 / there);
    }

    // Of "battery" and "battery life" one is enough: the longer where most who say the shorter say it.
    private static List<ComplaintTopic> Distinct(ComplaintTopic[] ranked, int most)
    {
        var chosen = new List<ComplaintTopic>();
        foreach (var topic in ranked)
        {
            if (chosen.Count == most)
                break;
            if (topic.Weight <= 0 || chosen.Any(c => Within(c.Phrase, topic.Phrase) || Within(topic.Phrase, c.Phrase)))
                continue;
            chosen.Add(
                ranked.FirstOrDefault(other =>
                    Within(topic.Phrase, other.Phrase)
                    && other.Texts >= 0.6 * topic.Texts
                    && !chosen.Any(c => Within(c.Phrase, other.Phrase))
                ) ?? topic
            );
        }
        return chosen;
    }

    private static bool Within(string part, string whole) =>
        part.Length < whole.Length && $" {whole} ".Contains($" {part} ", StringComparison.Ordinal);

    private static IEnumerable<string> Phrases(string text)
    {
        var words = new List<(string Word, bool IsSmall, bool Judges)>();
        for (var at = 0; at < text.Length; )
        {
            var start = at;
            while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '\'' or '’' or '-' && at > start))
                at++;
            if (at > start)
                words.Add(Known(text[start..at].ToLowerInvariant().Replace('’', '\'').Trim('\'', '-')));
            // What ends a clause ends a phrase.
            else if (text[at++] is not (' ' or '\t') && words.Count > 0 && words[^1].Word.Length > 0)
                words.Add(("", true, false));
        }
        for (var from = 0; from < words.Count; from++)
        {
            for (
                var length = 1;
                length <= LongestPhrase && from + length <= words.Count && words[from + length - 1].Word.Length > 0;
                length++
            )
            {
                var run = words.GetRange(from, length);
                if (run.Any(w => w.IsSmall) || run.All(w => w.Judges) || run[0].Judges && length > 1)
                    continue;
                yield return string.Join(' ', run.Select(w => w.Word));
            }
        }
    }

    private static (string Word, bool IsSmall, bool Judges) Known(string word)
    {
        var id = Lexicon.English.Find(word);
        var term = id < 0 ? default : Lexicon.English.Terms[id];
        return (
            word,
            word.Length < 3 || !char.IsLetter(word[0]) || term.Languages != 0 || term.Role != TermRole.None || term.IsGeneric,
            Math.Abs(term.Valence) >= Judgement
        );
    }

    private struct Tally
    {
        public int Complaints,
            Others,
            Example;
    }
}
