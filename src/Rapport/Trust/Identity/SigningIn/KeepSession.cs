using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Trust.Identity.SigningIn;

/// <summary>
/// Trades a refresh token for new ones. Each serves once: one that comes back a second time was copied, and ends the session.
/// </summary>
public sealed class RefreshSession(IServiceScopeFactory scopes, CallerCache callers, TimeProvider clock)
{
    public async Task<OpenedSession> Run(string? refreshToken, Origin origin, CancellationToken ct)
    {
        var token = Token.Read(refreshToken, TokenKind.Refresh) ?? throw new Unauthenticated("Sign in again.");
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(token.OrganizationId, ip: origin.Ip);
        var db = scope.ServiceProvider.GetRequiredService<RapportDb>();
        var changes = scope.ServiceProvider.GetRequiredService<Changes>();
        await using var change = await changes.Begin(ct);

        var renewed = await Renew(db, token, ct);
        if (renewed is null)
        {
            await EndIfCopied(db, changes, token, ct);
            await change.Save(ct);
            throw new Unauthenticated("Sign in again.");
        }
        await change.Save(ct);
        callers.Forget(token.OrganizationId);
        return renewed;
    }

    private async Task<OpenedSession?> Renew(RapportDb db, Token token, CancellationToken ct)
    {
        var now = clock.Now();
        var (access, refresh) = (Token.Make(TokenKind.Session, token.OrganizationId), Token.Make(TokenKind.Refresh, token.OrganizationId));
        var sessions = await db.Rows(
            $"""
            update sessions set token_hash = {access.Hash}, previous_refresh_hash = refresh_hash, refresh_hash = {refresh.Hash},
              expires_at = {now + OpenSession.Lifetime}, refresh_expires_at = {now + OpenSession.RefreshLifetime}, last_seen_at = {now}
            where organization_id = {token.OrganizationId} and refresh_hash = {token.Hash} and revoked_at is null
              and refresh_expires_at > {now}
              and exists (select 1 from users u where u.organization_id = sessions.organization_id and u.id = sessions.user_id
                and u.status = {UserStatus.Active})
            returning id
            """,
            row => row.Id(0),
            ct
        );
        return sessions.Count == 0 ? null : new OpenedSession(sessions[0], access, refresh, now + OpenSession.Lifetime);
    }

    private async Task EndIfCopied(RapportDb db, Changes changes, Token token, CancellationToken ct)
    {
        var ended = await db.Rows(
            $"""
            update sessions set revoked_at = {clock.Now()}
            where organization_id = {token.OrganizationId} and previous_refresh_hash = {token.Hash} and revoked_at is null
            returning id, user_id
            """,
            row => (Id: row.Id(0), User: row.Id(1)),
            ct
        );
        foreach (var session in ended)
            changes.Raise(new SessionRevoked(session.User, session.Id, "refresh_token_reused"));
        callers.Forget(token.OrganizationId);
    }
}

/// <summary>Ends sessions of one user: the one at hand, one of the list, or all others.</summary>
public sealed class EndSessions(RapportDb db, Changes changes, Access access, CallerCache callers, TimeProvider clock)
{
    public Task<int> SignOut(CancellationToken ct) =>
        access.Caller.SessionId is { } session
            ? End(access.Caller.UserId!.Value, Sql.Of($"and id = {session}"), "signed_out", ct)
            : Task.FromResult(0);

    public async Task Own(Guid session, CancellationToken ct)
    {
        if (await End(access.RequirePerson(), Sql.Of($"and id = {session}"), "revoked", ct) == 0)
            throw new Missing("session");
    }

    public Task<int> Others(CancellationToken ct) =>
        End(access.RequirePerson(), Sql.Of($"and id <> {access.Caller.SessionId ?? Guid.Empty}"), "revoked", ct);

    /// <summary>
    /// After a change of password or a deactivation nobody stays signed in by what held before, but for <paramref name="except"/>.
    /// </summary>
    public Task<int> AllOf(Guid user, Guid? except, string reason, CancellationToken ct) =>
        End(user, Sql.Of($"and id <> {except ?? Guid.Empty}"), reason, ct);

    private async Task<int> End(Guid user, Sql which, string reason, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var ended = await db.Rows(
            $"""
            update sessions set revoked_at = {clock.Now()}
            where organization_id = {db.TenantId} and user_id = {user} and revoked_at is null {which} returning id
            """,
            row => row.Id(0),
            ct
        );
        foreach (var session in ended)
            changes.Raise(new SessionRevoked(user, session, reason));
        await change.Save(ct);
        callers.Forget(db.TenantId);
        return ended.Count;
    }
}
