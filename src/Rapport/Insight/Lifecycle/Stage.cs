using Rapport.Platform.Data;
using Rapport.Records.Customers;

namespace Rapport.Insight.Lifecycle;

public enum StageCategory
{
    PreCustomer,
    Customer,
    PostCustomer,
}

/// <summary>The seven stages that come with each organization. Rules and derived statuses go by the key, never by the name.</summary>
public enum SystemStage
{
    Lead,
    Prospect,
    Opportunity,
    Customer,
    AtRisk,
    Churned,
    WonBack,
}

/// <summary>A stage of the customer lifecycle, as the organization calls and orders it.</summary>
public sealed class LifecycleStage : VersionedEntity
{
    public const int MaxName = 100,
        MaxDescription = 2000;

    [NotPersonalData]
    public string Name { get; set; } = "";

    /// <summary>The folded name, by which a stage is found and no two are alike.</summary>
    [NotPersonalData]
    public string NameKey { get; set; } = "";
    public int DisplayOrder { get; set; }
    public StageCategory Category { get; set; }
    public SystemStage? SystemKey { get; init; }

    /// <summary>Hexadecimal, such as #2563eb.</summary>
    [NotPersonalData]
    public string? Color { get; set; }

    [NotPersonalData]
    public string? Description { get; set; }

    /// <summary>No customer can be moved to an inactive stage.</summary>
    public bool IsActive { get; set; } = true;
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Deleted stages stay for the histories that name them.</summary>
    public DateTimeOffset? DeletedAt { get; set; }

    /// <summary>What <see cref="Platform.Web.Parts.Pill"/> draws.</summary>
    public string Ring => SystemKey is { } key ? Words.Of(key) : Words.Of(Category);

    /// <summary>The status that follows from the stage.</summary>
    public CustomerStatus Status =>
        Category switch
        {
            StageCategory.PreCustomer => CustomerStatus.Prospect,
            StageCategory.Customer => CustomerStatus.Active,
            _ => CustomerStatus.Churned,
        };
}

/// <summary>A move that needs no override.</summary>
public sealed class StageMove : Entity
{
    public Guid FromStageId { get; init; }
    public Guid ToStageId { get; init; }
    public bool NeedsApproval { get; set; }
}
