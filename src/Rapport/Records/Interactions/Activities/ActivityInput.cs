using System.Text.Json.Serialization;
using Rapport.Platform.Http;
using Rapport.Records.Facts;

namespace Rapport.Records.Interactions.Activities;

/// <summary>An activity as the API and the pages write it. Absent fields stay as they are, null clears.</summary>
public sealed record ActivityInput : SubjectInput
{
    /// <summary>A task when left out.</summary>
    public Maybe<ActivityType?> ActivityType { get; init; }

    /// <summary>Its first line of text when left out.</summary>
    public Maybe<string> Subject { get; init; }
    public Maybe<string> Description { get; init; }

    /// <summary>
    /// When left out it is read from the text ("call next week"), else it is tomorrow at nine for whoever it is given to.
    /// </summary>
    public Maybe<DateTimeOffset?> DueDate { get; init; }
    public Maybe<DateTimeOffset?> ReminderAt { get; init; }
    public Maybe<ActivityPriority?> Priority { get; init; }
    public Maybe<ActivityStatus?> Status { get; init; }

    /// <summary>A user; the caller when left out.</summary>
    public Maybe<Guid?> AssignedTo { get; init; }
    public Maybe<Attendees> Attendees { get; init; }

    /// <summary>Plain words from which subject and due date are read where these are left out.</summary>
    public string? Text { get; init; }

    [JsonIgnore]
    public bool ConfirmsPersonalData { get; init; }

    [JsonIgnore]
    public Guid? FollowsId { get; init; }

    /// <summary>The same as a whole activity, for PUT. What it cannot be without stays.</summary>
    internal ActivityInput Whole() =>
        this with
        {
            CustomerId = Customer is null ? Set(CustomerId) : CustomerId,
            ContactId = Set(ContactId),
            RelatedType = Set(RelatedType),
            RelatedId = Set(RelatedId),
            Description = Set(Description),
            ReminderAt = Set(ReminderAt),
            Priority = Priority.IsSet ? Priority : ActivityPriority.Normal,
            Attendees = Set(Attendees),
        };

    private static Maybe<T> Set<T>(Maybe<T> value) => value with { IsSet = true };
}
