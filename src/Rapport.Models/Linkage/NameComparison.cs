using System.Text;

namespace Rapport.Models.Linkage;

/// <summary>
/// Compares names word by word, whatever their order: each word of the shorter name is paired with the most similar free word of the
/// longer.
/// </summary>
/// <remarks>
/// Word similarity is Jaro–Winkler from 0.9, an equal sound, one typing error in words of four letters or two in words of six, a nickname,
/// or an
/// initial. Numbers only agree
/// when equal: "School 5" is not "School 7".
/// </remarks>
internal static class NameComparison
{
    private const double Alike = 0.9;
    private const double Nickname = 0.97;
    private const double Initial = 0.89;
    private const double Misspelled = 0.75;

    internal readonly record struct Result(Agreement Agreement, double RarityBits);

    public static Result Compare(Traits a, Traits b, bool asOrganization, TermFrequencies? frequencies)
    {
        if (a.Words.Length == 0 || b.Words.Length == 0)
            return default;

        // Which of two equally good pairings is found depends on the order; a fixed one keeps the comparison symmetric.
        if (a.Words.Length > b.Words.Length || (a.Words.Length == b.Words.Length && string.CompareOrdinal(a.MatchName, b.MatchName) > 0))
            (a, b) = (b, a);

        Span<Pairing> pairings = stackalloc Pairing[a.Words.Length];
        var count = Pair(a.Words, b.Words, pairings);
        var found = pairings[..count];
        var agreement = asOrganization ? OfOrganization(a, b, found, frequencies) : OfPerson(a, b, found);
        return new Result(agreement, agreement >= Agreement.Contained ? frequencies?.Rarity(a.Words, found) ?? 0 : 0);
    }

    /// <summary>
    /// Whether two persons have a given name in common: a variant, a nickname or an initial counts. Absent where one is unknown, or where
    /// they may be one name badly spelled or in another writing.
    /// </summary>
    public static Agreement GivenNames(Traits a, Traits b)
    {
        if (a.GivenNames.Length == 0 || b.GivenNames.Length == 0)
            return Agreement.Absent;
        var agreement = Agreement.Different;
        foreach (var one in a.GivenNames)
        {
            foreach (var other in b.GivenNames)
            {
                if (Similarity(one, other) > 0)
                    return Agreement.Equal;
                if (JaroWinkler.Similarity(one.Text, other.Text) >= Misspelled || Ascii.IsValid(one.Text) != Ascii.IsValid(other.Text))
                    agreement = Agreement.Absent;
            }
        }

        return agreement;
    }

    internal static double Similarity(in NameWord a, in NameWord b)
    {
        if (a.Text == b.Text)
            return 1;
        if (a.IsNumber || b.IsNumber)
            return 0;
        if (a.Text.Length == 1 || b.Text.Length == 1)
            return a.Text[0] == b.Text[0] ? Initial : 0;
        if (a.Formal == b.Formal)
            return Nickname;

        var similarity = JaroWinkler.Similarity(a.Text, b.Text);
        if (similarity >= Alike)
            return Math.Min(similarity, Nickname);
        if (similarity < 0.6)
            return 0;

        var shorter = Math.Min(a.Text.Length, b.Text.Length);
        var soundsAlike = similarity >= 0.75 && a.Sound.Length >= 3 && a.Sound == b.Sound;
        var errors = shorter >= 6 ? 2 : 1;
        return soundsAlike || (shorter >= 4 && DamerauLevenshtein.Distance(a.Text, b.Text, errors) <= errors) ? Alike : 0;
    }

    private static int Pair(NameWord[] a, NameWord[] b, Span<Pairing> pairings)
    {
        Span<double> cells = stackalloc double[a.Length * b.Length];
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = 0; j < b.Length; j++)
                cells[i * b.Length + j] = Similarity(a[i], b[j]);
        }

        var count = 0;
        while (count < a.Length)
        {
            var best = 0;
            for (var cell = 1; cell < cells.Length; cell++)
            {
                if (cells[cell] > cells[best])
                    best = cell;
            }

            if (cells[best] <= 0)
                break;

            var pairing = new Pairing(best / b.Length, best % b.Length, cells[best]);
            pairings[count++] = pairing;
            cells.Slice(pairing.A * b.Length, b.Length).Clear();
            for (var i = 0; i < a.Length; i++)
                cells[i * b.Length + pairing.B] = 0;
        }

        return count;
    }

    private static Agreement OfPerson(Traits a, Traits b, ReadOnlySpan<Pairing> found)
    {
        if (a.MatchName == b.MatchName || a.Compact == b.Compact)
            return Agreement.Equal;

        int equal = 0,
            initials = 0;
        foreach (var pairing in found)
        {
            equal += pairing.Similarity >= 1 ? 1 : 0;
            initials += pairing.Similarity == Initial ? 1 : 0;
        }

        var full = found.Length - initials;
        if (found.Length == a.Words.Length && a.Words.Length == b.Words.Length && initials == 0)
            return Agreement.Near;
        if (a.Compact.Length >= 8 && DamerauLevenshtein.Distance(a.Compact, b.Compact, 2) <= 2)
            return Agreement.Near;
        if (found.Length == a.Words.Length && full > 0 && (equal > 0 || a.Words.Length > 1 || a.Compact.Length >= 4))
            return Agreement.Contained;

        return found.Length > 0 && full > 0 ? Agreement.Partial : Agreement.Different;
    }

    private static Agreement OfOrganization(Traits a, Traits b, ReadOnlySpan<Pairing> found, TermFrequencies? frequencies)
    {
        if (a.MatchName == b.MatchName || a.Compact == b.Compact)
            return Agreement.Equal;

        double shared = 0,
            sharedOfA = 0;
        var numbersLeft = CountNumbers(a.Words) + CountNumbers(b.Words);
        foreach (var pairing in found)
        {
            var ofA = Importance(a.Words[pairing.A], frequencies);
            shared += pairing.Similarity * (ofA + Importance(b.Words[pairing.B], frequencies));
            sharedOfA += pairing.Similarity * ofA;
            numbersLeft -= a.Words[pairing.A].IsNumber ? 2 : 0;
        }

        double totalOfA = 0,
            totalOfB = 0;
        foreach (var word in a.Words)
            totalOfA += Importance(word, frequencies);
        foreach (var word in b.Words)
            totalOfB += Importance(word, frequencies);

        var score = shared / (totalOfA + totalOfB);
        if (numbersLeft > 0 && CountNumbers(a.Words) > 0 && CountNumbers(b.Words) > 0)
            return score >= 0.5 ? Agreement.Partial : Agreement.Different;
        if (score >= 0.88)
            return Agreement.Near;
        if (sharedOfA >= 0.9 * totalOfA && (a.Words.Length > 1 || a.Words[0].Text.Length >= 4))
            return Agreement.Contained;

        return score >= 0.5 ? Agreement.Partial : Agreement.Different;
    }

    private static double Importance(in NameWord word, TermFrequencies? frequencies) =>
        frequencies?.Importance(word.Text) ?? (word.Text.Length > 1 ? 1 : 0.3);

    private static int CountNumbers(NameWord[] words)
    {
        var count = 0;
        foreach (var word in words)
            count += word.IsNumber ? 1 : 0;
        return count;
    }
}

internal readonly record struct Pairing(int A, int B, double Similarity);
