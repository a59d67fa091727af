using Rapport.Platform.Data;
using Rapport.Trust.Identity.Users;

namespace Rapport.Records.Customers.Team;

/// <summary>The customers somebody owns, archived ones too, and the teams they are on.</summary>
internal sealed class HeldCustomers(RapportDb db) : IHeldByUser
{
    public async Task<IReadOnlyList<Holding>> Of(Guid user, CancellationToken ct)
    {
        var (owned, teams) = (
            await db.Rows(
                $"""
                select (select count(*) from customers where organization_id = {db.TenantId} and owner_id = {user}),
                  (select count(*) from team_members where organization_id = {db.TenantId} and user_id = {user})
                """,
                row => (row.Long(0), row.Long(1)),
                ct
            )
        )[0];
        return [new("customers", owned, HoldingFate.HandedOver), new("team_memberships", teams, HoldingFate.Ends)];
    }
}
