using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Trust.Permissions;

/// <summary>An action on a kind of record. The word is what roles store and refusals name.</summary>
public enum Permission
{
    [Word("customers.read")]
    ReadCustomers,

    [Word("customers.write")]
    WriteCustomers,

    [Word("customers.archive")]
    ArchiveCustomers,

    [Word("customers.assign")]
    AssignCustomers,

    [Word("customers.merge")]
    MergeCustomers,

    [Word("customers.import")]
    ImportCustomers,

    [Word("customers.export")]
    ExportCustomers,

    [Word("lifecycle.move")]
    MoveLifecycle,

    /// <summary>Moves outside the table, with a reason, and decisions on moves that need an approval.</summary>
    [Word("lifecycle.override")]
    OverrideLifecycle,

    [Word("lifecycle.configure")]
    ConfigureLifecycle,

    [Word("sales.read")]
    ReadSales,

    [Word("sales.write")]
    WriteSales,

    [Word("billing.read")]
    ReadBilling,

    [Word("billing.write")]
    WriteBilling,

    [Word("support.read")]
    ReadSupport,

    [Word("support.write")]
    WriteSupport,

    [Word("loyalty.read")]
    ReadLoyalty,

    [Word("loyalty.write")]
    WriteLoyalty,

    [Word("marketing.read")]
    ReadMarketing,

    [Word("marketing.write")]
    WriteMarketing,

    [Word("service.read")]
    ReadService,

    [Word("service.write")]
    WriteService,

    [Word("behaviour.read")]
    ReadBehaviour,

    [Word("behaviour.write")]
    WriteBehaviour,

    [Word("interactions.read")]
    ReadInteractions,

    [Word("interactions.write")]
    WriteInteractions,

    [Word("facts.write")]
    WriteFacts,

    [Word("interactions.manage")]
    ManageInteractions,

    [Word("privacy.review")]
    ReviewPersonalData,

    [Word("segments.read")]
    ReadSegments,

    [Word("segments.write")]
    WriteSegments,

    [Word("tags.manage")]
    ManageTags,

    [Word("custom_fields.manage")]
    ManageCustomFields,

    [Word("views.share")]
    ShareViews,

    [Word("users.read")]
    ReadUsers,

    [Word("users.manage")]
    ManageUsers,

    [Word("roles.manage")]
    ManageRoles,

    [Word("branches.manage")]
    ManageBranches,

    [Word("audit.read")]
    ReadAudit,

    [Word("settings.manage")]
    ManageSettings,
}

/// <summary>How far a permission reaches: what is mine, my branch's (and mine), everything.</summary>
public enum Scope
{
    Own,
    Branch,
    All,
}

/// <summary>Kinds of field that a role may hide.</summary>
public enum Mask
{
    ContactData,
    TaxId,
    PaymentData,
}

/// <summary>What a caller may do and must not see.</summary>
public sealed record Grants(IReadOnlyDictionary<Permission, Scope> Scopes, IReadOnlySet<Mask> Masks)
{
    public static readonly Grants None = new(new Dictionary<Permission, Scope>(), new HashSet<Mask>());
    public static readonly Grants All = new(Enum.GetValues<Permission>().ToDictionary(p => p, _ => Scope.All), new HashSet<Mask>());

    /// <summary>
    /// Several roles together: of each permission the widest scope. A field is shown only if a role shows it that reads customers as widely
    /// as any other;
    /// a role for something else, or for fewer customers, must not uncover what the role for all of them hides.
    /// </summary>
    public static Grants Of(IReadOnlyCollection<Grants> roles)
    {
        if (roles.Count == 0)
            return None;
        var scopes = roles.SelectMany(r => r.Scopes).GroupBy(g => g.Key).ToDictionary(g => g.Key, g => g.Max(s => s.Value));
        var widest = scopes.TryGetValue(Permission.ReadCustomers, out var reads)
            ? roles.Where(r => r.Scopes.TryGetValue(Permission.ReadCustomers, out var scope) && scope == reads)
            : roles;
        return new Grants(scopes, widest.Select(r => r.Masks.AsEnumerable()).Aggregate((a, b) => a.Intersect(b)).ToHashSet());
    }

    /// <summary>These grants cut down to the permissions an API key was given.</summary>
    public Grants Within(IReadOnlySet<Permission> allowed) =>
        this with
        {
            Scopes = Scopes.Where(s => allowed.Contains(s.Key)).ToDictionary(),
        };

    /// <summary>What both allow, as far as both reach; what either hides is hidden.</summary>
    public Grants Meet(Grants other) =>
        new(
            Scopes
                .Where(s => other.Scopes.ContainsKey(s.Key))
                .ToDictionary(s => s.Key, s => s.Value < other.Scopes[s.Key] ? s.Value : other.Scopes[s.Key]),
            Masks.Union(other.Masks).ToHashSet()
        );

    /// <summary>True when these allow everything that <paramref name="other"/> allows, as widely, and hide nothing that it shows.</summary>
    public bool Cover(Grants other) =>
        other.Scopes.All(s => Scopes.TryGetValue(s.Key, out var mine) && mine >= s.Value)
        && (!other.Scopes.ContainsKey(Permission.ReadCustomers) || Masks.IsSubsetOf(other.Masks));

    /// <summary>As a role or a key stores them, for <see cref="Read"/>.</summary>
    public (string Scopes, string Masks) Stored() =>
        (
            JsonSerializer.Serialize(Scopes.OrderBy(s => s.Key).ToDictionary(), ApiJson.Options),
            JsonSerializer.Serialize(Masks.Order(), ApiJson.Options)
        );

    /// <summary>Reads what a role stores; a permission that this version no longer knows grants nothing.</summary>
    public static Grants Read(string scopes, string masks) =>
        new(
            JsonSerializer
                .Deserialize<Dictionary<string, string>>(scopes)!
                .Where(s => Words.TryParse<Permission>(s.Key, out _) && Words.TryParse<Scope>(s.Value, out _))
                .ToDictionary(s => Words.Parse<Permission>(s.Key), s => Words.Parse<Scope>(s.Value)),
            JsonSerializer.Deserialize<string[]>(masks)!.Where(m => Words.TryParse<Mask>(m, out _)).Select(Words.Parse<Mask>).ToHashSet()
        );
}
