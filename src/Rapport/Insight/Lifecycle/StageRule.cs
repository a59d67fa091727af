using Rapport.Platform.Data;

namespace Rapport.Insight.Lifecycle;

/// <summary>What a rule looks for.</summary>
public enum RuleCondition
{
    FirstPurchase,
    DealWon,
    PurchaseWhileChurned,
    SecondPurchase,
    DaysInStage,
    HealthBelow,
    HealthAbove,
    PurchasesStopped,
    ContractEnded,
}

public enum RuleMode
{
    Off,
    Suggest,
    Automatic,
}

/// <summary>Moves customers by what happened, or suggests it.</summary>
public sealed class StageRule : VersionedEntity
{
    [NotPersonalData]
    public string Name { get; set; } = "";
    public RuleCondition Condition { get; init; }
    public RuleMode Mode { get; set; }
    public Guid ToStageId { get; set; }

    /// <summary>The score, the multiple of the customer's own rhythm, or the days that the condition compares with.</summary>
    public int? Threshold { get; set; }
    public int Position { get; init; }

    /// <summary>True of a rule that judges; false of one that follows what the customer did.</summary>
    public bool IsHeldOff { get; set; }
}

public enum SuggestionState
{
    Open,
    Accepted,
    Dismissed,
    Outdated,
}

/// <summary>A move that a rule, or a row of an import, proposes to the people who look after the customer.</summary>
public sealed class StageSuggestion : VersionedEntity
{
    public Guid CustomerId { get; init; }
    public Guid? RuleId { get; init; }
    public Guid FromStageId { get; init; }
    public Guid ToStageId { get; init; }

    [NotPersonalData]
    public string Reason { get; init; } = "";
    public SuggestionState State { get; set; }
    public DateTimeOffset MadeAt { get; init; }
    public Guid? DecidedById { get; set; }
    public DateTimeOffset? DecidedAt { get; set; }
}

/// <summary>How the lifecycle works in this organization.</summary>
public sealed class LifecycleSettings : VersionedEntity
{
    public int HoldOffDays { get; set; } = 30;
    public int RechurnDays { get; set; } = 180;

    /// <summary>From how long before the end of a contract on a renewal counts as under way.</summary>
    public int RenewalDays { get; set; } = 90;

    /// <summary>An opportunity is made with the move to Opportunity, not only offered.</summary>
    public bool CreatesOpportunity { get; set; }
}

/// <summary>How the customers of an existing database got their first stages.</summary>
public sealed class StageReport : Entity
{
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Customers by the system key of their stage.</summary>
    [NotPersonalData]
    public string CountsJson { get; set; } = "{}";
    public int Corrected { get; set; }
    public int Kept { get; set; }
}
