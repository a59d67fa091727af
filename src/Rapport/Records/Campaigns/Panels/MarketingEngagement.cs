namespace Rapport.Records.Campaigns.Panels;

/// <summary>What campaigns reached the customer and what came of them.</summary>
/// <param name="OpenRate">Opened of delivered, 0 to 1; null when nothing was delivered.</param>
/// <param name="ClickRate">Clicked of delivered, 0 to 1.</param>
/// <param name="Campaigns">The last ten.</param>
public sealed record MarketingEngagement(
    OptIns OptIns,
    int Delivered,
    int Opened,
    int Clicked,
    int Bounced,
    double? OpenRate,
    double? ClickRate,
    DateTimeOffset? LastOpenedAt,
    DateTimeOffset? LastClickedAt,
    string? LastClickedCampaign,
    IReadOnlyList<CampaignReceived> Campaigns,
    IReadOnlyList<string> Segments
);

/// <summary>Whether the customer agreed to each channel; without a word from them nobody may take it for a yes.</summary>
public sealed record OptIns(OptIn Email, OptIn Sms, OptIn Push);

public enum OptIn
{
    NotGiven,
    OptedIn,
    OptedOut,
}

public sealed record CampaignReceived(
    Guid Id,
    string Campaign,
    CampaignChannel? Channel,
    DateTimeOffset ReceivedAt,
    DateTimeOffset? OpenedAt,
    DateTimeOffset? ClickedAt,
    DateTimeOffset? BouncedAt,
    DateTimeOffset? UnsubscribedAt
);
