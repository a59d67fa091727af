using System.Text.Json.Serialization;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;

namespace Rapport.Trust.Permissions.Roles;

public sealed record RoleView(
    Guid Id,
    string Key,
    string Name,
    string? Description,
    bool IsBuiltIn,
    IReadOnlyDictionary<string, Scope> Permissions,
    IReadOnlyList<Mask> Masks
)
{
    public int Members { get; init; }

    [JsonIgnore]
    public int Version { get; init; }

    public static RoleView Of(Role role) =>
        Of(role.Id, role.Key, role.Name, role.Description, role.IsBuiltIn, role.Grants) with
        {
            Version = role.Version,
        };

    internal static RoleView Of(Guid id, string key, string name, string? description, bool isBuiltIn, Grants grants) =>
        new(
            id,
            key,
            name,
            description,
            isBuiltIn,
            grants.Scopes.OrderBy(s => s.Key).ToDictionary(s => Words.Of(s.Key), s => s.Value),
            [.. grants.Masks.Order()]
        );
}

public abstract record RoleEvent(Guid RoleId) : DomainEvent
{
    public override string SubjectType => "role";
    public override Guid SubjectId => RoleId;
}

[EventName("role.created")]
public sealed record RoleCreated(Guid RoleId, string Role, IReadOnlyDictionary<string, Scope> Permissions, IReadOnlyList<Mask> Masks)
    : RoleEvent(RoleId);

[EventName("role.updated")]
public sealed record RoleUpdated(Guid RoleId, Dictionary<string, FieldChange> Changes) : RoleEvent(RoleId);

[EventName("role.deleted")]
public sealed record RoleDeleted(Guid RoleId, string Role) : RoleEvent(RoleId);

public sealed class FindRoles(Reads reads)
{
    private static readonly Sql Columns = Sql.Raw(
        """
        r.id, r.key, r.name, r.description, r.is_built_in, r.grants_json, r.masks_json, r.version,
        (select count(*) from user_roles g where g.organization_id = r.organization_id and g.role_id = r.id)
        """
    );

    public Task<Page<RoleView>> List(Paging paging, bool descending, CancellationToken ct) =>
        new Listing<RoleView>(Columns, Sql.Raw("roles r"), $"r.organization_id = {reads.Tenant}", Read)
        {
            Id = "r.id",
            IdOf = r => r.Id,
            Name = "r.name",
            NameOf = r => r.Name,
        }.Run(reads, paging, descending, ct);

    public async Task<RoleView> One(Guid id, CancellationToken ct) =>
        (
            await reads.Rows($"select {Columns} from roles r where r.organization_id = {reads.Tenant} and r.id = {id}", Read, ct)
        ).SingleOrDefault() ?? throw new Missing("role");

    private static RoleView Read(Row row) =>
        RoleView.Of(row.Id(0), row.Text(1), row.Text(2), row.TextOrNull(3), row.Truth(4), Grants.Read(row.Text(5), row.Text(6))) with
        {
            Version = row.Int(7),
            Members = (int)row.Long(8),
        };
}
