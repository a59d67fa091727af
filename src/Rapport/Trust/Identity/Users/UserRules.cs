using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Trust.Identity.Users;

/// <summary>
/// What holds whenever a member of staff is changed: nobody reaches beyond their own permissions, and somebody always stays owner.
/// </summary>
public sealed class UserRules(RapportDb db, Access access)
{
    /// <summary>
    /// The user to change, locked; refused to those whose permissions are fewer, for a password link would lend them the others.
    /// </summary>
    public async Task<User> Target(Guid id, CancellationToken ct)
    {
        var user =
            await db.Held<User>(id, RowLock.Update).SingleOrDefaultAsync(u => u.Status != UserStatus.System, ct)
            ?? throw new Missing("user");
        var scope = access.Require(Permission.ManageUsers);
        if (!access.Reaches(scope, user.Id, user.BranchId, false))
            throw new Forbidden(Words.Of(Permission.ManageUsers), Words.Of(scope));
        RequireWithin(await RolesOf(id, ct));
        return user;
    }

    public Task<List<Role>> RolesOf(Guid user, CancellationToken ct) =>
        db.UserRoles.Where(g => g.UserId == user).Join(db.Roles, g => g.RoleId, r => r.Id, (_, role) => role).ToListAsync(ct);

    /// <summary>The roles to give, each within what the caller has.</summary>
    public async Task<List<Role>> Grantable(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        if (ids.Count > 50)
            throw new Invalid("role_ids", "Give at most 50 roles.");
        var roles = await db.Roles.Where(r => ids.Contains(r.Id)).ToListAsync(ct);
        if (roles.Count != ids.Distinct().Count())
            throw new Invalid("role_ids", "There is no such role.");
        RequireWithin(roles);
        return roles;
    }

    /// <summary>An owner may do what no permission says: only another one makes and changes owners.</summary>
    private void RequireWithin(List<Role> roles)
    {
        var mine = access.Caller;
        if (
            !mine.Grants.Cover(Grants.Of([.. roles.Select(r => r.Grants)]))
            || !roles.All(r => mine.Grants.Cover(r.Grants))
            || (roles.Any(r => r.Key == BuiltInRoles.Owner) && mine.UserId is not null && mine.Roles.All(r => r.Key != BuiltInRoles.Owner))
        )
            throw new BeyondOwnRights();
    }

    public async Task<Branch?> Branch(Guid? id, CancellationToken ct)
    {
        if (id is not { } branch)
            return null;
        return await db.Branches.SingleOrDefaultAsync(b => b.Id == branch && b.ArchivedAt == null, ct)
            ?? throw new Invalid("branch_id", "There is no such branch.");
    }

    /// <summary>A manager is an active user, and nobody stands above themselves.</summary>
    public async Task CheckManager(Guid user, Guid? manager, CancellationToken ct)
    {
        var next = manager;
        for (var steps = 0; next is { } id; steps++)
        {
            if (id == user || steps > 200)
                throw new Invalid("manager_id", "This would make somebody their own manager.");
            var above = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, ct);
            if (above is null || (steps == 0 && !above.IsActive))
                throw new Invalid("manager_id", "The manager must be an active user.");
            next = above.ManagerId;
        }
    }

    /// <summary>The nearest manager above who is still active.</summary>
    public async Task<Guid?> Successor(User user, CancellationToken ct)
    {
        var next = user.ManagerId;
        for (var steps = 0; next is { } id && steps < 200; steps++)
        {
            var manager = await db.Users.AsNoTracking().SingleAsync(u => u.Id == id, ct);
            if (manager.IsActive)
                return id;
            next = manager.ManagerId;
        }
        return null;
    }

    /// <summary>Refuses what would leave the organization without an active owner.</summary>
    public async Task KeepAnOwner(Guid losing, CancellationToken ct)
    {
        // Two owners who take each other's role at once would both see the other still there.
        await db.Lock("owners", ct);
        var owners = await (
            from given in db.UserRoles
            join role in db.Roles on given.RoleId equals role.Id
            join user in db.Users on given.UserId equals user.Id
            where role.Key == BuiltInRoles.Owner && user.Status == UserStatus.Active
            select user.Id
        ).ToListAsync(ct);
        if (owners is [var only] && only == losing)
            throw new Refusal("last_owner", "This is the only owner. Make somebody else an owner first.");
    }
}

/// <summary>Somebody tried to hand out, or to take over, more than they may do themselves: 403.</summary>
public sealed class BeyondOwnRights() : Problem(403, "beyond_own_rights", "This reaches further than your own permissions.");
