using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers.Find;

/// <summary>The part of a list's filter that speaks of facts, answered by the customers' summaries.</summary>
public sealed record FactFilter
{
    public string? Tier { get; init; }
    public DateTimeOffset? LastPurchaseFrom { get; init; }
    public DateTimeOffset? LastPurchaseTo { get; init; }
    public decimal? ClvMin { get; init; }
    public decimal? ClvMax { get; init; }
    public int? OrdersMin { get; init; }
    public int? OrdersMax { get; init; }

    public static readonly FactFilter None = new();

    public static readonly (string Name, string Meaning)[] Parameters =
    [
        ("tier", "Name of a loyalty tier"),
        ("last_purchase_from", "ISO date or RFC 3339 time, inclusive"),
        ("last_purchase_to", "ISO date, inclusive, or RFC 3339 time, exclusive"),
        ("clv_min", "At least this lifetime value, in the customer's own currency"),
        ("clv_max", "At most this lifetime value"),
        ("orders_min", "At least so many purchases"),
        ("orders_max", "At most so many purchases"),
    ];

    public static FactFilter Read(QueryReader query) =>
        new()
        {
            Tier = query.Text("tier", 60),
            LastPurchaseFrom = query.Time("last_purchase_from"),
            LastPurchaseTo = query.Time("last_purchase_to", endOfDay: true),
            ClvMin = query.Amount("clv_min"),
            ClvMax = query.Amount("clv_max"),
            OrdersMin = query.Int("orders_min", 0, int.MaxValue),
            OrdersMax = query.Int("orders_max", 0, int.MaxValue),
        };

    public string Key =>
        this == None
            ? ""
            : string.Join(',', Tier, LastPurchaseFrom?.UtcTicks, LastPurchaseTo?.UtcTicks, ClvMin, ClvMax, OrdersMin, OrdersMax);

    /// <summary>True of what only those may ask who may read purchases: else the answer would tell them.</summary>
    public bool AsksForPurchases => this with { Tier = null } != None;

    /// <summary>The conditions on <c>customer_summary s</c>.</summary>
    internal IEnumerable<Comparison> Comparisons()
    {
        if (Tier is { } tier)
            yield return new("s.tier", "=", $"{tier}");
        if (LastPurchaseFrom is { } from)
            yield return new("s.last_purchase_at", ">=", $"{from}");
        if (LastPurchaseTo is { } to)
            yield return new("s.last_purchase_at", "<", $"{to}");
        if (ClvMin is { } least)
            yield return new("s.spent_thousandths", ">=", $"{Thousandths(least)}");
        if (ClvMax is { } most)
            yield return new("s.spent_thousandths", "<=", $"{Thousandths(most)}");
        if (OrdersMin is { } few)
            yield return new("s.order_count", ">=", $"{few}");
        if (OrdersMax is { } many)
            yield return new("s.order_count", "<=", $"{many}");
    }

    private static long Thousandths(decimal amount) => (long)Math.Round(amount * 1000);
}
