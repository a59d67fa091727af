using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Trust.Identity.Users;

/// <summary>Members of staff that the caller may see.</summary>
public sealed class FindUsers(Reads reads, Access access)
{
    public sealed record Criteria(string? Search = null, UserStatus? Status = null, Guid? BranchId = null, Guid? RoleId = null);

    public async Task<Page<UserView>> List(Criteria criteria, Paging paging, bool descending, CancellationToken ct)
    {
        var found = await new Listing<UserView>(UserView.Columns, From, Where(criteria), UserView.Read)
        {
            Id = "u.id",
            IdOf = u => u.Id,
            Name = "u.name",
            NameOf = u => u.Name,
        }.Run(reads, paging, descending, ct);
        var roles = await RolesOf([.. found.Data.Select(u => u.Id)], ct);
        return found with { Data = [.. found.Data.Select(u => u with { Roles = [.. roles[u.Id]] })] };
    }

    public async Task<UserView> One(Guid id, CancellationToken ct)
    {
        var found = await reads.Rows(
            $"""
            select {UserView.Columns} from {From} where u.organization_id = {reads.Tenant} and u.id = {id}
              and u.status <> {UserStatus.System}
            """,
            UserView.Read,
            ct
        );
        var user = found.SingleOrDefault() ?? throw new Missing("user");
        if (access.Caller.UserId != id && !access.Reaches(access.Require(Permission.ReadUsers), id, user.BranchId, false))
            throw new Forbidden(Words.Of(Permission.ReadUsers), Words.Of(access.Require(Permission.ReadUsers)));
        return user with { Roles = [.. (await RolesOf([id], ct))[id]] };
    }

    private static Sql From => Sql.Raw("users u left join branches b on b.organization_id = u.organization_id and b.id = u.branch_id");

    private Sql Where(Criteria criteria)
    {
        List<Sql> all = [$"u.organization_id = {reads.Tenant}", $"u.status <> {UserStatus.System}"];
        if (criteria.Search is { } text)
            all.Add($"(lower(u.name) like {Like(text)} escape '\\' or lower(u.email) like {Like(text)} escape '\\')");
        if (criteria.Status is { } status)
            all.Add($"u.status = {status}");
        if (criteria.BranchId is { } branch)
            all.Add($"u.branch_id = {branch}");
        if (criteria.RoleId is { } role)
            all.Add(
                $"""
                exists (select 1 from user_roles g where g.organization_id = u.organization_id and g.user_id = u.id and g.role_id = {role})
                """
            );
        var me = access.Caller.UserId ?? Guid.Empty;
        all.Add(
            access.Require(Permission.ReadUsers) switch
            {
                Scope.All => Sql.Raw("true"),
                Scope.Branch when access.Caller.BranchId is { } mine => $"(u.branch_id = {mine} or u.id = {me})",
                _ => $"u.id = {me}",
            }
        );
        return Sql.Join(" and ", all);
    }

    private static string Like(string text)
    {
        var literal = text.Trim()
            .ToLowerInvariant()
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal);
        return $"%{literal}%";
    }

    private async Task<ILookup<Guid, NamedRole>> RolesOf(IReadOnlyCollection<Guid> users, CancellationToken ct) =>
        (
            await reads.Rows(
                $"""
                select g.user_id, r.id, r.key, r.name from user_roles g
                join roles r on r.organization_id = g.organization_id and r.id = g.role_id
                where g.organization_id = {reads.Tenant} and {Sql.In("g.user_id", users)} order by r.name
                """,
                row => (User: row.Id(0), Role: new NamedRole(row.Id(1), row.Text(2), row.Text(3))),
                ct
            )
        ).ToLookup(r => r.User, r => r.Role);
}
