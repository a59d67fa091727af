namespace Rapport.Insight.Scoring;

/// <summary>How well things stand with a customer, 0 to 100.</summary>
/// <param name="Grade">A from 80, B from 60, C from 40, D from 20, else F.</param>
/// <param name="Factors">What it is made of.</param>
/// <param name="RecommendedActions">What may help, when it is low.</param>
/// <param name="NoData">Nothing is known yet: the score is where everybody begins, and no list, alert or segment counts it.</param>
public sealed record HealthScore(
    double Score,
    string Grade,
    IReadOnlyList<HealthFactor> Factors,
    IReadOnlyList<string> RecommendedActions,
    bool NoData
)
{
    /// <summary>What it was, as far as it was told: each time that it had moved by ten or more. Oldest first.</summary>
    public IReadOnlyList<HealthPoint> History { get; init; } = [];
}

public sealed record HealthPoint(DateTimeOffset At, double Score);

/// <param name="Weight">Its share of the whole; those of all factors that something is known of add up to 1.</param>
/// <param name="Raw">0 to 100.</param>
/// <param name="Weighted">What it adds to the score.</param>
/// <param name="Says">Why, in a few words.</param>
public sealed record HealthFactor(string Name, double Weight, double Raw, double Weighted, string Says);

public enum ChurnLevel
{
    Low,
    Medium,
    High,
}

/// <summary>How likely the customer is to leave, 0 to 100.</summary>
/// <param name="Level">Low below 40, high from 70.</param>
/// <param name="Factors">What raises it, the strongest first.</param>
/// <param name="RetentionStrategies">What may keep them, when it is high.</param>
public sealed record ChurnRisk(
    double Score,
    ChurnLevel Level,
    IReadOnlyList<ChurnFactor> Factors,
    IReadOnlyList<string> RetentionStrategies,
    bool NoData
);

/// <param name="Points">What it adds to the risk.</param>
public sealed record ChurnFactor(string Name, double Points, string Says);
