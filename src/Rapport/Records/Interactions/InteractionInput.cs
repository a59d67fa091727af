using System.Text.Json.Serialization;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;

namespace Rapport.Records.Interactions;

/// <summary>An interaction as the API and the pages write it. Absent fields stay as they are, null clears.</summary>
public sealed record InteractionInput : SubjectInput
{
    /// <summary>Sent again under the same one, it is the same interaction.</summary>
    public Maybe<string> ExternalId { get; init; }
    public Maybe<InteractionType?> InteractionType { get; init; }

    /// <summary>Outbound when left out.</summary>
    public Maybe<Direction?> Direction { get; init; }
    public Maybe<string> Subject { get; init; }
    public Maybe<string> Description { get; init; }

    /// <summary>Now when left out.</summary>
    public Maybe<DateTimeOffset?> OccurredAt { get; init; }
    public Maybe<int?> DurationMinutes { get; init; }

    /// <summary>
    /// successful, no_answer, left_message, bounced, follow_up_needed or completed; of the other vocabulary positive, neutral and negative
    /// are a sentiment, action_required is follow_up_needed.
    /// </summary>
    public Maybe<string> Outcome { get; init; }
    public Maybe<Sentiment?> Sentiment { get; init; }
    public Maybe<string> Contact { get; init; }
    public Maybe<Attendees> Attendees { get; init; }

    [JsonIgnore]
    public bool ConfirmsPersonalData { get; init; }

    [JsonIgnore]
    public InteractionSource Source { get; init; } = InteractionSource.Api;

    /// <summary>The same as a whole interaction, for PUT: what is absent becomes empty. Whose it is stays.</summary>
    internal InteractionInput Whole() =>
        this with
        {
            ContactId = Set(ContactId),
            RelatedType = Set(RelatedType),
            RelatedId = Set(RelatedId),
            Subject = Set(Subject),
            Description = Set(Description),
            DurationMinutes = Set(DurationMinutes),
            Outcome = Set(Outcome),
            Sentiment = Set(Sentiment),
            Contact = Set(Contact),
            Attendees = Set(Attendees),
        };

    /// <summary>Outcome and sentiment as stored, whichever vocabulary was used.</summary>
    internal (Maybe<Outcome?> Outcome, Maybe<Sentiment?> Sentiment) Result()
    {
        if (!Outcome.IsSet || string.IsNullOrEmpty(Outcome.Value))
            return (Outcome.IsSet ? new Maybe<Outcome?>(null) : default, Sentiment);
        if (Words.TryParse<Outcome>(Outcome.Value, out var outcome))
            return (new(outcome), Sentiment);
        if (Outcome.Value == "action_required")
            return (new(Interactions.Outcome.FollowUpNeeded), Sentiment);
        if (Words.TryParse<Sentiment>(Outcome.Value, out var sentiment))
            return (default, Sentiment.IsSet ? Sentiment : new(sentiment));
        throw new Unreadable(
            "outcome",
            $"It must be one of {string.Join(", ", Words.All<Outcome>())}, positive, neutral, negative, action_required."
        );
    }

    private static Maybe<T> Set<T>(Maybe<T> value) => value with { IsSet = true };
}
