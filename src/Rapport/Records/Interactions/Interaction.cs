using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;

namespace Rapport.Records.Interactions;

public enum InteractionType
{
    Email,
    Call,
    Meeting,
    Chat,
    Sms,
    Social,
    InPerson,
    Demo,
    Training,
    Note,
    Other,
}

public enum Direction
{
    Inbound,
    Outbound,
}

public enum Outcome
{
    Successful,
    NoAnswer,
    LeftMessage,
    Bounced,
    FollowUpNeeded,
    Completed,
}

public enum Sentiment
{
    Positive,
    Neutral,
    Negative,
}

public enum InteractionSource
{
    Manual,
    EmailSync,
    PhoneIntegration,
    CalendarSync,
    Api,
}

/// <summary>A touchpoint that happened.</summary>
[FactFormat(
    "interaction",
    "interactions",
    Area.Interactions,
    HasOwnRoutes = true,
    Unshown = LoggedForJob,
    Events = ["milestone.first_contact"]
)]
public sealed class Interaction : CustomerFact
{
    /// <summary>An interaction that was logged for a job: the timeline shows the job.</summary>
    private const string LoggedForJob =
        "coalesce(f.related_type, '') = 'service_visit' and f.external_id >= 'service_visit:' and f.external_id < 'service_visit;'";

    [RequiredField]
    public InteractionType InteractionType { get; set; }

    [RequiredField(ByHand = "outbound")]
    public Direction Direction { get; set; }

    [Limit(500), PersonalData]
    public string? Subject { get; set; }

    [Limit(20_000), PersonalData]
    public string? Description { get; set; }

    [RequiredField(ByHand = RequiredFieldAttribute.Now), Label("When")]
    public DateTimeOffset OccurredAt { get; set; }

    [Limit(100_000)]
    public int? DurationMinutes { get; set; }
    public Outcome? Outcome { get; set; }
    public Sentiment? Sentiment { get; set; }

    /// <summary>The person at the customer's, where it is a contact of ours.</summary>
    [Derived(Stays = true)]
    public Guid? ContactId { get; set; }

    /// <summary>ID, external name or e-mail of the person at the customer's.</summary>
    [Named, Limit(320), PersonalData]
    public string? Contact { get; set; }

    /// <summary>Who else took part, one a line, see <see cref="Facts.Attendees"/>.</summary>
    [People, Limit(4000), PersonalData]
    public string? Attendees { get; set; }

    /// <summary>What it was about besides the customer, such as "ticket"; see <see cref="RelatedRecords"/>.</summary>
    [Derived(Stays = true), NotPersonalData]
    public string? RelatedType { get; set; }

    [Derived(Stays = true)]
    public Guid? RelatedId { get; set; }

    /// <summary>The planned activity that this is the result of.</summary>
    [Derived(Stays = true)]
    public Guid? ActivityId { get; set; }

    [Derived(Stays = true)]
    public InteractionSource Source { get; set; } = InteractionSource.Api;

    /// <summary>Told of more than 30 days after it happened.</summary>
    [Derived]
    public bool IsBackdated { get; set; }

    protected override DateTimeOffset Happened => OccurredAt;

    /// <summary>Taken from a mailbox, a telephone or a calendar: what happened is theirs to say.</summary>
    internal bool IsSynced => Source is InteractionSource.EmailSync or InteractionSource.PhoneIntegration or InteractionSource.CalendarSync;

    public override void Check(Errors errors)
    {
        // Clocks differ a little; a plan for tomorrow is an activity.
        if (UpdatedAt != default && OccurredAt > UpdatedAt + TimeSpan.FromMinutes(5))
            errors.Add("occurred_at", "It lies in the future. Plan an activity instead.");
    }

    public override void Complete() => IsBackdated = CreatedAt - OccurredAt > TimeSpan.FromDays(30);

    /// <summary>What the external ID of a job's interaction begins with.</summary>
    internal const string JobPrefix = "service_visit:";

    /// <summary>Logged for a completed job, which stands on the timeline itself.</summary>
    private bool IsOfJob => RelatedType == "service_visit" && ExternalId.StartsWith(JobPrefix, StringComparison.Ordinal);

    public override TimelineText? OnTimeline() =>
        IsOfJob
            ? null
            : new(
                "interaction",
                string.IsNullOrEmpty(Subject) ? Said : $"{Said} - {Subject}",
                new
                {
                    interaction_type = InteractionType,
                    direction = Direction,
                    subject = Subject,
                    description = Description is { Length: > 300 } ? Description[..300] + "…" : Description,
                    duration_minutes = DurationMinutes,
                    outcome = Outcome,
                    sentiment = Sentiment,
                    attendees = Attendees is null ? null : Facts.Attendees.Stored(Attendees),
                    is_backdated = IsBackdated ? true : (bool?)null,
                }
            );

    private string Said => Words.Of(InteractionType).Replace('_', ' ');
}
