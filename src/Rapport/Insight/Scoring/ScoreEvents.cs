using System.Text.Json.Serialization;
using Rapport.Platform.Events;
using Rapport.Records.Customers;

namespace Rapport.Insight.Scoring;

/// <summary>A customer's health is another by ten or more than when it was last told.</summary>
[EventName("health.changed")]
public sealed record HealthChanged(Guid CustomerId, double From, double To) : DomainEvent, IOnTimeline
{
    public override string SubjectType => "customer";
    public override Guid SubjectId => CustomerId;

    // Not "customer:…", which would have the sweep for duplicates look at somebody whose record did not change.
    public override IEnumerable<string> Touches => [$"health:{CustomerId}", "customers"];

    [JsonIgnore]
    public IEnumerable<Guid> OnTimelineOf => [CustomerId];

    [JsonIgnore]
    public string TimelineType => "health.changed";

    [JsonIgnore]
    public object TimelineDetails =>
        new
        {
            title = $"Health {(To > From ? "rose" : "fell")} from {From:0} to {To:0}",
            from = From,
            to = To,
            grade = ScoreHealth.Grade(To),
        };
}

/// <summary>Scores of these customers are others than before, by however little: for whoever keeps what depends on them.</summary>
[EventName("scores.changed")]
public sealed record ScoresChanged(Guid FirstId, IReadOnlyList<Guid> CustomerIds) : DomainEvent
{
    public override string SubjectType => "scores";
    public override Guid SubjectId => FirstId;
    public override IEnumerable<string> Touches => ["customers"];
}

/// <summary>A customer's risk of leaving came into another band.</summary>
/// <param name="OwnerId">Who looks after the customer and ought to hear of it.</param>
[EventName("churn.band_changed")]
public sealed record ChurnBandChanged(Guid CustomerId, Guid? OwnerId, ChurnLevel From, ChurnLevel To, double Score) : DomainEvent
{
    public override string SubjectType => "customer";
    public override Guid SubjectId => CustomerId;
    public override IEnumerable<string> Touches => [$"health:{CustomerId}", "customers"];
}
