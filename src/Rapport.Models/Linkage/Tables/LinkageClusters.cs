namespace Rapport.Models.Linkage.Tables;

/// <summary>Groups of rows that mean the same, made of linked pairs.</summary>
/// <remarks>
/// Connected components would let one wrong pair join two customers with all their duplicates. Here the likeliest pairs join first, and two
/// groups only when
/// enough of the pairs between them are linked too, and the group stays within its bound.
/// </remarks>
public static class LinkageClusters
{
    /// <summary>The largest group.</summary>
    public const int SizeLimit = 200;

    /// <summary>The groups of two rows and more, each in the order of rows, ordered by their first.</summary>
    /// <param name="pairs">Pairs above a threshold, in any order.</param>
    /// <param name="agreement">The share of the pairs between two groups that must be linked to join them, 0 (connected components) to 1
    /// (cliques).</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="agreement"/> is no share.</exception>
    public static IReadOnlyList<IReadOnlyList<int>> Of(IEnumerable<LinkedPair> pairs, double agreement = 0.3)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        if (!(agreement is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(agreement), agreement, "A share of 0 to 1 is needed.");

        var ordered = pairs.OrderByDescending(pair => pair.Probability).ThenBy(pair => pair.Left).ThenBy(pair => pair.Right).ToList();
        var linked = new Dictionary<int, HashSet<int>>();
        var groups = new Dictionary<int, List<int>>();
        foreach (var (left, right, _) in ordered)
        {
            Of(linked, left).Add(right);
            Of(linked, right).Add(left);
            groups[left] = groups[right] = [];
        }

        foreach (var row in linked.Keys)
            groups[row] = [row];
        foreach (var (left, right, _) in ordered)
            Join(groups, linked, groups[left], groups[right], agreement);

        return
        [
            .. groups
                .Values.Distinct()
                .Where(group => group.Count > 1)
                .Select(group => (IReadOnlyList<int>)[.. group.Order()])
                .OrderBy(group => group[0]),
        ];
    }

    private static void Join(
        Dictionary<int, List<int>> groups,
        Dictionary<int, HashSet<int>> linked,
        List<int> a,
        List<int> b,
        double agreement
    )
    {
        if (ReferenceEquals(a, b) || a.Count + b.Count > SizeLimit)
            return;
        var between = a.Sum(row => b.Count(linked[row].Contains));
        if (between < agreement * a.Count * b.Count)
            return;

        var (smaller, larger) = a.Count < b.Count ? (a, b) : (b, a);
        larger.AddRange(smaller);
        foreach (var row in smaller)
            groups[row] = larger;
    }

    private static HashSet<int> Of(Dictionary<int, HashSet<int>> linked, int row)
    {
        if (!linked.TryGetValue(row, out var others))
            linked[row] = others = [];
        return others;
    }
}
