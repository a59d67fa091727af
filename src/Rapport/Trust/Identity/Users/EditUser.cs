using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;
using Rapport.Trust.Identity.SigningIn;
using Rapport.Trust.Permissions;

namespace Rapport.Trust.Identity.Users;

/// <summary>Changes what is known about a member of staff, and what they may do.</summary>
public sealed class EditUser(RapportDb db, Changes changes, Access access, UserRules rules, CallerCache callers)
{
    public sealed record Request
    {
        public Maybe<string> Name { get; init; }
        public Maybe<Guid[]> RoleIds { get; init; }
        public Maybe<Guid?> BranchId { get; init; }
        public Maybe<Guid?> ManagerId { get; init; }
        public Maybe<string> TimeZone { get; init; }
        public Maybe<string> Locale { get; init; }
    }

    public sealed record Profile
    {
        public Maybe<string> Name { get; init; }
        public Maybe<string> TimeZone { get; init; }
        public Maybe<string> Locale { get; init; }
    }

    public async Task<UserView> Run(Guid id, Request request, int? version, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var user = await rules.Target(id, ct);
        Versions.Require(version, user.Version);
        var changed = new Dictionary<string, FieldChange>();
        ApplyProfile(
            user,
            new Profile
            {
                Name = request.Name,
                TimeZone = request.TimeZone,
                Locale = request.Locale,
            },
            changed
        );
        if (request.BranchId.IsSet)
            await Move(user, request.BranchId.Value, changed, ct);
        if (request.ManagerId.IsSet && request.ManagerId.Value != user.ManagerId)
        {
            await rules.CheckManager(id, request.ManagerId.Value, ct);
            changed["manager_id"] = new(user.ManagerId, request.ManagerId.Value);
            user.ManagerId = request.ManagerId.Value;
        }
        if (request.RoleIds.IsSet)
            await GiveRoles(user, request.RoleIds.Value ?? [], changed, ct);
        return await Finish(change, user, changed, ct);
    }

    /// <summary>What everybody may change about themselves.</summary>
    public async Task<UserView> Own(Profile request, CancellationToken ct)
    {
        access.RequirePerson();
        await using var change = await changes.Begin(ct);
        var user = await db.Users.SingleAsync(u => u.Id == access.Caller.UserId, ct);
        var changed = new Dictionary<string, FieldChange>();
        ApplyProfile(user, request, changed);
        return await Finish(change, user, changed, ct);
    }

    private async Task<UserView> Finish(Change change, User user, Dictionary<string, FieldChange> changed, CancellationToken ct)
    {
        if (changed.Count > 0)
        {
            db.Entry(user).State = EntityState.Modified;
            user.Raise(new UserUpdated(user.Id, changed));
        }
        await change.Save(ct);
        callers.Forget(db.TenantId);
        var branch = user.BranchId is { } b ? await db.Branches.Where(x => x.Id == b).Select(x => x.Name).SingleOrDefaultAsync(ct) : null;
        return UserView.Of(user, branch, (await rules.RolesOf(user.Id, ct)).Select(r => new NamedRole(r.Id, r.Key, r.Name)));
    }

    private static void ApplyProfile(User user, Profile wanted, Dictionary<string, FieldChange> changed)
    {
        var errors = new Errors();
        if (wanted.Name.IsSet && (string.IsNullOrWhiteSpace(wanted.Name.Value) || wanted.Name.Value.Trim().Length > 200))
            errors.Add("name", "Enter a name of up to 200 characters.");
        if (wanted.TimeZone is { IsSet: true, Value: null })
            errors.Add("time_zone", "Use a time zone such as Europe/Berlin.");
        if (wanted.Locale is { IsSet: true, Value: null })
            errors.Add("locale", "Use a language and country such as en-GB.");
        PersonalSettings.Check(wanted.TimeZone.Value, wanted.Locale.Value, errors);
        errors.ThrowInvalid();
        Set("name", wanted.Name, user.Name, value => user.Name = value.Trim());
        Set("time_zone", wanted.TimeZone, user.TimeZone, value => user.TimeZone = value);
        Set("locale", wanted.Locale, user.Locale, value => user.Locale = value);

        void Set(string field, Maybe<string> value, string now, Action<string> set)
        {
            if (!value.IsSet || value.Value == now)
                return;
            changed[field] = new(now, value.Value);
            set(value.Value!);
        }
    }

    private async Task Move(User user, Guid? to, Dictionary<string, FieldChange> changed, CancellationToken ct)
    {
        if (to == user.BranchId)
            return;
        var branch = await rules.Branch(to, ct);
        var scope = access.Require(Permission.ManageUsers);
        if (scope != Scope.All && branch?.Id != access.Caller.BranchId)
            throw new Forbidden(Words.Of(Permission.ManageUsers), Words.Of(scope));
        changed["branch_id"] = new(user.BranchId, branch?.Id);
        user.BranchId = branch?.Id;
    }

    private async Task GiveRoles(User user, Guid[] wanted, Dictionary<string, FieldChange> changed, CancellationToken ct)
    {
        var roles = await rules.Grantable(wanted, ct);
        var given = await db.UserRoles.Where(g => g.UserId == user.Id).ToListAsync(ct);
        var (had, has) = (given.Select(g => g.RoleId).Order().ToArray(), roles.Select(r => r.Id).Order().ToArray());
        if (had.SequenceEqual(has))
            return;

        var owner = await db.Roles.Where(r => r.Key == BuiltInRoles.Owner).Select(r => r.Id).SingleAsync(ct);
        if (had.Contains(owner) && !has.Contains(owner))
            await rules.KeepAnOwner(user.Id, ct);
        db.RemoveRange(given.Where(g => !has.Contains(g.RoleId)));
        foreach (var added in has.Except(had))
            db.Add(new UserRole { UserId = user.Id, RoleId = added });
        changed["role_ids"] = new(had, has);
    }
}
