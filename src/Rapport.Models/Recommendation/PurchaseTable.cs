namespace Rapport.Models.Recommendation;

/// <summary>One item bought by one customer.</summary>
/// <param name="Customer">From 0.</param>
/// <param name="Item">From 0.</param>
/// <param name="Day">A day number; the same for all where days are not known.</param>
public readonly record struct Purchase(int Customer, int Item, int Day);

/// <summary>What one customer bought of one item: on how many days, and when.</summary>
public readonly record struct Holding(int Item, int Times, int FirstDay, int LastDay);

/// <summary>Purchases drawn together: by customer and by item.</summary>
internal sealed class PurchaseTable
{
    private readonly int[] customerStarts;
    private readonly Holding[] holdings;

    private PurchaseTable(int customers, int items, Holding[] holdings, int[] customerStarts)
    {
        (Customers, Items, this.holdings, this.customerStarts) = (customers, items, holdings, customerStarts);
        LastDay = holdings.Length == 0 ? 0 : holdings.Max(h => h.LastDay);
        FirstDay = holdings.Length == 0 ? 0 : holdings.Min(h => h.FirstDay);
    }

    public int Customers { get; }

    public int Items { get; }

    public int FirstDay { get; }

    public int LastDay { get; }

    public bool HasDays => LastDay > FirstDay;

    /// <summary>Several purchases of an item on one day count as one.</summary>
    /// <exception cref="ModelRefusal">Customers or items below 0, or no purchase.</exception>
    public static PurchaseTable Of(IReadOnlyList<Purchase> purchases)
    {
        if (purchases.Count == 0)
            throw new ModelRefusal("There is no purchase to learn from.");
        var sorted = purchases.ToArray();
        if (sorted.Any(p => p.Customer < 0 || p.Item < 0))
            throw new ModelRefusal("Customers and items are numbered from 0.");
        Array.Sort(sorted, (a, b) => (a.Customer, a.Item, a.Day).CompareTo((b.Customer, b.Item, b.Day)));
        var customers = sorted[^1].Customer + 1;
        var starts = new int[customers + 1];
        var holdings = new List<Holding>();
        for (var i = 0; i < sorted.Length; i++)
        {
            var p = sorted[i];
            if (i > 0 && (sorted[i - 1].Customer, sorted[i - 1].Item) == (p.Customer, p.Item))
            {
                var before = holdings[^1];
                holdings[^1] = before with { Times = before.Times + (before.LastDay == p.Day ? 0 : 1), LastDay = p.Day };
                continue;
            }
            holdings.Add(new Holding(p.Item, 1, p.Day, p.Day));
            starts[p.Customer + 1] = holdings.Count;
        }
        for (var c = 1; c <= customers; c++)
            starts[c] = Math.Max(starts[c], starts[c - 1]);
        return new PurchaseTable(customers, sorted.Max(p => p.Item) + 1, [.. holdings], starts);
    }

    /// <summary>Sorted by item; empty for a customer who is not known.</summary>
    public ReadOnlySpan<Holding> Of(int customer) =>
        customer < 0 || customer >= Customers ? [] : holdings.AsSpan(customerStarts[customer]..customerStarts[customer + 1]);
}
