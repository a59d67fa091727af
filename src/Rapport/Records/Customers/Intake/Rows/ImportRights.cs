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
    Guid? OwnerId,
    Guid? BranchId,
    CustomerSource Source
)
{
    public bool Reach(Guid? owner, Guid? branch) =>
        Scope == Scope.All || (UserId is { } me && owner == me) || (Scope == Scope.Branch && branch is not null && branch == ScopeBranchId);

    public string Refusal => $"It lies outside your reach: you may write {Platform.Data.Words.Of(Scope)} customers only.";
}
