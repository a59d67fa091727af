using Rapport.Platform.Data;

namespace Rapport.Platform.Events;

/// <summary>How lines of the log are added: many at once, past the change tracker, for nobody ever changes them.</summary>
internal static class EventInserts
{
    public static readonly TableInsert<EventRow> Lines = new TableInsert<EventRow>("events")
        .Column("organization_id", e => e.OrganizationId)
        .Column("id", e => e.Id)
        .Column("name", e => e.Name)
        .Column("subject_type", e => e.SubjectType)
        .Column("subject_id", e => e.SubjectId)
        .Column("actor_kind", e => e.ActorKind)
        .Column("actor_id", e => e.ActorId)
        .Column("occurred_at", e => e.OccurredAt)
        .Column("person_id", e => e.PersonId)
        .Column("payload", e => e.Payload)
        .Column("touches", e => e.Touches);

    public static readonly TableInsert<EventRow> Unsealed = new TableInsert<EventRow>("unsealed_events")
        .Column("organization_id", e => e.OrganizationId)
        .Column("event_id", e => e.Id);
}
