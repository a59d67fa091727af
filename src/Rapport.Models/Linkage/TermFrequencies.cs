using System.Collections.Frozen;

namespace Rapport.Models.Linkage;

/// <summary>
/// How often each word stands in the names of a data set, so that sharing a rare surname weighs more than sharing "Smith".
/// </summary>
/// <remarks>The adjustment of Winkler (1989), "Frequency-based matching in Fellegi–Sunter", as log2(average / frequency) for each word in
/// common,
/// bounded.</remarks>
public sealed class TermFrequencies
{
    private const double WordBound = 4;
    private const double NameBound = 6;
    private readonly FrozenDictionary<string, int> counts;
    private readonly double total;
    private readonly double average;

    private TermFrequencies(FrozenDictionary<string, int> counts)
    {
        this.counts = counts;
        total = Math.Max(counts.Values.Sum(count => (double)count), 1);
        average = counts.Count == 0 ? 1 : counts.Values.Sum(count => count / total * (count / total));
    }

    /// <summary>Counts the words of names as <see cref="NameFolding.MatchName"/> gives them.</summary>
    /// <param name="names">Names of any kind, one for each record.</param>
    public static TermFrequencies Of(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            foreach (var word in NameFolding.MatchWords(name))
                counts[word] = counts.GetValueOrDefault(word) + 1;
        }

        return new TermFrequencies(counts.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>Takes counts kept elsewhere, for instance in a table that imports keep up to date.</summary>
    /// <param name="counts">Folded word and the number of names it stands in, at least 1.</param>
    public static TermFrequencies Of(IReadOnlyDictionary<string, int> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return new TermFrequencies(counts.Where(pair => pair.Value > 0).ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>The share of a folded word among all words, above 0 to 1; a word never seen counts as half an occurrence.</summary>
    public double Frequency(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        return Math.Min(counts.TryGetValue(word, out var count) ? count / total : 0.5 / total, 1);
    }

    /// <summary>The bits that sharing this word adds to (rare) or takes from (common) the weight of an agreeing name, −4 to 4.</summary>
    public double Adjustment(string word) => Math.Clamp(Math.Log2(average / Frequency(word)), -WordBound, WordBound);

    /// <summary>The weight of a word within an organization's name, 0.2 (in nearly every name) to 2 (unique).</summary>
    internal double Importance(string word) => Math.Clamp(-Math.Log2(Frequency(word)) / Math.Max(-Math.Log2(0.5 / total), 1) * 2, 0.2, 2);

    internal double Rarity(NameWord[] words, ReadOnlySpan<Pairing> pairings)
    {
        double bits = 0;
        foreach (var pairing in pairings)
        {
            if (pairing.Similarity >= 1)
                bits += Adjustment(words[pairing.A].Text);
        }

        return Math.Clamp(bits, -NameBound, NameBound);
    }
}
