using Rapport.Platform.Data;

namespace Rapport.Records.Facts;

/// <summary>
/// A fact that cannot be joined yet: nobody here is its customer, or the points it spends are not earned. It is taken in when what it waits
/// for comes.
/// </summary>
public sealed class WaitingFact : Entity
{
    [NotPersonalData]
    public string Type { get; init; } = "";

    [PersonalData]
    public string ExternalId { get; init; } = "";

    /// <summary>Whom it waits for, such as "external_id:17850", "email:ada@example.com" or "points:…".</summary>
    [PersonalData]
    public string WaitsFor { get; init; } = "";

    /// <summary>As it was sent.</summary>
    [PersonalData]
    public string Payload { get; init; } = "";
    public DateTimeOffset ReceivedAt { get; init; }
}
