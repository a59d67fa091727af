using Rapport.Platform.Data;

namespace Rapport.Insight.Lifecycle;

/// <summary>The stage a customer is in now. Its key is the customer's ID.</summary>
public sealed class CustomerLifecycle
{
    public Guid OrganizationId { get; init; }
    public Guid CustomerId { get; init; }
    public Guid CurrentStageId { get; init; }
    public Guid? PreviousStageId { get; init; }
    public DateTimeOffset EnteredStageAt { get; init; }

    /// <summary>How many purchases there were on entering the stage: a later one is news, an older one that arrives late is none.</summary>
    public int PurchasesAtEntry { get; init; }

    /// <summary>Until then rules that judge leave the customer where a person put it.</summary>
    public DateTimeOffset? RulesHeldUntil { get; init; }
    public DateTimeOffset? WonBackAt { get; init; }

    /// <summary>The status inactive, which a person sets, whatever the stage.</summary>
    public bool IsInactive { get; init; }
    public bool OnboardingExpected { get; init; }

    /// <summary>Churned again soon after being won back: no automatic win-back.</summary>
    public bool HighRiskRechurn { get; init; }
    public int Version { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>Who or what moved a customer: a person, a rule, an API key, or the program itself.</summary>
public enum MoveTrigger
{
    Manual,
    Rule,
    Api,
    System,
}

/// <summary>One line of a customer's stage history. The database refuses to change it.</summary>
public sealed class StageChange : Entity
{
    public const int MaxReason = 500;

    public Guid CustomerId { get; init; }

    /// <summary>Null of the first stage.</summary>
    public Guid? FromStageId { get; init; }
    public Guid ToStageId { get; init; }
    public DateTimeOffset ChangedAt { get; init; }
    public Guid? ChangedById { get; init; }
    public Guid? ApprovedById { get; init; }
    public MoveTrigger Trigger { get; init; }

    /// <summary>What the program says of it.</summary>
    [NotPersonalData]
    public string? Reason { get; init; }

    /// <summary>What a person wrote, sealed with the key of the customer it is about.</summary>
    [PersonalData]
    public byte[]? ReasonSealed { get; init; }

    /// <summary>How long the customer was in the stage before.</summary>
    public long? SecondsBefore { get; init; }
}

public enum RequestState
{
    Waiting,
    Approved,
    Refused,
    Withdrawn,

    /// <summary>The customer was moved otherwise meanwhile.</summary>
    Outdated,
}

/// <summary>A move that waits for a second person.</summary>
public sealed class StageMoveRequest : VersionedEntity
{
    public Guid CustomerId { get; init; }
    public Guid FromStageId { get; init; }
    public Guid ToStageId { get; init; }

    [PersonalData]
    public string? Reason { get; init; }
    public MoveTrigger Trigger { get; init; }
    public RequestState State { get; set; }
    public Guid? RequestedById { get; init; }
    public DateTimeOffset RequestedAt { get; init; }
    public Guid? DecidedById { get; set; }
    public DateTimeOffset? DecidedAt { get; set; }
}
