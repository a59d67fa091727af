namespace Rapport.Records.Loyalty.Panels;

/// <summary>Points and tier, and what was earned and spent of late.</summary>
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
