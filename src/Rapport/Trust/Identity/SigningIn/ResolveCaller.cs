using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Trust.Identity.SigningIn;

/// <summary>Finds the caller of a token: one round trip for the session or key, its user, and the user's roles.</summary>
public sealed class ResolveCaller(IServiceScopeFactory scopes, CallerCache cache, TimeProvider clock)
{
    private sealed record Role(CallerRole Name, Grants Grants);

    public async Task<Admitted?> Run(Token token, CancellationToken ct)
    {
        if (cache.Find(token) is { } known)
            return known;
        var mark = cache.Mark(token.OrganizationId);
        if (await Read(token, ct) is not { } caller)
            return null;
        var admitted = Admitted.As(caller);
        cache.Keep(token, admitted, mark);
        return admitted;
    }

    private async Task<Caller?> Read(Token token, CancellationToken ct)
    {
        // A scope of its own: an unknown token must not bind the request to the organization it claims.
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(token.OrganizationId);
        var reads = scope.ServiceProvider.GetRequiredService<Reads>();
        var (callers, roles) = (new List<Caller>(), new List<Role>());
        var admission = Admission(token);
        await reads.Run(
            ct,
            Statement.Into(
                callers,
                $"""
                select u.organization_id, u.id, u.name, u.branch_id, u.email, b.name, o.name, u.time_zone, u.locale, a.session_id,
                  a.key_id, a.grants_json, a.masks_json, o.country, o.currency
                from {admission} join users u on u.organization_id = {token.OrganizationId} and u.id = a.user_id
                join organizations o on o.id = u.organization_id
                left join branches b on b.organization_id = u.organization_id and b.id = u.branch_id
                where u.status = {UserStatus.Active}
                """,
                CallerOf
            ),
            Statement.Into(
                roles,
                $"""
                select r.id, r.key, r.name, r.grants_json, r.masks_json
                from {admission} join user_roles g on g.organization_id = {token.OrganizationId} and g.user_id = a.user_id
                join roles r on r.organization_id = g.organization_id and r.id = g.role_id order by r.name
                """,
                row => new Role(new CallerRole(row.Id(0), row.Text(1), row.Text(2)), Grants.Read(row.Text(3), row.Text(4)))
            )
        );
        return callers is [var caller] ? Granted(caller, roles) : null;
    }

    private Sql Admission(Token token)
    {
        var now = clock.Now();
        return token.Kind == TokenKind.ApiKey
            ? (Sql)
                $"""
                    (select user_id, null as session_id, id as key_id, grants_json, masks_json from api_keys
                      where organization_id = {token.OrganizationId} and token_hash = {token.Hash} and revoked_at is null
                        and (expires_at is null or expires_at > {now})) a
                    """
            : (Sql)
                $"""
                    (select user_id, id as session_id, null as key_id, null as grants_json, null as masks_json from sessions
                      where organization_id = {token.OrganizationId} and token_hash = {token.Hash} and revoked_at is null
                        and expires_at > {now}) a
                    """;
    }

    private static Caller CallerOf(Row row) =>
        new(row.Id(0), row.Id(1), row.Text(2), row.IdOrNull(3), Grants.None)
        {
            Email = row.Text(4),
            BranchName = row.TextOrNull(5),
            OrganizationName = row.Text(6),
            TimeZone = row.Text(7),
            Locale = row.Text(8),
            SessionId = row.IdOrNull(9),
            ApiKeyId = row.IdOrNull(10),
            KeyGrants = row.TextOrNull(11) is { } scopes ? Grants.Read(scopes, row.Text(12)) : null,
            Country = row.TextOrNull(13),
            Currency = row.Text(14),
        };

    private static Caller Granted(Caller caller, List<Role> roles)
    {
        var grants = Grants.Of([.. roles.Select(r => r.Grants)]);
        if (caller.KeyGrants is { } key)
            grants = grants.Meet(key);
        return caller with { Grants = grants, Roles = [.. roles.Select(r => r.Name)] };
    }
}
