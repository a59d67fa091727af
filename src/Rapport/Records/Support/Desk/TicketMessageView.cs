using System.Text.Json.Serialization;
using Rapport.Platform.Data;
using Rapport.Records.Interactions.Notes;
using Rapport.Records.Interactions.Outbox;

namespace Rapport.Records.Support.Desk;

/// <summary>A message of a ticket as the API shows it.</summary>
/// <param name="TicketId">The ticket it was written on; another one's where that was merged into this.</param>
/// <param name="Body">Plain text; @name in an internal note notifies a colleague.</param>
/// <param name="Delivery">Of a public reply: waiting until a mail server is connected, or no_address.</param>
public sealed record TicketMessageView(
    Guid Id,
    Guid TicketId,
    TicketMessageKind Kind,
    string Body,
    Guid? CreatedBy,
    string? CreatedByName,
    DateTimeOffset CreatedAt,
    OutgoingStatus? Delivery
)
{
    internal static readonly Sql Columns = Sql.Raw("m.id, m.ticket_id, m.kind, m.body, m.created_by_id, u.name, m.created_at, o.status");

    internal static readonly Sql From = Sql.Raw(
        """
        ticket_messages m
        left join users u on u.organization_id = m.organization_id and u.id = m.created_by_id
        left join outgoing_messages o on o.organization_id = m.organization_id and o.source_type = 'ticket_message' and o.source_id = m.id
        """
    );

    /// <summary>Mentions that notified nobody, to who just wrote it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<NoteWarning>? Warnings { get; init; }

    internal static TicketMessageView Of(Row row, int at) =>
        new(
            row.Id(at),
            row.Id(at + 1),
            Words.Parse<TicketMessageKind>(row.Text(at + 2)),
            row.Text(at + 3),
            row.IdOrNull(at + 4),
            row.TextOrNull(at + 5),
            row.Time(at + 6),
            row.TextOrNull(at + 7) is { } status ? Words.Parse<OutgoingStatus>(status) : null
        );
}
