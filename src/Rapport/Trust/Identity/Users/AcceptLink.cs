using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Identity.Keys;
using Rapport.Trust.Identity.SigningIn;

namespace Rapport.Trust.Identity.Users;

/// <summary>Opens a link of an invitation, or of a forgotten password: whoever holds it chooses a password and is let in, once.</summary>
public sealed class AcceptLink(IServiceScopeFactory scopes, CallerCache callers, TimeProvider clock)
{
    public sealed record Offer(string Name, string Email, string Organization, bool IsPasswordReset, DateTimeOffset ExpiresAt);

    /// <param name="KeepApiKeys">Of a forgotten password: the keys work on, where nobody but their owner can have made them.</param>
    public sealed record Request(string? Password, string? Name = null, bool? KeepApiKeys = null);

    /// <summary>What the link is for; null when it is unknown, used or too old.</summary>
    public async Task<Offer?> Look(string? link, CancellationToken ct)
    {
        if (Token.Read(link, TokenKind.Invitation) is not { } token)
            return null;
        await using var scope = Enter(token, null);
        var found = await Find(scope.ServiceProvider.GetRequiredService<RapportDb>(), token, ct);
        return found is var (invitation, user, organization) && invitation is not null
            ? new Offer(user.Name, user.Email, organization, invitation.IsPasswordReset, invitation.ExpiresAt)
            : null;
    }

    /// <summary>A session; null when the sign-in page must ask for a code first.</summary>
    public async Task<OpenedSession?> Run(string? link, Request request, Origin origin, CancellationToken ct)
    {
        var token = Token.Read(link, TokenKind.Invitation) ?? throw new LinkGone();
        await using var scope = Enter(token, origin);
        var db = scope.ServiceProvider.GetRequiredService<RapportDb>();
        var logins = scope.ServiceProvider.GetRequiredService<UserManager<Login>>();
        await using var change = await scope.ServiceProvider.GetRequiredService<Changes>().Begin(ct);

        // Claimed before all else: of two requests with one link the second finds it used.
        if (
            await db.Execute(
                $"""
                update invitations set used_at = {clock.Now()}
                where organization_id = {token.OrganizationId} and token_hash = {token.Hash} and used_at is null
                  and expires_at > {clock.Now()}
                """,
                ct
            ) == 0
        )
            throw new LinkGone();
        var user = await db
            .Invitations.Where(i => i.TokenHash == token.Hash)
            .Join(db.Users, i => i.UserId, u => u.Id, (_, u) => u)
            .SingleAsync(ct);
        if (user.Status is not (UserStatus.Invited or UserStatus.Active))
            throw new LinkGone();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(token.OrganizationId, ActorKind.User, user.Id, origin.Ip);
        if (request.Name is { } name && (string.IsNullOrWhiteSpace(name) || name.Trim().Length > 200))
            throw new Invalid("name", "Enter a name of up to 200 characters.");
        if (PasswordRules.Fault(request.Password, user.Email) is { } fault)
            throw new Invalid("password", fault);

        var login = user.LoginId is { } existing ? await Reset(logins, existing, request.Password!) : await Join(logins, user, request);
        if (user.Status == UserStatus.Active)
        {
            await EndSessionsOf(scope, user, ct);
            if (request.KeepApiKeys != true)
                await KeepApiKeys.RevokeAll(db, scope.ServiceProvider.GetRequiredService<Changes>(), user.Id, clock.Now(), ct);
        }
        user.LoginId = login.Id;
        user.Status = UserStatus.Active;
        await Links.Void(db, user.Id, clock, ct);
        await db.SaveChangesAsync(ct);
        // A link stands in for the password alone: whoever has set up codes shows one too.
        var session = login.TwoFactorEnabled
            ? null
            : await scope.ServiceProvider.GetRequiredService<OpenSession>().Run(login, origin, "link", ct) ?? throw new LinkGone();
        await change.Save(ct);
        callers.Forget(token.OrganizationId);
        return session;
    }

    private static async Task<Login> Join(UserManager<Login> logins, User user, Request request)
    {
        if (request.Name is { } name)
            user.Name = name.Trim();
        var login = new Login
        {
            Id = Ids.Next(),
            OrganizationId = user.OrganizationId,
            UserId = user.Id,
            UserName = user.Email,
            Email = user.Email,
            EmailConfirmed = true,
            LockoutEnabled = true,
        };
        if (!(await logins.CreateAsync(login, request.Password!)).Succeeded)
            throw new Refusal("email_in_use", "Somebody signs in with this e-mail address already.");
        user.Raise(new UserJoined(user.Id));
        return login;
    }

    private static async Task<Login> Reset(UserManager<Login> logins, Guid id, string password)
    {
        var login = await logins.FindByIdAsync(id.ToString()) ?? throw new LinkGone();
        login.PasswordHash = logins.PasswordHasher.HashPassword(login, password);
        await logins.UpdateSecurityStampAsync(login);
        return login;
    }

    private static async Task EndSessionsOf(AsyncServiceScope scope, User user, CancellationToken ct)
    {
        user.Raise(new PasswordChanged(user.Id, "link"));
        await scope.ServiceProvider.GetRequiredService<EndSessions>().AllOf(user.Id, null, "password_changed", ct);
    }

    private AsyncServiceScope Enter(Token token, Origin? origin)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(token.OrganizationId, ip: origin?.Ip);
        return scope;
    }

    private async Task<(Invitation? Invitation, User User, string Organization)> Find(RapportDb db, Token token, CancellationToken ct)
    {
        var now = clock.Now();
        var invitation = await db.Invitations.AsNoTracking().SingleOrDefaultAsync(i => i.TokenHash == token.Hash && i.UsedAt == null, ct);
        if (invitation is null || invitation.ExpiresAt <= now)
            return default;
        var user = await db.Users.AsNoTracking().SingleAsync(u => u.Id == invitation.UserId, ct);
        if (user.Status is not (UserStatus.Invited or UserStatus.Active))
            return default;
        var organization = await db.Set<Organization>().AsNoTracking().SingleAsync(o => o.Id == token.OrganizationId, ct);
        return (invitation, user, organization.Name);
    }
}

/// <summary>The link opens nothing, and does not tell why: 410.</summary>
public sealed class LinkGone() : Problem(410, "link_gone", "This link was used, or it is too old. Ask for a new one.");
