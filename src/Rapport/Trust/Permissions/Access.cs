using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Trust.Permissions;

/// <summary>Who is asking: a signed-in user, an API key, or the program itself.</summary>
public sealed record Caller(Guid OrganizationId, Guid? UserId, string Name, Guid? BranchId, Grants Grants)
{
    public Guid? SessionId { get; init; }
    public Guid? ApiKeyId { get; init; }

    /// <summary>What an API key is limited to, as it was when the key was made.</summary>
    public Grants? KeyGrants { get; init; }
    public string OrganizationName { get; init; } = "";

    /// <summary>The organization's own, in which telephone numbers without a prefix are read.</summary>
    public string? Country { get; init; }

    /// <summary>The organization's own, which a sum is in that nobody said the currency of.</summary>
    public string? Currency { get; init; }
    public string? Email { get; init; }
    public string? BranchName { get; init; }
    public string TimeZone { get; init; } = "UTC";
    public string Locale { get; init; } = "en-GB";
    public IReadOnlyList<CallerRole> Roles { get; init; } = [];

    /// <summary>The program at work by itself or at an administrator's command line.</summary>
    public static Caller Program(Guid organization) => new(organization, null, "System", null, Grants.All);
}

/// <summary>An API key asked for what only its owner may do, signed in: 403.</summary>
public sealed class PersonNeeded() : Problem(403, "sign_in_needed", "An API key cannot do this. Sign in as yourself.");

public sealed record CallerRole(Guid Id, string Key, string Name);

/// <summary>A row whose visibility follows from who owns it.</summary>
public interface IOwned
{
    Guid? OwnerId { get; }
    Guid? BranchId { get; }
}

/// <summary>The one place that decides what the caller of this scope may see and do.</summary>
public sealed class Access
{
    private Caller? caller;

    public bool IsKnown => caller is not null;
    public Caller Caller => caller ?? throw new Unauthenticated();

    public void Admit(Caller admitted) => caller = admitted;

    public bool Has(Permission permission) => caller?.Grants.Scopes.ContainsKey(permission) == true;

    /// <summary>For what concerns the caller's own account: a key limited to some permissions must not make itself a wider one.</summary>
    public Guid RequirePerson() => Caller is { UserId: { } user, ApiKeyId: null } ? user : throw new PersonNeeded();

    public bool Sees(Mask mask) => !Caller.Grants.Masks.Contains(mask);

    public Scope Require(Permission permission) =>
        Caller.Grants.Scopes.TryGetValue(permission, out var scope) ? scope : throw new Forbidden(Words.Of(permission));

    /// <summary>
    /// 403 naming permission and scope when the row lies outside; <paramref name="inTeam"/> tells that the caller is on its team.
    /// </summary>
    public void Require(Permission permission, IOwned row, bool inTeam = false)
    {
        var scope = Require(permission);
        if (!Reaches(scope, row.OwnerId, row.BranchId, inTeam))
            throw new Forbidden(Words.Of(permission), Words.Of(scope));
    }

    public bool Reaches(Scope scope, Guid? ownerId, Guid? branchId, bool inTeam) =>
        scope == Scope.All
        || inTeam
        || (Caller.UserId is { } me && ownerId == me)
        || (scope == Scope.Branch && branchId is not null && branchId == Caller.BranchId);

    /// <summary>The same rule as a condition on a table with owner_id and branch_id; true when it reaches everything.</summary>
    public Sql Visible(Permission permission, string table, Sql inTeam)
    {
        var me = Caller.UserId ?? Guid.Empty;
        var column = (string name) => Sql.Raw($"{table}.{name}");
        return Require(permission) switch
        {
            Scope.All => Sql.Raw("true"),
            Scope.Branch when Caller.BranchId is { } branch =>
                $"({column("branch_id")} = {branch} or {column("owner_id")} = {me} or {inTeam})",
            _ => $"({column("owner_id")} = {me} or {inTeam})",
        };
    }
}
