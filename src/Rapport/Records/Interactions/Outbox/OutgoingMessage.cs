using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;

namespace Rapport.Records.Interactions.Outbox;

public enum OutgoingStatus
{
    /// <summary>Kept until a mail server is connected.</summary>
    Waiting,

    /// <summary>The customer has no e-mail address.</summary>
    NoAddress,
}

/// <summary>A message to a customer that is to leave the house. No mail server can be connected yet, so all of them wait.</summary>
public sealed class OutgoingMessage : Entity
{
    /// <summary>What it was written on, such as "ticket_message"; one message leaves once.</summary>
    [NotPersonalData]
    public string SourceType { get; init; } = "";
    public Guid SourceId { get; init; }

    [PersonalData]
    public string? Recipient { get; init; }

    [PersonalData]
    public string Subject { get; init; } = "";

    [PersonalData]
    public string Body { get; set; } = "";
    public OutgoingStatus Status { get; init; }
    public Guid? CreatedById { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class OutgoingMessageTable : IEntityTypeConfiguration<OutgoingMessage>
{
    public void Configure(EntityTypeBuilder<OutgoingMessage> message)
    {
        message.ToTable("outgoing_messages");
        message.Property(m => m.SourceType).HasMaxLength(40);
        message.Property(m => m.Recipient).HasMaxLength(320);
        message.Property(m => m.Subject).HasMaxLength(600);
        message
            .HasIndex(m => new
            {
                m.OrganizationId,
                m.SourceType,
                m.SourceId,
            })
            .IsUnique();
        message.HasIndex(m => new
        {
            m.OrganizationId,
            m.Status,
            m.CreatedAt,
            m.Id,
        });
    }
}
