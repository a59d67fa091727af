namespace Rapport.Models.Recommendation;

/// <summary>Why an item is recommended.</summary>
public enum RecommendationReason
{
    /// <summary>Bought by customers who have <see cref="Recommendation.Because"/>.</summary>
    BoughtWith,

    /// <summary>Bought before by this customer.</summary>
    BuyAgain,

    /// <summary>Bought by many of late.</summary>
    Popular,
}

/// <summary>An item for a customer.</summary>
/// <param name="Score">Greater is better; comparable within one customer only.</param>
/// <param name="Because">The item that speaks most for it, when it is <see cref="RecommendationReason.BoughtWith"/>.</param>
/// <param name="Customers">How many have both items, or this one.</param>
/// <param name="DaysBetween">The customer's usual days between purchases of it, where there were two at least.</param>
public readonly record struct Recommendation(
    int Item,
    double Score,
    RecommendationReason Reason,
    int? Because,
    int Customers,
    double? DaysBetween
);

/// <summary>What customers may want next: from what others have bought together, what is bought of late, and what they buy again.</summary>
/// <remarks>
/// Item-to-item cosine (Deshpande and Karypis 2004), popularity that fades, and repurchase by frequency and recency, blended by the weights
/// that foretold best
/// a later part of the purchases from an earlier one.
/// </remarks>
public sealed class Recommender
{
    private readonly PurchaseTable table;
    private readonly ItemNeighbours neighbours;

    private Recommender(PurchaseTable table, ItemNeighbours neighbours, Blend blend)
    {
        (this.table, this.neighbours, Blend) = (table, neighbours, blend);
        Candidates = new Candidates(table, neighbours, blend);
    }

    /// <summary>The chosen weights.</summary>
    public Blend Blend { get; }

    internal Candidates Candidates { get; }

    /// <param name="purchases">In any order; several of an item on one day count once.</param>
    /// <param name="horizonDays">How far ahead recommendations shall hold; weights are chosen for it. Without it a tenth of the time of the
    /// purchases.</param>
    /// <exception cref="ModelRefusal">No purchase, negative numbers, fewer than two customers or items, or no item with two customers and
    /// no customer with an item twice.</exception>
    public static Recommender Fit(IReadOnlyList<Purchase> purchases, int? horizonDays = null)
    {
        var table = Checked(PurchaseTable.Of(purchases));
        var horizon = Math.Max(1, horizonDays ?? (table.LastDay - table.FirstDay) / 10);
        var blend = table.LastDay - table.FirstDay > 3 * horizon ? BlendChoice.Of(purchases, table.LastDay - horizon) : Blend.Usual;
        return new Recommender(table, ItemNeighbours.Of(table), blend);
    }

    /// <summary>The best items for a customer, best first; for one who is not known what is bought of late.</summary>
    /// <param name="customer">Number of a customer in the purchases, or another.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="includeOwned">Whether items that the customer has may be recommended again.</param>
    public IReadOnlyList<Recommendation> For(int customer, int count = 10, bool includeOwned = false)
    {
        if (count < 1)
            throw new ModelRefusal("At least one recommendation must be asked for.");
        var best = Candidates.Best(customer, count, includeOwned);
        var closest = Closest(customer, [.. best.Select(c => c.Item)]);
        return [.. best.Select(c => Reasoned(customer, c, closest))];
    }

    /// <summary>How well the lists of customers foretell purchases that the recommender was not made of.</summary>
    public BacktestFigures Backtest(IReadOnlyList<Purchase> later, bool includeOwned) =>
        BlendChoice.Figures(table, Candidates, later, includeOwned);

    private static PurchaseTable Checked(PurchaseTable table)
    {
        var (customers, repeated, shared) = (0, false, false);
        var owners = new int[table.Items];
        for (var c = 0; c < table.Customers; c++)
        {
            var holdings = table.Of(c);
            customers += holdings.Length > 0 ? 1 : 0;
            foreach (var holding in holdings)
            {
                repeated |= holding.Times > 1;
                shared |= ++owners[holding.Item] > 1;
            }
        }
        if (customers < 2)
            throw new ModelRefusal("All purchases are of one customer: what others buy cannot be learned.");
        if (owners.Count(o => o > 0) < 2)
            throw new ModelRefusal("All purchases are of one item: there is nothing else to recommend.");
        if (!shared && !repeated)
            throw new ModelRefusal("No item was bought twice, so nothing can be learned of what is bought together or again.");
        return table;
    }

    // For each item that of the customer's own which is bought with it most.
    private Dictionary<int, (int Own, Neighbour Link)> Closest(int customer, HashSet<int> items)
    {
        var closest = new Dictionary<int, (int Own, Neighbour Link)>();
        foreach (var holding in table.Of(customer))
        foreach (var neighbour in neighbours.Of(holding.Item))
            if (items.Contains(neighbour.Item) && neighbour.Similarity > closest.GetValueOrDefault(neighbour.Item).Link.Similarity)
                closest[neighbour.Item] = (holding.Item, neighbour);
        return closest;
    }

    private Recommendation Reasoned(int customer, Candidate candidate, Dictionary<int, (int Own, Neighbour Link)> closest)
    {
        var (item, score) = candidate;
        foreach (var holding in table.Of(customer))
        {
            if (holding.Item != item)
                continue;
            double? between = holding.Times > 1 ? (holding.LastDay - holding.FirstDay) / (holding.Times - 1.0) : null;
            return new(item, score, RecommendationReason.BuyAgain, null, neighbours.Buyers[item], between);
        }
        return closest.TryGetValue(item, out var by)
            ? new(item, score, RecommendationReason.BoughtWith, by.Own, by.Link.Together, null)
            : new(item, score, RecommendationReason.Popular, null, neighbours.Buyers[item], null);
    }
}
