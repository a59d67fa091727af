using Rapport.Insight.Scoring;
using Rapport.Records.Customers;

namespace Rapport.Insight.Customer360.Parts;

/// <summary>Where the customer stands on the way from prospect to regular, and what marked that way.</summary>
/// <param name="Segments">Names of the segments the customer belongs to.</param>
/// <param name="Milestones">Oldest first.</param>
public sealed record Lifecycle(
    CustomerStatus Stage,
    CustomerSource? Source,
    DateTimeOffset Since,
    LifecycleScores Scores,
    IReadOnlyList<string> Segments,
    IReadOnlyList<Milestone> Milestones
);

/// <summary>The scores in a word each; what they are made of stands under health and churn_risk.</summary>
public sealed record LifecycleScores(double? Health, double? ChurnRisk, ChurnLevel? ChurnLevel);

/// <param name="Type">registered, first_purchase, last_purchase or last_interaction.</param>
public sealed record Milestone(string Type, DateTimeOffset OccurredAt);
