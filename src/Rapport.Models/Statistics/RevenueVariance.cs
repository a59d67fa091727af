namespace Rapport.Models.Statistics;

/// <summary>What was sold of one product or group in the period before and in this one.</summary>
/// <param name="Key">Its name.</param>
/// <param name="QuantityBefore">Units before.</param>
/// <param name="RevenueBefore">Revenue before, in one currency.</param>
/// <param name="Quantity">Units now.</param>
/// <param name="Revenue">Revenue now, in the same currency.</param>
public sealed record Sales(string Key, decimal QuantityBefore, decimal RevenueBefore, decimal Quantity, decimal Revenue);

/// <summary>Why revenue changed; the three parts sum to the change exactly.</summary>
/// <param name="Price">Same units at other prices.</param>
/// <param name="Volume">More or fewer units at the average price before.</param>
/// <param name="Mix">Units that moved to dearer or cheaper products, at the prices before.</param>
public sealed record VarianceParts(decimal Price, decimal Volume, decimal Mix)
{
    public decimal Total => Price + Volume + Mix;
}

/// <summary>Splits a change of revenue into price, volume and mix.</summary>
/// <remarks>
/// The flexible budget of managerial accounting (Horngren, Datar and Rajan, "Cost Accounting", sales-mix and sales-quantity variances). A
/// product that was not
/// sold before has no price to compare with: its revenue counts as volume and mix. Money without units, such as a credit note, is price.
/// </remarks>
public static class RevenueVariance
{
    /// <summary>The parts of the change over all rows, and of each row. A row's volume is its share of the growth of all units.</summary>
    /// <exception cref="ModelRefusal">A key twice, or a negative quantity.</exception>
    public static (VarianceParts Total, IReadOnlyDictionary<string, VarianceParts> ByKey) Of(IReadOnlyCollection<Sales> sales)
    {
        ArgumentNullException.ThrowIfNull(sales);
        var parts = new Dictionary<string, VarianceParts>(sales.Count);
        var (before, now, revenueBefore) = (
            sales.Sum(s => s.QuantityBefore),
            sales.Sum(s => s.Quantity),
            sales.Sum(s => s.QuantityBefore == 0 ? 0 : s.RevenueBefore)
        );
        var average = before == 0 ? 0 : revenueBefore / before;
        foreach (var row in sales)
        {
            if (row.QuantityBefore < 0 || row.Quantity < 0)
                throw new ModelRefusal($"The quantity of {row.Key} is negative.");
            if (!parts.TryAdd(row.Key, Split(row, before == 0 ? 0 : now / before, average)))
                throw new ModelRefusal($"{row.Key} occurs twice.");
        }
        return (new VarianceParts(parts.Values.Sum(p => p.Price), parts.Values.Sum(p => p.Volume), parts.Values.Sum(p => p.Mix)), parts);
    }

    private static VarianceParts Split(Sales row, decimal growth, decimal average)
    {
        var change = row.Revenue - row.RevenueBefore;
        if (row.Quantity == 0 && row.QuantityBefore == 0)
            return new VarianceParts(change, 0, 0);
        if (average == 0 && growth == 0)
            return new VarianceParts(0, change, 0);
        var price =
            row.Quantity == 0 ? 0
            : row.QuantityBefore == 0 ? 0
            : row.Revenue - row.Quantity * (row.RevenueBefore / row.QuantityBefore);
        var volume = row.QuantityBefore * (growth - 1) * average;
        return new VarianceParts(price, volume, change - price - volume);
    }
}
