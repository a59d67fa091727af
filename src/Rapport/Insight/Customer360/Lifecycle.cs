using Rapport.Insight.Scoring;
using Rapport.Insight.Segments;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Panels;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Customer360;

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

internal sealed class LifecyclePart(PartReading reading) : CustomerPart<Lifecycle>
{
    private readonly HealthPart health = reading.Use<HealthPart>();
    private readonly ChurnRiskPart churn = reading.Use<ChurnRiskPart>();
    private readonly SegmentsPart segments = reading.Use<SegmentsPart>();

    public override Lifecycle Answer()
    {
        var risk = churn.Answer();
        return new Lifecycle(
            reading.View.Status,
            reading.View.Source,
            reading.Registered,
            new LifecycleScores(health.Answer().Score, risk.Score, risk.Level),
            segments.Names,
            [.. Milestones().OrderBy(m => m.OccurredAt)]
        );
    }

    private IEnumerable<Milestone> Milestones()
    {
        var summary = reading.Summary;
        yield return new Milestone("registered", reading.Registered);
        if (reading.Reaches(Permission.ReadSales) && summary.FirstPurchaseAt is { } first)
            yield return new Milestone("first_purchase", first);
        if (reading.Reaches(Permission.ReadSales) && summary.LastPurchaseAt is { } last && last != summary.FirstPurchaseAt)
            yield return new Milestone("last_purchase", last);
        if (reading.Reaches(Permission.ReadInteractions) && summary.LastInteractionAt is { } contact)
            yield return new Milestone("last_interaction", contact);
    }
}
