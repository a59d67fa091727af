using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;

namespace Rapport.Records.Loyalty;

public enum LoyaltyReason
{
    Earn,
    Spend,
    Expire,
    Adjust,
    Referral,
}

/// <summary>A movement of points. The ledger is all there is: a balance is its sum.</summary>
[FactFormat("loyalty_transaction", "loyalty/transactions", Area.Loyalty, Events = ["milestone.referral_made"])]
public sealed class LoyaltyTransaction : CustomerFact
{
    [RequiredField, Limit(1e9, Least = -1e9)]
    public int Points { get; set; }

    [RequiredField(ByHand = RequiredFieldAttribute.Follows)]
    public LoyaltyReason Reason { get; set; }

    [RequiredField(ByHand = RequiredFieldAttribute.Now), Label("When")]
    public DateTimeOffset OccurredAt { get; set; }
    public DateTimeOffset? ExpiresAt { get; set; }

    [Limit(200), NotPersonalData]
    public string? Reference { get; set; }

    protected override DateTimeOffset Happened => OccurredAt;

    public override void Complete()
    {
        if (Given.Count > 0 && !Given.Contains("reason"))
            Reason = Points < 0 ? LoyaltyReason.Spend : LoyaltyReason.Earn;
    }

    public override void Check(Errors errors)
    {
        if (Points == 0)
            errors.Add("points", "It must not be zero.");
        if (Points > 0 && Reason is (LoyaltyReason.Spend or LoyaltyReason.Expire))
            errors.Add("points", "Points that are spent or expire are negative.");
        if (Points < 0 && Reason is (LoyaltyReason.Earn or LoyaltyReason.Referral))
            errors.Add("points", "Points that are earned are positive.");
        if (ExpiresAt < OccurredAt)
            errors.Add("expires_at", "It is before the points were given.");
    }

    public override TimelineText? OnTimeline() =>
        new(
            "loyalty_transaction",
            $"{Math.Abs(Points):N0} points {Says}",
            new
            {
                points = Points,
                reason = Reason,
                expires_at = ExpiresAt,
                reference = Reference,
            }
        );

    private string Says =>
        Reason switch
        {
            LoyaltyReason.Spend => "spent",
            LoyaltyReason.Expire => "expired",
            LoyaltyReason.Adjust => Points > 0 ? "added" : "taken off",
            LoyaltyReason.Referral => "earned for a referral",
            _ => "earned",
        };
}
