namespace Rapport.Models.Recommendation;

internal readonly record struct Candidate(int Item, double Score);

/// <summary>Scores of the items that come into question for a customer, by the weights of a blend.</summary>
internal sealed class Candidates
{
    private const int MostPopular = 300;
    private const int MostOwned = 1000;
    private const double Faint = 1e-4;

    private readonly PurchaseTable table;
    private readonly ItemNeighbours neighbours;
    private readonly Blend blend;
    private readonly double[] trend;
    private readonly double[] habitTrend;
    private readonly int[] popular;

    public Candidates(PurchaseTable table, ItemNeighbours neighbours, Blend blend)
    {
        (this.table, this.neighbours, this.blend) = (table, neighbours, blend);
        var recent = new double[table.Items];
        for (var c = 0; c < table.Customers; c++)
            foreach (var holding in table.Of(c)) recent[holding.Item] += Fading(holding.LastDay, blend.TrendHalfLife);
        var most = recent.Max();
        // Half a buyer more, so that items of which nobody thinks of late are faint but not gone.
        trend = [.. recent.Select(r => Math.Pow((r + 0.5) / (most + 0.5), blend.Trend))];
        habitTrend = [.. recent.Select(r => Math.Pow((r + 0.5) / (most + 0.5), blend.HabitTrend))];
        popular = [.. Enumerable.Range(0, table.Items).OrderByDescending(i => recent[i]).ThenBy(i => i).Take(MostPopular)];
    }

    public List<Candidate> Best(int customer, int count, bool includeOwned)
    {
        var holdings = table.Of(customer);
        var similar = Similar(holdings);
        foreach (var item in popular) similar.TryAdd(item, 0);
        var (mostNew, mostOwn) = (Faint, 0.0);
        var owned = new Dictionary<int, double>(holdings.Length);
        foreach (var holding in holdings)
        {
            similar.Remove(holding.Item, out var closeness);
            owned[holding.Item] = Habit(holding) * habitTrend[holding.Item] * (1 + closeness);
            mostOwn = Math.Max(mostOwn, owned[holding.Item]);
        }
        var found = new List<Candidate>(similar.Count + owned.Count);
        foreach (var (item, closeness) in similar)
        {
            found.Add(new Candidate(item, (closeness + Faint) * trend[item]));
            mostNew = Math.Max(mostNew, found[^1].Score);
        }
        if (includeOwned && mostOwn > 0)
        {
            for (var i = 0; i < found.Count; i++) found[i] = found[i] with { Score = blend.Discovery * found[i].Score / mostNew };
            foreach (var (item, habit) in owned) found.Add(new Candidate(item, habit / mostOwn));
        }
        found.Sort((a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Item.CompareTo(b.Item));
        return found.Count > count ? found[..count] : found;
    }

    private Dictionary<int, double> Similar(ReadOnlySpan<Holding> holdings)
    {
        var similar = new Dictionary<int, double>();
        // What stands for a customer of very many items are those bought last.
        var since = holdings.Length <= MostOwned ? int.MinValue : holdings.ToArray().Select(h => h.LastDay).OrderDescending().ElementAt(MostOwned);
        foreach (var holding in holdings)
        {
            if (holding.LastDay < since) continue;
            var weight = Fading(holding.LastDay, blend.Memory);
            foreach (var neighbour in neighbours.Of(holding.Item)) similar[neighbour.Item] = similar.GetValueOrDefault(neighbour.Item) + weight * neighbour.Similarity;
        }
        return similar;
    }

    private double Habit(Holding holding) => holding.Times * Fading(holding.LastDay, blend.Habit);

    private double Fading(int day, double halfLife) => Math.Pow(2, -(table.LastDay - day) / halfLife);
}
