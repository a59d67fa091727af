using Rapport.Platform.Events;

namespace Rapport.Records.Support.Desk;

/// <summary>
/// Somebody worked on a ticket here. Of fields with text about people only the names are logged, so the line holds no personal data.
/// </summary>
[EventName("ticket.updated")]
public sealed record TicketUpdated(
    Guid TicketId,
    Guid CustomerId,
    IReadOnlyDictionary<string, FieldChange> Changes,
    IReadOnlyList<string> Texts
) : DomainEvent
{
    public override string SubjectType => "ticket";
    public override Guid SubjectId => TicketId;
    public override IEnumerable<string> Touches => [$"ticket:{CustomerId}"];
}

/// <summary>A public reply or an internal note was added.</summary>
[EventName("ticket.message_added")]
public sealed record TicketMessageAdded(Guid TicketId, Guid CustomerId, Guid MessageId, TicketMessageKind Kind) : DomainEvent
{
    public override string SubjectType => "ticket";
    public override Guid SubjectId => TicketId;
    public override IEnumerable<string> Touches => [$"ticket:{CustomerId}"];
}

/// <summary>An internal note called colleagues by name.</summary>
[EventName("ticket.mentioned")]
public sealed record TicketMentioned(Guid TicketId, Guid MessageId, IReadOnlyList<Guid> UserIds) : DomainEvent
{
    public override string SubjectType => "ticket";
    public override Guid SubjectId => TicketId;
}
