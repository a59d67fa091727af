using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Identity.SigningIn;
using Rapport.Trust.Permissions;

namespace Rapport.Trust.Identity.Users;

/// <summary>
/// Shuts somebody out at once and names who takes over what they own; undone, they may come back, without what was handed over.
/// </summary>
public sealed class DeactivateUser(
    RapportDb db,
    Changes changes,
    Access access,
    UserRules rules,
    EndSessions sessions,
    CallerCache callers,
    TimeProvider clock
)
{
    public async Task Run(Guid id, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var user = await rules.Target(id, ct);
        if (id == access.Caller.UserId)
            throw new Refusal("own_account", "You cannot deactivate yourself.");
        if (user.Status != UserStatus.Deactivated)
            await ShutOut(user, ct);
        await change.Save(ct);
        callers.Forget(db.TenantId);
    }

    private async Task ShutOut(User user, CancellationToken ct)
    {
        var id = user.Id;
        await rules.KeepAnOwner(id, ct);
        user.Status = UserStatus.Deactivated;
        await sessions.AllOf(id, null, "deactivated", ct);
        await db.Execute(
            $"""
            update api_keys set revoked_at = {clock.Now()} where organization_id = {db.TenantId} and user_id = {id} and revoked_at is null
            """,
            ct
        );
        await Links.Void(db, id, clock, ct);
        user.Raise(new UserDeactivated(id, await rules.Successor(user, ct), user.BranchId));
    }

    public async Task Undo(Guid id, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var user = await rules.Target(id, ct);
        if (user.Status == UserStatus.Deactivated)
        {
            user.Status = user.LoginId is null ? UserStatus.Invited : UserStatus.Active;
            user.Raise(new UserReactivated(id));
        }
        await change.Save(ct);
        callers.Forget(db.TenantId);
    }
}
