using Rapport.Platform.Data;

namespace Rapport.Records.Customers;

public enum RelationshipType
{
    ParentChild,
    Partner,
    Referral,
    Reseller,
    Subsidiary,
}

/// <summary>How two customers stand to each other, dated.</summary>
public sealed class Relationship : VersionedEntity
{
    public Guid FromCustomerId { get; internal set; }
    public Guid ToCustomerId { get; internal set; }
    public RelationshipType RelationshipType { get; set; }

    [PersonalData]
    public string? Notes { get; set; }
    public DateOnly? StartDate { get; set; }
    public DateOnly? EndDate { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ArchivedAt { get; set; }
    public DateTimeOffset? ArchivedWithCustomerAt { get; set; }

    /// <summary>These two are the tree as well: from the parent to its child.</summary>
    public bool IsOfTree => RelationshipType is RelationshipType.ParentChild or RelationshipType.Subsidiary;

    public bool IsCurrent(DateOnly today) => ArchivedAt is null && (EndDate is null || EndDate > today);
}
