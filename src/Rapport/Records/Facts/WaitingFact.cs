using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Facts;

/// <summary>
/// A fact that cannot be joined yet: nobody here is its customer, or the points it spends are not earned. It is taken in when what it waits
/// for comes.
/// </summary>
public sealed class WaitingFact : Entity
{
    [NotPersonalData]
    public string Type { get; init; } = "";

    [PersonalData]
    public string ExternalId { get; init; } = "";

    /// <summary>Whom it waits for, such as "external_id:17850", "email:ada@example.com" or "points:…".</summary>
    [PersonalData]
    public string WaitsFor { get; init; } = "";

    /// <summary>As it was sent.</summary>
    [PersonalData]
    public string Payload { get; init; } = "";

    /// <summary>Whoever brought it, and how far they could write such facts: it is joined without them, and reaches no further.</summary>
    public Guid? BroughtById { get; init; }
    public Guid? BranchId { get; init; }
    public Scope Scope { get; init; }
    public DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>In whose name a waiting fact is taken in.</summary>
/// <param name="UserId">Null of the program.</param>
public sealed record WaitingRights(Guid? UserId, Guid? BranchId, Scope Scope)
{
    public static WaitingRights Of(Access access, FactKind kind) =>
        access.Require(kind.Write) is not Scope.All and var scope
            ? new(access.Caller.UserId, access.Caller.BranchId, scope)
            : new(access.Caller.UserId, null, Scope.All);

    /// <summary>One who reaches everybody needs no name; a limited one may write such facts, as far as they could when they brought
    /// them.</summary>
    public Caller Caller(Guid organization) =>
        Scope == Scope.All
            ? Trust.Permissions.Caller.Program(organization)
            : new(
                organization,
                UserId,
                "Unmatched records",
                BranchId,
                new Grants(FactKind.All.Select(k => k.Write).Distinct().ToDictionary(p => p, _ => Scope), new HashSet<Mask>())
            );
}
