using Rapport.Platform.Data;
using Rapport.Records.Facts;

namespace Rapport.Records.Interactions;

/// <summary>An interaction as the API shows it.</summary>
public sealed record InteractionView
{
    internal static readonly Sql Columns = Sql.Raw(
        """
        i.id, i.customer_id, c.display_name, i.contact_id, k.first_name || ' ' || k.last_name, i.contact, i.interaction_type,
        i.direction, i.subject, i.description, i.occurred_at, i.duration_minutes,
        i.outcome, i.sentiment, i.source, i.external_id, i.attendees, i.related_type, i.related_id, i.activity_id,
        i.is_backdated, i.created_by_id, u.name, i.created_at, i.updated_at, i.version
        """
    );

    internal const int Width = 26;

    internal static readonly Sql From = FromPicked(Sql.Raw("interactions i"));

    /// <param name="picked">The table, or some of its rows.</param>
    internal static Sql FromPicked(Sql picked) =>
        $"""
            {picked} {Sql.LookUp("customers", "c", $"c.organization_id = i.organization_id and c.id = i.customer_id")}
            left join users u on u.organization_id = i.organization_id and u.id = i.created_by_id
            {Sql.LeftLookUp("contacts", "k", $"k.organization_id = i.organization_id and k.id = i.contact_id")}
            """;

    public required Guid Id { get; init; }
    public required Guid CustomerId { get; init; }
    public required string CustomerName { get; init; }
    public Guid? ContactId { get; init; }
    public string? ContactName { get; init; }
    public string? Contact { get; init; }
    public InteractionType InteractionType { get; init; }
    public Direction Direction { get; init; }
    public string? Subject { get; init; }
    public string? Description { get; init; }
    public DateTimeOffset OccurredAt { get; init; }
    public int? DurationMinutes { get; init; }
    public Outcome? Outcome { get; init; }
    public Sentiment? Sentiment { get; init; }
    public InteractionSource Source { get; init; }
    public required string ExternalId { get; init; }
    public IReadOnlyList<Attendee> Attendees { get; init; } = [];
    public string? RelatedType { get; init; }
    public Guid? RelatedId { get; init; }

    /// <summary>The activity it is the result of.</summary>
    public Guid? ActivityId { get; init; }

    /// <summary>Logged more than 30 days after it happened.</summary>
    public bool IsBackdated { get; init; }
    public Guid? CreatedBy { get; init; }
    public string? CreatedByName { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public int Version { get; init; }

    internal static InteractionView Of(Row row, int at) =>
        new()
        {
            Id = row.Id(at),
            CustomerId = row.Id(at + 1),
            CustomerName = row.Text(at + 2),
            ContactId = row.IdOrNull(at + 3),
            ContactName = row.TextOrNull(at + 4),
            Contact = row.TextOrNull(at + 5),
            InteractionType = Words.Parse<InteractionType>(row.Text(at + 6)),
            Direction = Words.Parse<Direction>(row.Text(at + 7)),
            Subject = row.TextOrNull(at + 8),
            Description = row.TextOrNull(at + 9),
            OccurredAt = row.Time(at + 10),
            DurationMinutes = row.IntOrNull(at + 11),
            Outcome = row.TextOrNull(at + 12) is { } outcome ? Words.Parse<Outcome>(outcome) : null,
            Sentiment = row.TextOrNull(at + 13) is { } sentiment ? Words.Parse<Sentiment>(sentiment) : null,
            Source = Words.Parse<InteractionSource>(row.Text(at + 14)),
            ExternalId = row.Text(at + 15),
            Attendees = Facts.Attendees.Stored(row.TextOrNull(at + 16)),
            RelatedType = row.TextOrNull(at + 17),
            RelatedId = row.IdOrNull(at + 18),
            ActivityId = row.IdOrNull(at + 19),
            IsBackdated = row.Truth(at + 20),
            CreatedBy = row.IdOrNull(at + 21),
            CreatedByName = row.TextOrNull(at + 22),
            CreatedAt = row.Time(at + 23),
            UpdatedAt = row.Time(at + 24),
            Version = row.Int(at + 25),
        };
}
