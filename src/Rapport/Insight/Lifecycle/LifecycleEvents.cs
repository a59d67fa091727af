using System.Text.Json.Serialization;
using Rapport.Platform.Events;
using Rapport.Records.Customers;

namespace Rapport.Insight.Lifecycle;

/// <summary>Customers entered a stage: what automations, alerts and integrations follow.</summary>
/// <param name="FromStageId">Null of a first stage.</param>
/// <param name="Rule">The condition of the rule that moved them.</param>
[EventName("lifecycle.stage_changed")]
public sealed record StageChanged(
    Guid? FromStageId,
    Guid ToStageId,
    string? From,
    string To,
    SystemStage? SystemKey,
    StageCategory Category,
    MoveTrigger Trigger,
    RuleCondition? Rule,
    IReadOnlyList<Guid> CustomerIds
) : DomainEvent, IOnTimeline
{
    private const int Few = 5_000;

    public override string SubjectType => CustomerIds.Count == 1 ? "customer" : "lifecycle_stage";
    public override Guid SubjectId => CustomerIds.Count == 1 ? CustomerIds[0] : ToStageId;

    // Not "customer:…", which would have the sweep for duplicates look at records that did not change.
    public override IEnumerable<string> Touches => ["customers", "lifecycle", .. CustomerIds.Take(Few).Select(id => $"lifecycle:{id}")];

    [JsonIgnore]
    public string? Reason { get; init; }

    [JsonIgnore]
    public IEnumerable<Guid> OnTimelineOf => CustomerIds;

    [JsonIgnore]
    public string TimelineType => "lifecycle.stage_changed";

    [JsonIgnore]
    public object TimelineDetails =>
        new
        {
            title = From is null ? $"Stage {To}" : $"Stage changed from {From} to {To}",
            stage = To,
            from_stage = From,
            system_key = SystemKey,
            trigger = Trigger,
            reason = IsOfPurchases ? null : Reason,
        };

    /// <summary>Not all who see the customer see what they buy.</summary>
    private bool IsOfPurchases =>
        Rule
            is RuleCondition.FirstPurchase
                or RuleCondition.DealWon
                or RuleCondition.PurchaseWhileChurned
                or RuleCondition.SecondPurchase
                or RuleCondition.PurchasesStopped;
}

/// <summary>A move waits for a second person, or has been decided.</summary>
[EventName("lifecycle.move_requested")]
public sealed record StageMoveRequested(Guid RequestId, Guid CustomerId, Guid FromStageId, Guid ToStageId, RequestState State) : DomainEvent
{
    public override string SubjectType => "customer";
    public override Guid SubjectId => CustomerId;
    public override IEnumerable<string> Touches => ["lifecycle", $"lifecycle:{CustomerId}"];
}

/// <summary>Moves were suggested, or decided by people.</summary>
[EventName("lifecycle.move_suggested")]
public sealed record StageMoveSuggested(SuggestionState State, RuleCondition? Rule, Guid ToStageId, IReadOnlyList<Guid> CustomerIds)
    : DomainEvent
{
    public override string SubjectType => CustomerIds.Count == 1 ? "customer" : "lifecycle_stage";
    public override Guid SubjectId => CustomerIds.Count == 1 ? CustomerIds[0] : ToStageId;
    public override IEnumerable<string> Touches => ["lifecycle", .. CustomerIds.Take(5_000).Select(id => $"lifecycle:{id}")];
}

/// <summary>A customer reached a milestone.</summary>
[EventName("milestone.reached")]
public sealed record MilestoneReached(Guid MilestoneId, Guid CustomerId, MilestoneType Type, DateTimeOffset OccurredAt) : DomainEvent
{
    public override string SubjectType => "customer";
    public override Guid SubjectId => CustomerId;
    public override IEnumerable<string> Touches => [$"lifecycle:{CustomerId}"];
}

/// <summary>Stages, moves, rules or settings were changed.</summary>
[EventName("lifecycle.configured")]
public sealed record LifecycleConfigured(Guid OrganizationId, string Part, string Change) : DomainEvent
{
    public override string SubjectType => "organization";
    public override Guid SubjectId => OrganizationId;
    public override IEnumerable<string> Touches => ["lifecycle", "lifecycle_stages", "customers"];
}

/// <summary>The customers of an existing database got stages by what is known of them; nothing follows from it.</summary>
[EventName("lifecycle.stages_given")]
public sealed record StagesGiven(Guid OrganizationId, int Customers, int Kept) : DomainEvent
{
    public override string SubjectType => "organization";
    public override Guid SubjectId => OrganizationId;
    public override IEnumerable<string> Touches => ["customers", "lifecycle"];
}
