namespace Rapport.Models.Recommendation;

/// <summary>An item that customers of another have bought too.</summary>
/// <param name="Similarity">Cosine of the two items' customers, 0 to 1.</param>
/// <param name="Together">How many customers have both.</param>
public readonly record struct Neighbour(int Item, float Similarity, int Together);

/// <summary>For each item those most bought by the same customers: item-to-item collaborative filtering.</summary>
/// <remarks>
/// M. Deshpande and G. Karypis, Item-Based Top-N Recommendation Algorithms, ACM TOIS 2004.
/// Customers of more than a thousand items (resellers, tills) count with their thousand latest.
/// </remarks>
internal sealed class ItemNeighbours
{
    private const int MostOfCustomer = 1000;
    private const int MostNeighbours = 200;

    private readonly Neighbour[][] neighbours;

    private ItemNeighbours(Neighbour[][] neighbours, int[] buyers) => (this.neighbours, Buyers) = (neighbours, buyers);

    /// <summary>How many customers have each item.</summary>
    public int[] Buyers { get; }

    public ReadOnlySpan<Neighbour> Of(int item) => item >= 0 && item < neighbours.Length ? neighbours[item] : [];

    public static ItemNeighbours Of(PurchaseTable table)
    {
        var baskets = Enumerable.Range(0, table.Customers).Select(c => Latest(table.Of(c))).ToArray();
        var buyers = new int[table.Items];
        var counted = new int[table.Items];
        for (var c = 0; c < baskets.Length; c++)
        {
            foreach (var holding in table.Of(c))
                buyers[holding.Item]++;
            foreach (var item in baskets[c])
                counted[item]++;
        }
        var customersOf = buyers.Select(count => new List<int>(Math.Min(count, 1 << 20))).ToArray();
        for (var c = 0; c < baskets.Length; c++)
            foreach (var item in baskets[c])
                customersOf[item].Add(c);
        var neighbours = new Neighbour[table.Items][];
        Parallel.For(
            0,
            table.Items,
            () => new Scratch(table.Items),
            (item, _, scratch) =>
            {
                neighbours[item] = Nearest(item, customersOf[item], scratch, (baskets, counted));
                return scratch;
            },
            _ => { }
        );
        return new ItemNeighbours(neighbours, buyers);
    }

    private static int[] Latest(ReadOnlySpan<Holding> holdings)
    {
        var all = holdings.ToArray();
        if (all.Length > MostOfCustomer)
            all = [.. all.OrderByDescending(h => h.LastDay).Take(MostOfCustomer)];
        return [.. all.Select(h => h.Item)];
    }

    private static Neighbour[] Nearest(int item, List<int> customers, Scratch scratch, (int[][] Baskets, int[] Counted) of)
    {
        foreach (var customer in customers)
        {
            foreach (var other in of.Baskets[customer])
            {
                if (scratch.Together[other]++ == 0)
                    scratch.Touched.Add(other);
            }
        }
        var found = new List<Neighbour>(scratch.Touched.Count);
        foreach (var other in scratch.Touched)
        {
            if (other != item)
                found.Add(
                    new Neighbour(
                        other,
                        (float)(scratch.Together[other] / Math.Sqrt((double)of.Counted[item] * of.Counted[other])),
                        scratch.Together[other]
                    )
                );
            scratch.Together[other] = 0;
        }
        scratch.Touched.Clear();
        found.Sort((a, b) => a.Similarity != b.Similarity ? b.Similarity.CompareTo(a.Similarity) : a.Item.CompareTo(b.Item));
        return [.. found.Take(MostNeighbours)];
    }

    private sealed class Scratch(int items)
    {
        public readonly int[] Together = new int[items];
        public readonly List<int> Touched = [];
    }
}
