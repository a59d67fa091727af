namespace Rapport.Models.Recommendation;

/// <summary>Who buys <see cref="If"/> buys <see cref="Then"/>.</summary>
/// <param name="If">Items in ascending order.</param>
/// <param name="Baskets">How many baskets have all items of the rule.</param>
/// <param name="Support">Share of all baskets that have them.</param>
/// <param name="Confidence">Share of the baskets with <see cref="If"/> that have <see cref="Then"/>.</param>
/// <param name="Lift">Confidence over the share of all baskets that have <see cref="Then"/>.</param>
public sealed record AssociationRule(int[] If, int Then, int Baskets, double Support, double Confidence, double Lift);

/// <summary>Association rules of baskets, with one item on the right.</summary>
/// <remarks>R. Agrawal and R. Srikant, VLDB 1994; counted by intersecting lists of baskets, M. Zaki, IEEE TKDE 2000.</remarks>
public static class AssociationRules
{
    private const int MostSets = 300_000;

    /// <summary>All rules of the support, confidence and number of items asked for, the highest lift first.</summary>
    /// <param name="baskets">Item numbers of each; an item counts once a basket.</param>
    /// <param name="support">Least share of baskets, above 0.</param>
    /// <param name="confidence">Least confidence, 0 to 1.</param>
    /// <param name="mostItems">Items on both sides together, from 2.</param>
    /// <exception cref="ModelRefusal">No basket, shares out of bounds, or a support so low that there would be more than 300,000 sets of
    /// items.</exception>
    public static IReadOnlyList<AssociationRule> Of(IReadOnlyList<int[]> baskets, double support, double confidence, int mostItems = 3)
    {
        if (baskets.Count == 0)
            throw new ModelRefusal("There is no basket to learn rules from.");
        if (!(support is > 0 and <= 1))
            throw new ModelRefusal("The least support is a share above 0 and up to 1.");
        if (!(confidence is >= 0 and <= 1))
            throw new ModelRefusal("The least confidence is a share from 0 to 1.");
        if (mostItems < 2)
            throw new ModelRefusal("A rule has two items at least.");
        // A count that is exactly the share must not fall victim to rounding.
        var least = Math.Max(1, (int)Math.Ceiling(support * baskets.Count - 1e-9));
        var sets = new Dictionary<int[], int>(new SameItems());
        var single = Single(baskets, least);
        foreach (var (item, where) in single)
            sets[[item]] = where.Length;
        for (var i = 0; i < single.Count; i++)
            Extend([single[i].Item], single[i].Where, single[(i + 1)..], (least, mostItems), sets);
        return
        [
            .. sets.Where(set => set.Key.Length > 1)
                .SelectMany(set => Rules(set.Key, set.Value, sets, baskets.Count))
                .Where(rule => rule.Confidence >= confidence - 1e-12)
                .OrderByDescending(rule => rule.Lift)
                .ThenByDescending(rule => rule.Baskets)
                .ThenBy(rule => rule.Then)
                .ThenBy(rule => string.Join(',', rule.If), StringComparer.Ordinal),
        ];
    }

    private static List<(int Item, int[] Where)> Single(IReadOnlyList<int[]> baskets, int least)
    {
        var where = new Dictionary<int, List<int>>();
        for (var b = 0; b < baskets.Count; b++)
        {
            foreach (var item in baskets[b])
            {
                if (!where.TryGetValue(item, out var list))
                    where[item] = list = [];
                if (list.Count == 0 || list[^1] != b)
                    list.Add(b);
            }
        }
        return [.. where.Where(w => w.Value.Count >= least).OrderBy(w => w.Key).Select(w => (w.Key, w.Value.ToArray()))];
    }

    private static void Extend(
        int[] set,
        int[] where,
        List<(int Item, int[] Where)> others,
        (int Least, int MostItems) bounds,
        Dictionary<int[], int> sets
    )
    {
        if (set.Length == bounds.MostItems)
            return;
        var longer = new List<(int Item, int[] Where)>();
        foreach (var (item, baskets) in others)
        {
            var both = Intersect(where, baskets, bounds.Least);
            if (both is null)
                continue;
            if (sets.Count >= MostSets)
                throw new ModelRefusal(
                    $"More than {MostSets:N0} sets of items are that frequent: ask for a higher support or fewer items in a rule."
                );
            sets[[.. set, item]] = both.Length;
            longer.Add((item, both));
        }
        for (var i = 0; i < longer.Count; i++)
            Extend([.. set, longer[i].Item], longer[i].Where, longer[(i + 1)..], bounds, sets);
    }

    private static int[]? Intersect(int[] a, int[] b, int least)
    {
        if (Math.Min(a.Length, b.Length) < least)
            return null;
        var both = new int[Math.Min(a.Length, b.Length)];
        var count = 0;
        for (int i = 0, j = 0; i < a.Length && j < b.Length; )
        {
            if (a[i] == b[j])
            {
                both[count++] = a[i];
                i++;
                j++;
            }
            else if (a[i] < b[j])
                i++;
            else
                j++;
        }
        return count >= least ? both[..count] : null;
    }

    private static IEnumerable<AssociationRule> Rules(int[] set, int baskets, Dictionary<int[], int> sets, int total)
    {
        foreach (var then in set)
        {
            int[] rest = [.. set.Where(item => item != then)];
            var confidence = baskets / (double)sets[rest];
            yield return new AssociationRule(rest, then, baskets, baskets / (double)total, confidence, confidence * total / sets[[then]]);
        }
    }

    private sealed class SameItems : IEqualityComparer<int[]>
    {
        public bool Equals(int[]? a, int[]? b) => a.AsSpan().SequenceEqual(b);

        public int GetHashCode(int[] items)
        {
            var hash = new HashCode();
            foreach (var item in items)
                hash.Add(item);
            return hash.ToHashCode();
        }
    }
}
