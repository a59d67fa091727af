using Rapport.Platform.Data;

namespace Rapport.Trust.Permissions;

/// <summary>An action on a kind of record. The word is what roles store and refusals name.</summary>
public enum Permission
{
    [Word("customers.read")] ReadCustomers,
    [Word("customers.write")] WriteCustomers,
    [Word("customers.archive")] ArchiveCustomers,
    [Word("customers.assign")] AssignCustomers,
    [Word("customers.merge")] MergeCustomers,
    [Word("customers.import")] ImportCustomers,
    [Word("customers.export")] ExportCustomers,
    [Word("tags.manage")] ManageTags,
    [Word("custom_fields.manage")] ManageCustomFields,
    [Word("views.share")] ShareViews,
    [Word("users.read")] ReadUsers,
    [Word("users.manage")] ManageUsers,
    [Word("roles.manage")] ManageRoles,
    [Word("branches.manage")] ManageBranches,
    [Word("audit.read")] ReadAudit,
    [Word("settings.manage")] ManageSettings,
}

/// <summary>How far a permission reaches: what is mine, my branch's (and mine), everything.</summary>
public enum Scope { Own, Branch, All }

/// <summary>Kinds of field that a role may hide.</summary>
public enum Mask { ContactData, TaxId, PaymentData }

/// <summary>What a caller may do and must not see: the widest scope of all their roles, and only what every role hides.</summary>
public sealed record Grants(IReadOnlyDictionary<Permission, Scope> Scopes, IReadOnlySet<Mask> Masks)
{
    public static readonly Grants None = new(new Dictionary<Permission, Scope>(), new HashSet<Mask>());
    public static readonly Grants All = new(Enum.GetValues<Permission>().ToDictionary(p => p, _ => Scope.All), new HashSet<Mask>());

    public static Grants Of(IReadOnlyCollection<Role> roles) => roles.Count == 0 ? None : new(
        roles.SelectMany(r => r.Grants.Scopes).GroupBy(g => g.Key).ToDictionary(g => g.Key, g => g.Max(s => s.Value)),
        roles.Select(r => r.Grants.Masks.AsEnumerable()).Aggregate((a, b) => a.Intersect(b)).ToHashSet());

    /// <summary>These grants cut down to the permissions an API key was given.</summary>
    public Grants Within(IReadOnlySet<Permission> allowed) => this with { Scopes = Scopes.Where(s => allowed.Contains(s.Key)).ToDictionary() };
}
