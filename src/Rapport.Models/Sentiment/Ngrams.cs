using System.Runtime.InteropServices;

namespace Rapport.Models.Sentiment;

/// <summary>Words and pairs of words of texts as numbered features, weighted by how rare they are.</summary>
/// <remarks>Sublinear term frequency times smoothed inverse document frequency, each text scaled to length 1 (Salton and Buckley
/// 1988).</remarks>
internal sealed class Ngrams
{
    private const int LeastTexts = 2;
    private const int MostFeatures = 2_000_000;
    private const int MostWords = 2000;

    private readonly Dictionary<string, int> ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup;
    private readonly double[] rarity;

    private Ngrams(Dictionary<string, int> ids, double[] rarity)
    {
        (this.ids, this.rarity) = (ids, rarity);
        lookup = ids.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public int Count => rarity.Length;

    /// <summary>Features that occur in two texts at least.</summary>
    public static Ngrams Of(IReadOnlyList<string> texts)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var byText = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var seenHere = seen.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var text in texts)
        {
            seen.Clear();
            foreach (var range in Grams(text, out var folded))
            {
                if (!seenHere.Add(folded.AsSpan(range)))
                    continue;
                if (counts.Count < MostFeatures)
                    CollectionsMarshal.GetValueRefOrAddDefault(byText, folded.AsSpan(range), out _)++;
                else if (byText.ContainsKey(folded.AsSpan(range)))
                    byText[folded.AsSpan(range)]++;
            }
        }
        var kept = counts.Where(c => c.Value >= LeastTexts).OrderBy(c => c.Key, StringComparer.Ordinal).ToArray();
        return new Ngrams(
            kept.Select((c, at) => (c.Key, at)).ToDictionary(StringComparer.Ordinal),
            [.. kept.Select(c => Math.Log((1.0 + texts.Count) / (1 + c.Value)) + 1)]
        );
    }

    /// <summary>Numbers and weights of the features of a text.</summary>
    public (int[] Features, double[] Weights) Read(string text)
    {
        var tally = new SortedDictionary<int, int>();
        foreach (var range in Grams(text, out var folded))
            if (lookup.TryGetValue(folded.AsSpan(range), out var id))
                tally[id] = tally.GetValueOrDefault(id) + 1;
        int[] features = [.. tally.Keys];
        double[] weights = [.. tally.Select(t => (1 + Math.Log(t.Value)) * rarity[t.Key])];
        var length = Math.Sqrt(weights.Sum(w => w * w));
        for (var i = 0; i < weights.Length; i++)
            weights[i] /= length;
        return (features, weights);
    }

    // The folded text has one space between words, so that a pair of words is a range of it as well.
    private static List<Range> Grams(string text, out string folded)
    {
        var into = new char[text.Length * 2 + 1];
        var (length, ranges, previous, words) = (0, new List<Range>(), -1, 0);
        for (var at = 0; at < text.Length && words < MostWords; )
        {
            if (!IsPart(text[at]) && text[at] is not ('!' or '?'))
            {
                at++;
                continue;
            }
            if (length > 0)
                into[length++] = ' ';
            var start = length;
            if (!IsPart(text[at]))
                into[length++] = text[at++];
            else
                for (; at < text.Length && IsPart(text[at]); at++)
                    into[length++] = text[at] == '’' ? '\'' : char.ToLowerInvariant(text[at]);
            ranges.Add(start..length);
            if (previous >= 0)
                ranges.Add(previous..length);
            previous = start;
            words++;
        }
        folded = new string(into, 0, length);
        return ranges;
    }

    private static bool IsPart(char c) => char.IsLetterOrDigit(c) || c is '\'' or '’' || char.IsSurrogate(c);
}
