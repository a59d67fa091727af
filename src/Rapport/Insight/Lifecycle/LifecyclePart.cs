using Rapport.Insight.Scoring;
using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Panels;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Lifecycle;

/// <summary>Where the customer stands, how it came there, and what marked the way.</summary>
/// <param name="Stage">The system key, or the name of a stage of the organization's own.</param>
/// <param name="Segments">Names of the segments the customer belongs to.</param>
/// <param name="Milestones">Oldest first.</param>
/// <param name="History">The latest moves, newest first.</param>
public sealed record CustomerJourney(
    string Stage,
    StageRef CurrentStage,
    DateTimeOffset EnteredStageAt,
    StageRef? PreviousStage,
    CustomerStatus Status,
    CustomerSource? Source,
    DateTimeOffset Since,
    LifecycleScores Scores,
    IReadOnlyList<string> Segments,
    IReadOnlyList<JourneyMark> Milestones,
    IReadOnlyList<StageChangeView> History
);

/// <summary>The scores in a word each; what they are made of stands under health and churn_risk.</summary>
public sealed record LifecycleScores(double? Health, double? ChurnRisk, ChurnLevel? ChurnLevel);

/// <param name="Type">registered, last_purchase, last_interaction, or a milestone such as first_purchase.</param>
public sealed record JourneyMark(string Type, DateTimeOffset OccurredAt, string? Note);

internal sealed class LifecyclePart : CustomerPart<CustomerJourney>
{
    private const int Latest = 20;

    private readonly PartReading reading;
    private readonly HealthPart health;
    private readonly ChurnRiskPart churn;
    private readonly CustomerPart? segments;
    private readonly LifecycleReading stages;
    private readonly List<MilestoneView> milestones = [];

    public LifecyclePart(PartReading reading, MasterKey master)
    {
        this.reading = reading;
        (health, churn, segments) = (reading.Use<HealthPart>(), reading.Use<ChurnRiskPart>(), reading.Use("segments"));
        stages = new LifecycleReading(master, reading.Organization, reading.Customer);
    }

    public override IEnumerable<Statement> Statements =>
        [stages.OfState, stages.OfHistory(Latest), FindLifecycle.MilestonesOf(milestones, reading.Organization, reading.Customer)];

    public override CustomerJourney Answer()
    {
        var (risk, state) = (churn.Answer(), stages.State);
        return new CustomerJourney(
            state.Current.SystemKey is { } key ? Words.Of(key) : state.Current.Name,
            state.Current,
            state.EnteredAt,
            state.Previous,
            reading.View.Status,
            reading.View.Source,
            reading.Registered,
            new LifecycleScores(health.Answer().Score, risk.Score, risk.Level),
            segments?.Names ?? [],
            [.. Marks().OrderBy(m => m.OccurredAt)],
            stages.History
        );
    }

    private IEnumerable<JourneyMark> Marks()
    {
        var summary = reading.Summary;
        yield return new JourneyMark("registered", reading.Registered, null);
        foreach (var milestone in milestones.Where(m => m.Type.NeededToSee is not { } needed || reading.Reaches(needed)))
            yield return new JourneyMark(Words.Of(milestone.Type), milestone.OccurredAt, milestone.Note);
        if (reading.Reaches(Permission.ReadSales) && summary.FirstPurchaseAt is { } first)
        {
            if (milestones.All(m => m.Type != MilestoneType.FirstPurchase))
                yield return new JourneyMark("first_purchase", first, null);
            if (summary.LastPurchaseAt is { } last && last != first)
                yield return new JourneyMark("last_purchase", last, null);
        }
        if (reading.Reaches(Permission.ReadInteractions) && summary.LastInteractionAt is { } contact)
            yield return new JourneyMark("last_interaction", contact, null);
    }
}
