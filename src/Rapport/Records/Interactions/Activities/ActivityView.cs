using Rapport.Platform.Data;
using Rapport.Records.Facts;

namespace Rapport.Records.Interactions.Activities;

/// <summary>An activity as the API shows it.</summary>
public sealed record ActivityView
{
    internal const int Width = 24;

    internal static readonly Sql From = Sql.Of(
        $"""
        activities a
        {Sql.LeftLookUp("customers", "c", $"c.organization_id = a.organization_id and c.id = a.customer_id")}
        left join users u on u.organization_id = a.organization_id and u.id = a.assigned_to_id
        left join users w on w.organization_id = a.organization_id and w.id = a.created_by_id
        {Sql.LeftLookUp("contacts", "k", $"k.organization_id = a.organization_id and k.id = a.contact_id")}
        """
    );

    /// <param name="seen">Whether the caller sees the customer; its name is told only then.</param>
    internal static Sql Columns(Sql seen) =>
        $"""
            a.id, a.customer_id, case when {seen} then c.display_name end, a.contact_id,
            case when {seen} then k.first_name || ' ' || k.last_name end, a.activity_type, a.subject, a.description, a.due_date,
            a.reminder_at, a.priority, a.status, a.completed_at, a.assigned_to_id, u.name, a.attendees, a.related_type, a.related_id,
            a.result_interaction_id, a.follows_id, a.created_by_id, a.created_at, a.updated_at, a.version
            """;

    public required Guid Id { get; init; }
    public Guid? CustomerId { get; init; }
    public string? CustomerName { get; init; }
    public Guid? ContactId { get; init; }
    public string? ContactName { get; init; }
    public ActivityType ActivityType { get; init; }
    public required string Subject { get; init; }
    public string? Description { get; init; }
    public DateTimeOffset DueDate { get; init; }

    /// <summary>Still to be done, and its time is over.</summary>
    public bool IsOverdue { get; init; }
    public DateTimeOffset? ReminderAt { get; init; }
    public ActivityPriority Priority { get; init; }
    public ActivityStatus Status { get; init; }
    public DateTimeOffset? CompletedAt { get; init; }
    public Guid AssignedTo { get; init; }
    public string? AssignedToName { get; init; }
    public IReadOnlyList<Attendee> Attendees { get; init; } = [];
    public string? RelatedType { get; init; }
    public Guid? RelatedId { get; init; }
    public Guid? ResultInteractionId { get; init; }
    public Guid? FollowsId { get; init; }
    public Guid CreatedBy { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public int Version { get; init; }

    public bool IsOpen => Status is ActivityStatus.Pending or ActivityStatus.InProgress;

    internal static ActivityView Of(Row row, int at, DateTimeOffset now)
    {
        var (due, status) = (row.Time(at + 8), Words.Parse<ActivityStatus>(row.Text(at + 11)));
        return new()
        {
            Id = row.Id(at),
            CustomerId = row.IdOrNull(at + 1),
            CustomerName = row.TextOrNull(at + 2),
            ContactId = row.IdOrNull(at + 3),
            ContactName = row.TextOrNull(at + 4),
            ActivityType = Words.Parse<ActivityType>(row.Text(at + 5)),
            Subject = row.Text(at + 6),
            Description = row.TextOrNull(at + 7),
            DueDate = due,
            IsOverdue = status is ActivityStatus.Pending or ActivityStatus.InProgress && due < now,
            ReminderAt = row.TimeOrNull(at + 9),
            Priority = Words.Parse<ActivityPriority>(row.Text(at + 10)),
            Status = status,
            CompletedAt = row.TimeOrNull(at + 12),
            AssignedTo = row.Id(at + 13),
            AssignedToName = row.TextOrNull(at + 14),
            Attendees = Facts.Attendees.Stored(row.TextOrNull(at + 15)),
            RelatedType = row.TextOrNull(at + 16),
            RelatedId = row.IdOrNull(at + 17),
            ResultInteractionId = row.IdOrNull(at + 18),
            FollowsId = row.IdOrNull(at + 19),
            CreatedBy = row.Id(at + 20),
            CreatedAt = row.Time(at + 21),
            UpdatedAt = row.Time(at + 22),
            Version = row.Int(at + 23),
        };
    }
}
