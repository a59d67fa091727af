using System.Text.Json.Serialization;
using Rapport.Platform.Events;

namespace Rapport.Records.Customers.Duplicates;

/// <summary>A decision on two customers that looked alike. IDs alone: what they had in common is personal.</summary>
public abstract record PairEvent(Guid PairId, Guid LowId, Guid HighId) : DomainEvent, IOnTimeline
{
    public override string SubjectType => "duplicate";
    public override Guid SubjectId => PairId;
    public override IEnumerable<string> Touches => ["duplicates", $"customer:{LowId}", $"customer:{HighId}"];

    [JsonIgnore]
    public IEnumerable<Guid> OnTimelineOf => [LowId, HighId];

    [JsonIgnore]
    public string TimelineType => Name;

    [JsonIgnore]
    public object TimelineDetails => new { low_id = LowId, high_id = HighId };
}

[EventName("duplicate.dismissed")]
public sealed record DuplicateDismissed(Guid PairId, Guid LowId, Guid HighId) : PairEvent(PairId, LowId, HighId);

[EventName("duplicate.reopened")]
public sealed record DuplicateReopened(Guid PairId, Guid LowId, Guid HighId) : PairEvent(PairId, LowId, HighId);

/// <summary>Pairs that a sweep found or let go, told once for all of them.</summary>
[EventName("duplicates.swept")]
public sealed record DuplicatesSwept(Guid SweepId, int Customers, int Pairs, int Gone) : DomainEvent
{
    public override string SubjectType => "duplicate_sweep";
    public override Guid SubjectId => SweepId;
    public override IEnumerable<string> Touches => ["duplicates"];
}

/// <summary>A step of merging many pairs at once: asked for, approved, refused, done.</summary>
[EventName("duplicates.mass_merge")]
public sealed record MassMergeMoved(Guid MassMergeId, MassMergeState State, double MinProbability, int Merged) : DomainEvent
{
    public override string SubjectType => "mass_merge";
    public override Guid SubjectId => MassMergeId;
    public override IEnumerable<string> Touches => ["duplicates"];
}

[EventName("duplicates.settings_changed")]
public sealed record DuplicateSettingsChanged(
    Guid OrganizationId,
    double ReviewAbove,
    bool ApproveMassMerges,
    IReadOnlyList<string> IgnoredFields
) : DomainEvent
{
    public override string SubjectType => "duplicate_settings";
    public override Guid SubjectId => OrganizationId;
    public override IEnumerable<string> Touches => ["duplicates"];
}
