namespace Rapport.Models.Linkage.Tables;

/// <summary>
/// Compares values of several words as weighted sets: rare words count more, words spelled nearly alike count in part, numbers only when
/// equal.
/// </summary>
/// <remarks>After Cohen, Ravikumar and Fienberg (2003), "A Comparison of String Distance Metrics for Name-Matching Tasks": soft TF-IDF,
/// with the greedy pairing of the rarest word first.</remarks>
internal static class TermSets
{
    private const int SpelledLimit = 10;

    public static Agreement Compare(Cell a, Cell b)
    {
        if (a.Compact == b.Compact)
            return Agreement.Equal;
        if (a.Terms.Length == 0 || b.Terms.Length == 0)
            return Agreement.Different;
        // The greedy pairing depends on the side it starts from; a fixed order keeps the comparison symmetric.
        if (a.Terms.Length > b.Terms.Length || (a.Terms.Length == b.Terms.Length && string.CompareOrdinal(a.Text, b.Text) > 0))
            (a, b) = (b, a);

        Span<bool> taken = stackalloc bool[b.Terms.Length];
        Span<bool> left = stackalloc bool[a.Terms.Length];
        var (shared, ofA, numbersAgree) = Shared(a.Terms, b.Terms, left, taken);
        double totalA = Total(a.Terms),
            totalB = Total(b.Terms);
        var alike = shared / (totalA + totalB);
        if (alike < 0.5 && Math.Max(a.Compact.Length, b.Compact.Length) <= 64 && JaroWinkler.Similarity(a.Compact, b.Compact) >= 0.93)
            alike = 0.7;
        var within = ofA / totalA;
        if (alike >= 0.98 && numbersAgree)
            return Agreement.Equal;
        if (alike >= 0.8 && numbersAgree)
            return Agreement.Near;
        if (alike >= 0.62 || (within >= 0.95 && numbersAgree && totalA >= 0.2 * totalB))
            return Agreement.Contained;

        return alike >= 0.35 || within >= 0.6 ? Agreement.Partial : Agreement.Different;
    }

    private static (double Shared, double OfA, bool NumbersAgree) Shared(Term[] a, Term[] b, Span<bool> isLeft, Span<bool> taken)
    {
        double shared = 0,
            ofA = 0;
        for (var i = 0; i < a.Length; i++)
        {
            var j = Array.IndexOf(b, a[i]);
            isLeft[i] = j < 0;
            if (j < 0)
                continue;
            taken[j] = true;
            shared += 2 * a[i].Weight;
            ofA += a[i].Weight;
        }

        bool numbersOfA = false,
            numbersOfB = false;
        for (var i = 0; i < a.Length; i++)
        {
            if (!isLeft[i])
                continue;
            numbersOfA |= a[i].Word.IsNumber;
            if (a.Length > SpelledLimit || b.Length > SpelledLimit + 4)
                continue;
            var (at, similarity) = Nearest(a[i], b, taken);
            if (at < 0)
                continue;
            taken[at] = true;
            shared += similarity * (a[i].Weight + b[at].Weight);
            ofA += similarity * a[i].Weight;
        }

        for (var j = 0; j < b.Length; j++)
            numbersOfB |= !taken[j] && b[j].Word.IsNumber;
        return (shared, ofA, !(numbersOfA && numbersOfB));
    }

    private static (int At, double Similarity) Nearest(Term term, Term[] others, ReadOnlySpan<bool> taken)
    {
        var best = (At: -1, Similarity: 0.0);
        for (var j = 0; j < others.Length; j++)
        {
            if (taken[j])
                continue;
            var similarity = NameComparison.Similarity(term.Word, others[j].Word);
            if (similarity > best.Similarity)
                best = (j, similarity);
        }

        return best.Similarity >= 0.85 ? best : (-1, 0);
    }

    private static double Total(Term[] terms)
    {
        double total = 0;
        foreach (var term in terms)
            total += term.Weight;
        return total;
    }
}
