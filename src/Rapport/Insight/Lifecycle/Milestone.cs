using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Lifecycle;

public enum MilestoneType
{
    FirstContact,
    FirstPurchase,
    OnboardingComplete,
    Renewal,
    Upsell,
    ReferralMade,
    SupportEscalation,
    ChurnSignal,
    WinBack,
}

internal static class MilestoneTypes
{
    extension(MilestoneType type)
    {
        /// <summary>Who may not read the facts behind a milestone does not see it either.</summary>
        public Permission? NeededToSee =>
            type switch
            {
                MilestoneType.FirstPurchase or MilestoneType.Renewal or MilestoneType.Upsell => Permission.ReadSales,
                MilestoneType.FirstContact => Permission.ReadInteractions,
                MilestoneType.SupportEscalation => Permission.ReadSupport,
                MilestoneType.ReferralMade => Permission.ReadLoyalty,
                _ => null,
            };
    }
}

/// <summary>A mark on a customer's way, each type once.</summary>
public sealed class Milestone : Entity
{
    public const int MaxNote = 500;

    public Guid CustomerId { get; init; }
    public MilestoneType Type { get; init; }
    public DateTimeOffset OccurredAt { get; set; }

    [PersonalData]
    public string? Note { get; init; }

    /// <summary>False where a person added it.</summary>
    public bool IsFromFacts { get; init; }
    public Guid? CreatedById { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}
