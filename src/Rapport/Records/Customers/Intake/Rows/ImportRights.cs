using Rapport.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Intake.Rows;

/// <summary>What whoever started the import may write, and whom new customers belong to unless the row says.</summary>
internal sealed record ImportRights(
    Guid StarterId,
    Guid? UserId,
    Scope Scope,
    Guid? ScopeBranchId,
    bool WritesTaxIds,
    bool SeesContactData,
    Guid? OwnerId,
    Guid? BranchId,
    CustomerSource Source
)
{
    public bool Reach(Guid? owner, Guid? branch) =>
        Scope == Scope.All || (UserId is { } me && owner == me) || (Scope == Scope.Branch && branch is not null && branch == ScopeBranchId);

    /// <summary>Whether a customer who is here already may be named as the one that a row seems to be.</summary>
    public bool Sees(Guid? owner, Guid? branch) => SeesContactData && Reach(owner, branch);

    public string Refusal => $"It lies outside your reach: you may write {Platform.Data.Words.Of(Scope)} customers only.";
}
