using Rapport.Platform.Http;

namespace Rapport.Records.Customers.Relationships;

/// <summary>A relation as the API writes it. Whom it binds and how is said once; its notes and dates may change.</summary>
public sealed record RelationshipInput
{
    public Maybe<Guid> ToCustomerId { get; init; }
    public Maybe<RelationshipType> RelationshipType { get; init; }
    public Maybe<string> Notes { get; init; }
    public Maybe<DateOnly?> StartDate { get; init; }
    public Maybe<DateOnly?> EndDate { get; init; }

    /// <summary>Whoever writes knows that the note holds a card number, which is then masked; said beside the body.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool ConfirmsPersonalData { get; init; }
}
