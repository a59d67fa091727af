using Rapport.Records.Campaigns;
using Rapport.Records.Loyalty;

namespace Rapport.Insight.Customer360.Parts;

/// <param name="ExpiringIn30Days">Points that lapse within thirty days if they are not spent.</param>
/// <param name="ReferralCode">By which others name this customer as who sent them.</param>
/// <param name="Transactions">The last ten.</param>
public sealed record LoyaltyStanding(
    string? Tier,
    int Points,
    int LifetimePoints,
    NextTier? NextTier,
    [property: System.Text.Json.Serialization.JsonPropertyName("points_expiring_30_days")] int ExpiringIn30Days,
    DateTimeOffset? NextExpiryAt,
    string ReferralCode,
    int ReferralCount,
    IReadOnlyList<PointsMoved> Transactions
);

/// <param name="At">The points, ever earned, it takes.</param>
/// <param name="Progress">From the tier before to this one, 0 to 1.</param>
public sealed record NextTier(string Name, int At, int Missing, double Progress);

public sealed record PointsMoved(
    Guid Id,
    int Points,
    LoyaltyReason Reason,
    DateTimeOffset OccurredAt,
    DateTimeOffset? ExpiresAt,
    string? Reference
);

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
