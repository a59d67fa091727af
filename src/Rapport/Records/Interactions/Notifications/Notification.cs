using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Records.Customers;
using Rapport.Trust.Identity;

namespace Rapport.Records.Interactions.Notifications;

public enum NotificationKind
{
    Mention,
    Reminder,
    Assigned,
    Approval,
    ChurnRisk,
    Health,
    SegmentEntered,
}

/// <summary>A word to one user, behind the bell until it is read.</summary>
public sealed class Notification : Entity
{
    public Guid UserId { get; init; }
    public NotificationKind Kind { get; init; }

    /// <summary>What it tells of; nobody is told of the same thing twice.</summary>
    [NotPersonalData]
    public string OnceKey { get; init; } = "";

    [PersonalData]
    public string Title { get; init; } = "";

    [PersonalData]
    public string? Body { get; init; }

    /// <summary>The page of ours that it leads to.</summary>
    [NotPersonalData]
    public string Url { get; init; } = "";
    public Guid? CustomerId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ReadAt { get; set; }
}

/// <summary>Somebody was told of something.</summary>
[EventName("notification.sent")]
public sealed record NotificationSent(Guid NotificationId, Guid UserId, NotificationKind Kind) : DomainEvent
{
    public override string SubjectType => "notification";
    public override Guid SubjectId => NotificationId;
    public override IEnumerable<string> Touches => [$"notifications:{UserId}"];
}

/// <summary>Somebody has read what they were told, or wants to read it again.</summary>
[EventName("notifications.read")]
public sealed record NotificationsRead(Guid UserId, int Count, bool IsRead) : DomainEvent
{
    public override string SubjectType => "user";
    public override Guid SubjectId => UserId;
    public override IEnumerable<string> Touches => [$"notifications:{UserId}"];
}

internal sealed class NotificationTable : IEntityTypeConfiguration<Notification>
{
    public void Configure(EntityTypeBuilder<Notification> notification)
    {
        notification.ToTable("notifications");
        notification.Property(n => n.OnceKey).HasMaxLength(120);
        notification.Property(n => n.Title).HasMaxLength(500);
        notification.Property(n => n.Body).HasMaxLength(500);
        notification.Property(n => n.Url).HasMaxLength(300);
        notification.References<Notification, User>(n => n.UserId);
        notification.References<Notification, Customer>(n => n.CustomerId);
        notification
            .HasIndex(n => new
            {
                n.OrganizationId,
                n.UserId,
                n.OnceKey,
            })
            .IsUnique();
        notification.HasIndex(n => new
        {
            n.OrganizationId,
            n.UserId,
            n.CreatedAt,
            n.Id,
        });
        notification.HasIndex(n => new { n.OrganizationId, n.CustomerId });
    }
}
