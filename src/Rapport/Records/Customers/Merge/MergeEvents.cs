using System.Text.Json.Serialization;
using Rapport.Platform.Events;

namespace Rapport.Records.Customers.Merge;

/// <summary>
/// A merge or its undoing. It holds IDs and names of fields alone: a payload sealed for one of the people would be lost with another's
/// erasure.
/// </summary>
public abstract record MergeEvent(Guid MergeId, Guid SurvivorId, IReadOnlyList<Guid> DuplicateIds)
    : DomainEvent,
        IChangeCustomers,
        IOnTimeline
{
    public override string SubjectType => "customer";
    public override Guid SubjectId => SurvivorId;
    public override IEnumerable<string> Touches => Customers.Select(id => $"customer:{id}").Append("customers");

    [JsonIgnore]
    public IEnumerable<Guid> Customers => DuplicateIds.Prepend(SurvivorId);

    [JsonIgnore]
    public IEnumerable<Guid> OnTimelineOf => [SurvivorId];

    [JsonIgnore]
    public string TimelineType => Name;

    [JsonIgnore]
    public object TimelineDetails => new { merge_id = MergeId, duplicate_ids = DuplicateIds };
}

[EventName("customers.merged")]
public sealed record CustomersMerged(Guid MergeId, Guid SurvivorId, IReadOnlyList<Guid> DuplicateIds, IReadOnlyList<string> ChangedFields)
    : MergeEvent(MergeId, SurvivorId, DuplicateIds);

[EventName("customers.unmerged")]
public sealed record CustomersUnmerged(
    Guid MergeId,
    Guid SurvivorId,
    IReadOnlyList<Guid> DuplicateIds,
    IReadOnlyList<string> RestoredFields
) : MergeEvent(MergeId, SurvivorId, DuplicateIds);
