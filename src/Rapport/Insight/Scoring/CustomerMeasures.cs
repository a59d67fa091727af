namespace Rapport.Insight.Scoring;

/// <summary>
/// What scores are worked out from, as of <see cref="Now"/>. A measure of which nothing is known is null or zero, and drops out.
/// </summary>
public sealed record CustomerMeasures
{
    public required DateTimeOffset Now { get; init; }
    public int Purchases { get; init; }
    public DateTimeOffset? FirstPurchaseAt { get; init; }
    public DateTimeOffset? LastPurchaseAt { get; init; }

    /// <summary>
    /// Interactions that were not angry, visits to the site, opened messages and days of use, in the last ninety days and in the ninety
    /// before.
    /// </summary>
    public int Touches { get; init; }
    public int TouchesBefore { get; init; }

    /// <summary>Messages of the last ninety days, read or not: who gets some and reads none is not engaged.</summary>
    public int Messages { get; init; }

    /// <summary>Interactions of the last ninety days that the customer left in a bad mood.</summary>
    public int Angry { get; init; }
    public int OpenTickets { get; init; }

    /// <summary>Of the last year.</summary>
    public int Tickets { get; init; }

    /// <summary>Of the last ninety days.</summary>
    public int Complaints { get; init; }

    /// <summary>The mean answer of the last year, 1 to 5.</summary>
    public double? Satisfaction { get; init; }

    internal const double ShortestRhythm = 14,
        AssumedRhythm = 90;

    public double? DaysSinceLastPurchase => LastPurchaseAt is { } last ? Math.Max(0, (Now - last).TotalDays) : null;

    /// <summary>
    /// The customer's own mean gap between purchases in days; of a single purchase a quarter of a year is assumed, and several in one week
    /// count as one visit.
    /// </summary>
    public double Rhythm =>
        Purchases >= 2 && FirstPurchaseAt is { } first && LastPurchaseAt is { } last
            ? Math.Max(ShortestRhythm, (last - first).TotalDays / (Purchases - 1))
            : AssumedRhythm;

    public bool KnowsPurchases => Purchases > 0 && LastPurchaseAt is not null;
    public bool KnowsEngagement => Touches + TouchesBefore + Messages > 0;
    public bool KnowsSupport => Tickets + OpenTickets + Angry > 0 || Satisfaction is not null;
}
