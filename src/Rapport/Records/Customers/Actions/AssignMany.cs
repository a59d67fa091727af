using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Trust.Identity;

namespace Rapport.Records.Customers.Actions;

/// <summary>Gives customers another owner, or none.</summary>
public sealed class AssignMany(RapportDb db, Changes changes, TimeProvider clock) : IBulkChange
{
    public async Task<List<BulkActionRow>> Apply(BulkAction action, IReadOnlyList<Reached> customers, CancellationToken ct)
    {
        var rows = customers
            .Where(c => c.OwnerId != action.TargetId)
            .Select(c => new BulkActionRow
            {
                OrganizationId = db.TenantId,
                ActionId = action.Id,
                CustomerId = c.Id,
                BeforeId = c.OwnerId,
            })
            .ToList();
        await Assign(action.Id, [.. rows.Select(r => r.CustomerId)], action.TargetId, ct);
        return rows;
    }

    public async Task<int> Revert(
        BulkAction action,
        IReadOnlyList<Reached> customers,
        IReadOnlyDictionary<Guid, BulkActionRow> before,
        CancellationToken ct
    )
    {
        var reverted = 0;
        foreach (var former in customers.Where(c => c.OwnerId == action.TargetId).GroupBy(c => before[c.Id].BeforeId))
        {
            // Whoever has left since does not get customers back.
            if (former.Key is { } owner && !await db.Users.AnyAsync(u => u.Id == owner && u.Status == UserStatus.Active, ct))
                continue;
            Guid[] ids = [.. former.Select(c => c.Id)];
            await Assign(action.Id, ids, former.Key, ct);
            reverted += ids.Length;
        }
        return reverted;
    }

    private async Task Assign(Guid action, Guid[] customers, Guid? owner, CancellationToken ct)
    {
        if (customers.Length == 0)
            return;
        await db.Execute(
            $"""
            update customers set owner_id = {owner}, updated_at = {clock.Now()}, version = version + 1
            where organization_id = {db.TenantId} and {Sql.In("id", customers)}
            """,
            ct
        );
        changes.Raise(new CustomersAssigned(action, customers, owner));
    }
}
