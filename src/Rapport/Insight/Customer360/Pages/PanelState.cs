using Rapport.Records.Customers.Pages;

namespace Rapport.Insight.Customer360.Pages;

/// <summary>
/// What has been read for the panels of a customer's page. What could not be read is null and its reason told; the rest stands.
/// </summary>
public sealed record PanelState(Guid Id)
{
    public CustomerSheet? Sheet { get; init; }
    public Customer360View? View { get; init; }
    public TimelineSheet? Timeline { get; init; }
    public TimelineAsk? Ask { get; init; }
    public IReadOnlyList<string> KnownTags { get; init; } = [];

    /// <summary>Segments that people choose the members of.</summary>
    public IReadOnlyList<(Guid Id, string Name)> KnownSegments { get; init; } = [];

    /// <summary>Panels that failed, or took too long to be waited for.</summary>
    public IReadOnlySet<string> Missing { get; init; } = new HashSet<string>();
    public bool MayWrite { get; init; }

    /// <summary>Whether something is planned with the customer.</summary>
    public bool HasPlans { get; init; }

    /// <summary>Whether a file hangs on the customer or on something about them.</summary>
    public bool HasFiles { get; init; }

    public bool IsArchived => Sheet?.View.ArchivedAt is not null || View?.CoreProfile.ArchivedAt is not null;

    public string Url => $"/customers/{Id}";

    /// <summary>Which business the customer is part of decides what comes first.</summary>
    public bool IsServiced => View?.FieldService is { EquipmentList.Count: > 0 } or { CompletedJobs: > 0 } or { ScheduledVisits: > 0 };
}
