using Rapport.Platform.Events;

namespace Rapport.Records.Interactions.Notes;

/// <summary>A note called somebody by name.</summary>
[EventName("note.mentioned")]
public sealed record NoteMentioned(Guid NoteId, Guid CustomerId, IReadOnlyList<Guid> UserIds) : DomainEvent
{
    public override string SubjectType => "note";
    public override Guid SubjectId => NoteId;
}
