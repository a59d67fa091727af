using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Trust.Identity;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions.Activities;

/// <summary>
/// Whose activities the caller may read and change: their own, those they gave to others, and those of customers in their scope.
/// </summary>
public sealed class OwnActivities(RapportDb db, CustomerAccess customers, Access access, Sight sight)
{
    /// <summary>The condition that the caller may read an activity <c>a</c> with its customer <c>c</c>.</summary>
    public Sql Visible()
    {
        var me = sight.Me;
        var ofNobody = access.Require(Permission.ReadInteractions) switch
        {
            Scope.All => Sql.Raw("true"),
            Scope.Branch when access.Caller.BranchId is { } branch => Sql.Of(
                $"""
                exists (select 1 from users b where b.organization_id = a.organization_id and b.id = a.assigned_to_id
                  and b.branch_id = {branch})
                """
            ),
            _ => Sql.Raw("false"),
        };
        return $"""
            (a.assigned_to_id = {me} or a.created_by_id = {me} or (c.id is not null and {sight.Customers("c")})
            or (c.id is null and {ofNobody}))
            """;
    }

    /// <summary>The activity, locked together with its customer.</summary>
    internal async Task<Activity> ForChange(Guid id, int? seenVersion, CancellationToken ct)
    {
        access.Require(Permission.WriteInteractions);
        var owner = await OwnerOf(id, ct);
        while (true)
        {
            // Customers are locked before what belongs to them, as a merge does.
            if (owner is { } customer)
                await db.Hold("customers", customer, RowLock.NoKeyUpdate, ct);
            await db.Hold("activities", id, RowLock.Update, ct);
            var now = await OwnerOf(id, ct);
            if (now == owner)
                break;
            owner = now;
        }
        var activity = await db.Set<Activity>().SingleAsync(a => a.Id == id, ct);
        await Require(activity, ct);
        Versions.Require(seenVersion, activity.Version);
        return activity;
    }

    private async Task Require(Activity activity, CancellationToken ct)
    {
        if (activity.AssignedToId == sight.Me || activity.CreatedById == sight.Me)
            return;
        if (activity.CustomerId is { } customer)
            await customers.ForChange(customer, Permission.WriteInteractions, ct);
        else if (
            access.Require(Permission.WriteInteractions) is var scope
            && scope != Scope.All
            && !(
                scope == Scope.Branch
                && access.Caller.BranchId is { } branch
                && await db.Users.AnyAsync(u => u.Id == activity.AssignedToId && u.BranchId == branch, ct)
            )
        )
            throw new Forbidden(Words.Of(Permission.WriteInteractions), Words.Of(scope));
    }

    private async Task<Guid?> OwnerOf(Guid id, CancellationToken ct)
    {
        var found = await db.Rows(
            $"select customer_id from activities where organization_id = {db.TenantId} and id = {id}",
            row => row.IdOrNull(0),
            ct
        );
        return found.Count == 0 ? throw new Missing("activity") : found[0];
    }
}
