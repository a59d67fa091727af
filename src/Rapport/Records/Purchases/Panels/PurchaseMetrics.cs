using System.Text.Json.Serialization;

namespace Rapport.Records.Purchases.Panels;

/// <summary>What the customer bought and is worth. All sums are in <see cref="Currency"/>, the one most purchases were made in.</summary>
public sealed record PurchaseMetrics
{
    /// <summary>Purchases; returns are not counted.</summary>
    public int OrderCount { get; init; }
    public decimal GrossRevenue { get; init; }

    /// <summary>What was given back, as a positive amount.</summary>
    public decimal Refunded { get; init; }
    public decimal NetRevenue { get; init; }

    /// <summary>Of the purchases in <see cref="Currency"/>.</summary>
    public decimal? AverageOrderValue { get; init; }
    public DateTimeOffset? FirstPurchaseAt { get; init; }
    public DateTimeOffset? LastPurchaseAt { get; init; }
    public int? DaysSinceLastPurchase { get; init; }

    /// <summary>The mean of the days between one purchase and the next, as health counts it; null of fewer than two.</summary>
    public double? PurchaseFrequencyDays { get; init; }

    /// <summary>Days since registration.</summary>
    public int TenureDays { get; init; }

    /// <summary>What the customer has brought so far: net revenue.</summary>
    public decimal LifetimeValue { get; init; }
    public string? Currency { get; init; }

    /// <summary>
    /// What was bought in other currencies, of which the sums above know nothing; most purchases first. Left out where there are none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<CurrencySums>? OtherCurrencies { get; init; }
}

/// <summary>Purchases in one currency.</summary>
public sealed record CurrencySums(string Currency, int OrderCount, decimal GrossRevenue, decimal Refunded, decimal NetRevenue);
