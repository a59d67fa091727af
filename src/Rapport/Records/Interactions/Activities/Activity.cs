using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Trust.Identity;

namespace Rapport.Records.Interactions.Activities;

public enum ActivityType
{
    Call,
    Email,
    Meeting,
    Task,
    FollowUp,
    Demo,
    Training,
    Note,
}

public enum ActivityPriority
{
    Low,
    Normal,
    High,
    Urgent,
}

public enum ActivityStatus
{
    Pending,
    InProgress,
    Completed,
    Cancelled,
}

/// <summary>Something planned, with a customer or without. Its ID stays when it is done; what came of it is an interaction.</summary>
public sealed class Activity : VersionedEntity
{
    public Guid? CustomerId { get; set; }
    public Guid? ContactId { get; set; }
    public ActivityType ActivityType { get; set; }

    [PersonalData]
    public string Subject { get; set; } = "";

    [PersonalData]
    public string? Description { get; set; }
    public DateTimeOffset DueDate { get; set; }
    public DateTimeOffset? ReminderAt { get; set; }
    public ActivityPriority Priority { get; set; } = ActivityPriority.Normal;
    public ActivityStatus Status { get; set; }
    public DateTimeOffset? CompletedAt { get; set; }
    public Guid AssignedToId { get; set; }

    /// <summary>Who else takes part, one a line.</summary>
    [PersonalData]
    public string? Attendees { get; set; }

    [NotPersonalData]
    public string? RelatedType { get; set; }
    public Guid? RelatedId { get; set; }

    /// <summary>The interaction written when it was completed.</summary>
    public Guid? ResultInteractionId { get; set; }

    /// <summary>The activity whose completion planned this one.</summary>
    public Guid? FollowsId { get; set; }
    public Guid CreatedById { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }

    public bool IsOpen => Status is ActivityStatus.Pending or ActivityStatus.InProgress;

    internal InteractionType ResultType =>
        ActivityType switch
        {
            ActivityType.Call => InteractionType.Call,
            ActivityType.Email => InteractionType.Email,
            ActivityType.Meeting => InteractionType.Meeting,
            ActivityType.Demo => InteractionType.Demo,
            ActivityType.Training => InteractionType.Training,
            ActivityType.Note => InteractionType.Note,
            _ => InteractionType.Other,
        };
}

internal sealed class ActivityTable : IEntityTypeConfiguration<Activity>
{
    public void Configure(EntityTypeBuilder<Activity> activity)
    {
        activity.ToTable("activities");
        activity.Property(a => a.Subject).HasMaxLength(300);
        activity.Property(a => a.Attendees).HasMaxLength(4000);
        activity.Property(a => a.RelatedType).HasMaxLength(40);
        activity.References<Activity, Customer>(a => a.CustomerId);
        activity.References<Activity, User>(a => a.AssignedToId);
        activity.References<Activity, User>(a => a.CreatedById);
        activity.HasIndex(a => new
        {
            a.OrganizationId,
            a.AssignedToId,
            a.Status,
            a.DueDate,
            a.Id,
        });
        activity.HasIndex(a => new
        {
            a.OrganizationId,
            a.CustomerId,
            a.DueDate,
            a.Id,
        });
        activity.HasIndex(a => new
        {
            a.OrganizationId,
            a.Status,
            a.DueDate,
            a.Id,
        });
        activity.HasIndex(a => new
        {
            a.OrganizationId,
            a.DueDate,
            a.Id,
        });
        activity.HasIndex(a => new
        {
            a.OrganizationId,
            a.CompletedAt,
            a.Id,
        });
    }
}
