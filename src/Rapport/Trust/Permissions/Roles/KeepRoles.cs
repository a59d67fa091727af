using System.Text;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;
using Rapport.Trust.Identity.SigningIn;
using Rapport.Trust.Identity.Users;

namespace Rapport.Trust.Permissions.Roles;

/// <summary>
/// Makes and changes an organization's own roles. The built-in ones stay as they are, and no role may hold more than whoever writes it.
/// </summary>
public sealed class KeepRoles(RapportDb db, Changes changes, Access access, CallerCache callers)
{
    public sealed record Request
    {
        public Maybe<string> Name { get; init; }
        public Maybe<string> Description { get; init; }
        public Maybe<Dictionary<Permission, Scope>> Permissions { get; init; }
        public Maybe<Mask[]> Masks { get; init; }
    }

    public async Task<RoleView> Create(Request request, CancellationToken ct)
    {
        Check(request, nameNeeded: true);
        var grants = new Grants(request.Permissions.Value ?? [], (request.Masks.Value ?? []).ToHashSet());
        RequireWithin(grants);
        var name = request.Name.Value!.Trim();
        await using var change = await changes.Begin(ct);
        var role = new Role(await FreeKey(name, ct), name, grants, false) { Description = request.Description.Value?.Trim() };
        db.Add(role);
        var view = RoleView.Of(role);
        role.Raise(new RoleCreated(role.Id, name, view.Permissions, view.Masks));
        await change.Save(ct);
        return view;
    }

    public async Task<RoleView> Edit(Guid id, Request request, int? version, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var role = await Get(id, ct);
        Versions.Require(version, role.Version);
        Check(request, nameNeeded: false);
        var (before, after) = (
            role.Grants,
            new Grants(
                request.Permissions.Or(null) ?? role.Grants.Scopes.ToDictionary(),
                request.Masks.Value?.ToHashSet() ?? role.Grants.Masks
            )
        );
        RequireWithin(before);
        RequireWithin(after);

        var (was, changed) = (RoleView.Of(role), new Dictionary<string, FieldChange>());
        role.Name = request.Name.IsSet ? request.Name.Value!.Trim() : role.Name;
        role.Description = request.Description.IsSet ? request.Description.Value?.Trim() : role.Description;
        role.Grants = after;
        var now = RoleView.Of(role);
        if (was.Name != now.Name)
            changed["name"] = new(was.Name, now.Name);
        if (was.Description != now.Description)
            changed["description"] = new(was.Description, now.Description);
        if (!was.Permissions.SequenceEqual(now.Permissions))
            changed["permissions"] = new(was.Permissions, now.Permissions);
        if (!was.Masks.SequenceEqual(now.Masks))
            changed["masks"] = new(was.Masks, now.Masks);
        if (changed.Count > 0)
            role.Raise(new RoleUpdated(id, changed));
        await change.Save(ct);
        callers.Forget(db.TenantId);
        return RoleView.Of(role);
    }

    public async Task Delete(Guid id, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var role = await Get(id, ct);
        RequireWithin(role.Grants);
        var members = await db.UserRoles.CountAsync(g => g.RoleId == id, ct);
        if (members > 0)
            throw new Refusal("role_in_use", $"{members} {(members == 1 ? "user has" : "users have")} this role. Take it from them first.");
        db.Remove(role);
        changes.Raise(new RoleDeleted(id, role.Name));
        await change.Save(ct);
    }

    private async Task<Role> Get(Guid id, CancellationToken ct)
    {
        var role = await db.Held<Role>(id, RowLock.Update).SingleOrDefaultAsync(ct) ?? throw new Missing("role");
        return role.IsBuiltIn
            ? throw new Refusal("built_in_role", $"{role.Name} is built in and cannot be changed. Make a role of your own instead.")
            : role;
    }

    private void RequireWithin(Grants grants)
    {
        if (!access.Caller.Grants.Cover(grants))
            throw new BeyondOwnRights();
    }

    private async Task<string> FreeKey(string name, CancellationToken ct)
    {
        if (await db.Roles.AnyAsync(r => r.Name == name, ct))
            throw new Refusal("role_exists", $"There is a role called {name} already.");
        var key = new StringBuilder();
        foreach (var letter in name.ToLowerInvariant())
            key.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '_');
        var wanted = key.ToString(0, Math.Min(key.Length, 40)).Trim('_');
        if (wanted.Length == 0)
            wanted = "role";
        return await db.Roles.AnyAsync(r => r.Key == wanted, ct) ? $"{wanted}_{Ids.Next().ToString("N")[^8..]}" : wanted;
    }

    private static void Check(Request request, bool nameNeeded)
    {
        var errors = new Errors();
        if ((nameNeeded || request.Name.IsSet) && (string.IsNullOrWhiteSpace(request.Name.Value) || request.Name.Value.Trim().Length > 100))
            errors.Add("name", "Enter a name of up to 100 characters.");
        if (request.Description.Value is { Length: > 500 })
            errors.Add("description", "Use at most 500 characters.");
        errors.ThrowInvalid();
    }
}
