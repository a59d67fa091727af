using Rapport.Platform.Data;

namespace Rapport.Records.Customers;

public enum RelationshipType { ParentChild, Partner, Referral, Reseller, Subsidiary }

/// <summary>How two customers stand to each other, dated.</summary>
public sealed class Relationship : VersionedEntity
{
    public Guid FromCustomerId { get; internal set; }
    public Guid ToCustomerId { get; internal set; }
    public RelationshipType RelationshipType { get; set; }
    public string? Notes { get; set; }
    public DateOnly? StartDate { get; set; }
    public DateOnly? EndDate { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ArchivedAt { get; set; }
    public DateTimeOffset? ArchivedWithCustomerAt { get; set; }
}
