using Rapport.Platform.Events;

namespace Rapport.Records.Interactions.Activities;

/// <summary>Something about a planned activity. It holds IDs and words of lists, no personal data.</summary>
public abstract record ActivityEvent(Guid ActivityId, Guid? CustomerId, IReadOnlyList<Guid> AssigneeIds) : DomainEvent
{
    public override string SubjectType => "activity";
    public override Guid SubjectId => ActivityId;

    /// <summary>Sections name the customer, lists "activities", and counts whose they are.</summary>
    public override IEnumerable<string> Touches =>
        [
            .. AssigneeIds.Select(id => $"my-activities:{id}"),
            .. CustomerId is { } customer ? [$"activity:{customer}"] : Array.Empty<string>(),
            "activities",
        ];
}

[EventName("activity.planned")]
public sealed record ActivityPlanned(
    Guid ActivityId,
    Guid? CustomerId,
    IReadOnlyList<Guid> AssigneeIds,
    ActivityType Type,
    DateTimeOffset DueDate
) : ActivityEvent(ActivityId, CustomerId, AssigneeIds);

[EventName("activity.updated")]
public sealed record ActivityUpdated(Guid ActivityId, Guid? CustomerId, IReadOnlyList<Guid> AssigneeIds, IReadOnlyList<string> Fields)
    : ActivityEvent(ActivityId, CustomerId, AssigneeIds);

[EventName("activity.completed")]
public sealed record ActivityCompleted(Guid ActivityId, Guid? CustomerId, IReadOnlyList<Guid> AssigneeIds, Guid? InteractionId)
    : ActivityEvent(ActivityId, CustomerId, AssigneeIds);

[EventName("activity.reopened")]
public sealed record ActivityReopened(Guid ActivityId, Guid? CustomerId, IReadOnlyList<Guid> AssigneeIds)
    : ActivityEvent(ActivityId, CustomerId, AssigneeIds);

[EventName("activity.deleted")]
public sealed record ActivityDeleted(Guid ActivityId, Guid? CustomerId, IReadOnlyList<Guid> AssigneeIds)
    : ActivityEvent(ActivityId, CustomerId, AssigneeIds);

/// <summary>The open activities of somebody who left fell to another.</summary>
[EventName("activities.handed_over")]
public sealed record ActivitiesHandedOver(Guid UserId, Guid SuccessorId, int Count) : DomainEvent
{
    public override string SubjectType => "user";
    public override Guid SubjectId => UserId;
    public override IEnumerable<string> Touches => ["activities", $"my-activities:{SuccessorId}"];
}
