using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions;

/// <summary>Which interactions a list shows.</summary>
public sealed record InteractionFilter
{
    public static readonly (string, string)[] Parameters =
    [
        ("customer_id", "Of this customer"),
        ("contact_id", "With this contact"),
        ("type", "email, call, meeting, chat, sms, social, in_person, demo, training, note or other"),
        ("interaction_type", "The same, under the name of the field"),
        ("outcome", "How it ended"),
        ("sentiment", "positive, neutral or negative"),
        ("direction", "inbound or outbound"),
        ("created_by", "Logged by this user, or me"),
        ("from", "Happened on this day or later"),
        ("to", "Happened on this day or before"),
        ("related_type", "About a record of this kind"),
        ("related_id", "About this record"),
        ("is_backdated", "true: only those logged more than 30 days late"),
        ("search", "Words of subject or description"),
    ];

    public Guid? CustomerId { get; init; }
    public Guid? ContactId { get; init; }
    public InteractionType? Type { get; init; }
    public Outcome? Outcome { get; init; }
    public Sentiment? Sentiment { get; init; }
    public Direction? Direction { get; init; }
    public Guid? CreatedBy { get; init; }
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? Until { get; init; }
    public string? RelatedType { get; init; }
    public Guid? RelatedId { get; init; }
    public bool IsBackdated { get; init; }
    public string? Search { get; init; }

    public static InteractionFilter Read(QueryReader query, Access access) =>
        new()
        {
            CustomerId = query.Id("customer_id"),
            ContactId = query.Id("contact_id"),
            Type = query.Word<InteractionType>("type") ?? query.Word<InteractionType>("interaction_type"),
            Outcome = query.Word<Outcome>("outcome"),
            Sentiment = query.Word<Sentiment>("sentiment"),
            Direction = query.Word<Direction>("direction"),
            CreatedBy = query.UserOrMe("created_by", access),
            From = query.Time("from"),
            Until = query.Time("to", endOfDay: true),
            RelatedType = query.Text("related_type", 40) is { } type ? RelatedRecords.Word(type) ?? type : null,
            RelatedId = query.Id("related_id"),
            IsBackdated = query.Truth("is_backdated"),
            Search = query.Text("search"),
        };

    /// <summary>The conditions on <c>interactions i</c>.</summary>
    internal IEnumerable<Sql> Conditions()
    {
        if (CustomerId is { } customer)
            yield return $"i.customer_id = {customer}";
        if (ContactId is { } contact)
            yield return $"i.contact_id = {contact}";
        if (Type is { } type)
            yield return $"i.interaction_type = {type}";
        if (Outcome is { } outcome)
            yield return $"i.outcome = {outcome}";
        if (Sentiment is { } sentiment)
            yield return $"i.sentiment = {sentiment}";
        if (Direction is { } direction)
            yield return $"i.direction = {direction}";
        if (CreatedBy is { } author)
            yield return $"i.created_by_id = {author}";
        if (From is { } from)
            yield return $"i.happened_at >= {from}";
        if (Until is { } until)
            yield return $"i.happened_at < {until}";
        if (RelatedType is { } related)
            yield return $"i.related_type = {related}";
        if (RelatedId is { } id)
            yield return $"i.related_id = {id}";
        if (IsBackdated)
            yield return $"i.is_backdated = {true}";
    }
}

internal static class UserParameters
{
    /// <summary>A user's ID, or "me".</summary>
    public static Guid? UserOrMe(this QueryReader query, string name, Access access)
    {
        if (query.Text(name, 40) is not { } text)
            return null;
        if (text == "me")
            return access.Caller.UserId ?? Guid.Empty;
        if (Guid.TryParseExact(text, "D", out var id))
            return id;
        query.Fail(name, "It must be a UUID or me.");
        return null;
    }
}
