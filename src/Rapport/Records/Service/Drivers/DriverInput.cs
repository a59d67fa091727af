using Rapport.Platform.Http;

namespace Rapport.Records.Service.Drivers;

/// <summary>An assignment as the API writes it. Who drives is said once; the days may be corrected.</summary>
public sealed record DriverInput
{
    /// <summary>A contact of the vehicle's owner.</summary>
    public Maybe<Guid?> ContactId { get; init; }

    /// <summary>Another person who is a customer, instead.</summary>
    public Maybe<Guid?> CustomerId { get; init; }

    /// <summary>Today when left out.</summary>
    public Maybe<DateOnly?> From { get; init; }

    /// <summary>The day it was or is to be handed back; null while that is not known.</summary>
    public Maybe<DateOnly?> To { get; init; }
}
