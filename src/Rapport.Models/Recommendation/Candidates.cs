using System.Collections.Concurrent;

namespace Rapport.Models.Recommendation;

internal readonly record struct Candidate(int Item, double Score);

/// <summary>Scores of the items that come into question for a customer, by the weights of a blend.</summary>
internal sealed class Candidates
{
    private const int MostPopular = 300;
    private const int MostOwned = 1000;
    private const double Faint = 1e-6;

    private readonly PurchaseTable table;
    private readonly ItemNeighbours neighbours;
    private readonly Blend blend;
    private readonly double[] whenNew;
    private readonly double[] whenOwned;
    private readonly double[] telling;
    private readonly int[] popular;
    private readonly ConcurrentBag<Scratch> spare = [];

    public Candidates(PurchaseTable table, ItemNeighbours neighbours, Blend blend)
    {
        (this.table, this.neighbours, this.blend) = (table, neighbours, blend);
        var recent = new double[table.Items];
        for (var c = 0; c < table.Customers; c++)
            foreach (var holding in table.Of(c))
                recent[holding.Item] += Fading(holding.LastDay, blend.TrendHalfLife);
        // Half a buyer more, so that items of which nobody thinks of late are faint but not gone.
        telling = [.. neighbours.Buyers.Select(b => Math.Pow(b + 0.5, blend.Rarity))];
        whenNew = [.. recent.Select((r, i) => Math.Pow(r + 0.5, blend.Trend) / telling[i])];
        whenOwned = [.. recent.Select(r => Math.Pow(r + 0.5, blend.HabitTrend))];
        popular =
        [
            .. Enumerable
                .Range(0, table.Items)
                .Where(i => recent[i] > 0)
                .OrderByDescending(i => recent[i])
                .ThenBy(i => i)
                .Take(MostPopular),
        ];
    }

    public List<Candidate> Best(int customer, int count, bool includeOwned)
    {
        if (!spare.TryTake(out var scratch))
            scratch = new Scratch(table.Items);
        var best = Best(customer, (count, includeOwned), scratch);
        spare.Add(scratch);
        return best;
    }

    /// <summary>The items of the lists of many customers, in their order.</summary>
    public int[][] Lists(IReadOnlyList<int> customers, int count, bool includeOwned)
    {
        var lists = new int[customers.Count][];
        Parallel.For(0, customers.Count, i => lists[i] = [.. Best(customers[i], count, includeOwned).Select(c => c.Item)]);
        return lists;
    }

    private List<Candidate> Best(int customer, (int Count, bool IncludeOwned) asked, Scratch scratch)
    {
        var holdings = table.Of(customer);
        AddSimilar(holdings, scratch);
        // A taste of popularity, so that lists are full even where nobody is alike.
        foreach (var (rank, item) in popular.Index())
            scratch.Add(item, Faint / (rank + 1));
        var owned = new List<Candidate>(asked.Count + 1);
        foreach (var holding in holdings)
        {
            Keep(
                owned,
                new Candidate(holding.Item, holding.Times * Fading(holding.LastDay, blend.Habit) * whenOwned[holding.Item]),
                asked.Count
            );
            scratch.Closeness[holding.Item] = 0;
        }
        var found = new List<Candidate>(asked.Count + 1);
        foreach (var item in scratch.Touched)
        {
            if (scratch.Closeness[item] > 0)
                Keep(found, new Candidate(item, scratch.Closeness[item] * whenNew[item]), asked.Count);
            scratch.Closeness[item] = 0;
        }
        foreach (var holding in holdings)
            scratch.Closeness[holding.Item] = 0;
        scratch.Touched.Clear();
        return asked.IncludeOwned && owned.Count > 0 ? Joined(found, owned, asked.Count) : found;
    }

    private void AddSimilar(ReadOnlySpan<Holding> holdings, Scratch scratch)
    {
        // What stands for a customer of very many items are those bought last.
        var since =
            holdings.Length <= MostOwned ? int.MinValue : holdings.ToArray().Select(h => h.LastDay).OrderDescending().ElementAt(MostOwned);
        foreach (var holding in holdings)
        {
            if (holding.LastDay < since)
                continue;
            var weight = Fading(holding.LastDay, blend.Memory) * telling[holding.Item];
            // Squared, so that one close item counts for more than many that are hardly alike.
            foreach (var neighbour in neighbours.Of(holding.Item))
                scratch.Add(neighbour.Item, weight * neighbour.Similarity * neighbour.Similarity);
        }
    }

    private List<Candidate> Joined(List<Candidate> found, List<Candidate> owned, int count)
    {
        var (mostNew, mostOwned) = (found.Count > 0 ? found[0].Score : 1, owned[0].Score);
        var joined = new List<Candidate>(count + 1);
        foreach (var candidate in owned)
            Keep(joined, candidate with { Score = mostOwned > 0 ? candidate.Score / mostOwned : 0 }, count);
        foreach (var candidate in found)
            Keep(joined, candidate with { Score = blend.Discovery * candidate.Score / mostNew }, count);
        return joined;
    }

    // Lists are short: a place is found by looking at each.
    private static void Keep(List<Candidate> best, Candidate candidate, int count)
    {
        if (best.Count == count && !IsBefore(candidate, best[^1]))
            return;
        var at = best.Count;
        while (at > 0 && IsBefore(candidate, best[at - 1]))
            at--;
        best.Insert(at, candidate);
        if (best.Count > count)
            best.RemoveAt(count);
    }

    private static bool IsBefore(Candidate a, Candidate b) => a.Score > b.Score || a.Score == b.Score && a.Item < b.Item;

    private double Fading(int day, double halfLife) => Math.Pow(2, -(table.LastDay - day) / halfLife);

    private sealed class Scratch(int items)
    {
        public readonly double[] Closeness = new double[items];
        public readonly List<int> Touched = [];

        public void Add(int item, double closeness)
        {
            if (Closeness[item] == 0)
                Touched.Add(item);
            Closeness[item] += closeness;
        }
    }
}
