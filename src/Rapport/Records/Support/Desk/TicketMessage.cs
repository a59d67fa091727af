using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;

namespace Rapport.Records.Support.Desk;

public enum TicketMessageKind
{
    /// <summary>A reply to the customer.</summary>
    Public,

    /// <summary>A note for colleagues.</summary>
    Internal,
}

/// <summary>One message in the conversation of a ticket.</summary>
public sealed class TicketMessage : Entity
{
    /// <summary>The most characters of one.</summary>
    public const int Most = 20_000;

    /// <summary>What flags and the outbox call it.</summary>
    public const string Type = "ticket_message";

    public Guid TicketId { get; init; }
    public TicketMessageKind Kind { get; init; }

    [PersonalData]
    public string Body { get; set; } = "";
    public Guid? CreatedById { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class TicketMessageTable : IEntityTypeConfiguration<TicketMessage>
{
    public void Configure(EntityTypeBuilder<TicketMessage> message)
    {
        message.ToTable("ticket_messages");
        // Removed with their ticket by DropMessages, in the same transaction.
        message.ReferencesUnchecked<TicketMessage, Ticket>(m => m.TicketId);
        message.HasIndex(m => new
        {
            m.OrganizationId,
            m.TicketId,
            m.CreatedAt,
            m.Id,
        });
    }
}
