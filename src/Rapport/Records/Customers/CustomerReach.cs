using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers;

/// <summary>What decides how far permissions reach a customer; a row is given only to those who may see the customer.</summary>
public sealed record CustomerReach(Guid Id, Guid? OwnerId, Guid? BranchId, Guid? MergedIntoId, DateTimeOffset? ArchivedAt, bool InTeam)
    : IOwned;

public static class ReachOfAccess
{
    /// <summary>Whether the caller has the permission for this customer.</summary>
    public static bool Reaches(this Access access, Permission permission, CustomerReach customer) =>
        access.Caller.Grants.Scopes.TryGetValue(permission, out var scope)
        && access.Reaches(scope, customer.OwnerId, customer.BranchId, customer.InTeam);
}
