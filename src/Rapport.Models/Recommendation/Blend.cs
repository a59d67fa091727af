namespace Rapport.Models.Recommendation;

/// <summary>How much each source counts in a recommendation; half-lives are in days.</summary>
/// <param name="Trend">Power of how much an item is bought of late.</param>
/// <param name="TrendHalfLife">After how long a purchase counts half for that.</param>
/// <param name="Rarity">Power by which an item that few have is preferred to one that many have.</param>
/// <param name="Memory">After how long an item that a customer has counts half for what else to buy.</param>
/// <param name="Habit">After how long it counts half for buying it again.</param>
/// <param name="HabitTrend">As <see cref="Trend"/>, for buying again.</param>
/// <param name="Discovery">Weight of new items beside those to buy again.</param>
public sealed record Blend(
    double Trend,
    double TrendHalfLife,
    double Rarity,
    double Memory,
    double Habit,
    double HabitTrend,
    double Discovery
)
{
    /// <summary>Without days, or too few to try others.</summary>
    public static readonly Blend Usual = new(0.3, 30, 0.4, 90, 365, 0.25, 0.05);
}

/// <summary>How well lists of ten foretold what was bought afterwards.</summary>
/// <param name="Customers">Those with purchases before and something to foretell after the split.</param>
/// <param name="Ndcg">Normalised discounted cumulative gain (Järvelin and Kekäläinen 2002), an item being right or wrong.</param>
/// <param name="Hits">Share of the customers with at least one right item.</param>
/// <param name="Recall">Share of the items bought that were listed, averaged over the customers.</param>
/// <param name="Coverage">Share of all items that were listed for somebody.</param>
public sealed record BacktestFigures(int Customers, double Ndcg, double Hits, double Recall, double Coverage);
