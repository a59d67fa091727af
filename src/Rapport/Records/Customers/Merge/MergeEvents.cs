using Rapport.Platform.Events;

namespace Rapport.Records.Customers.Merge;

/// <summary>Customers became one. IDs and names of fields alone: a payload sealed for one of the people would be lost with another's erasure.</summary>
[EventName("customers.merged")]
public sealed record CustomersMerged(Guid MergeId, Guid SurvivorId, IReadOnlyList<Guid> DuplicateIds, IReadOnlyList<string> ChangedFields) : DomainEvent
{
    public override string SubjectType => "customer";
    public override Guid SubjectId => SurvivorId;
    public override IEnumerable<string> Touches => MergeTouches.Of(SurvivorId, DuplicateIds);
}

[EventName("customers.unmerged")]
public sealed record CustomersUnmerged(Guid MergeId, Guid SurvivorId, IReadOnlyList<Guid> DuplicateIds, IReadOnlyList<string> RestoredFields) : DomainEvent
{
    public override string SubjectType => "customer";
    public override Guid SubjectId => SurvivorId;
    public override IEnumerable<string> Touches => MergeTouches.Of(SurvivorId, DuplicateIds);
}

internal static class MergeTouches
{
    public static IEnumerable<string> Of(Guid survivor, IReadOnlyList<Guid> duplicates) => duplicates.Prepend(survivor).Select(id => $"customer:{id}").Append("customers");
}
