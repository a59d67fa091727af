using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Identity.Keys;
using Rapport.Trust.Identity.SigningIn;
using Rapport.Trust.Permissions;

namespace Rapport.Trust.Identity.Users;

/// <summary>Makes a link for somebody who forgot their password. Whoever issues it hands it over themself.</summary>
public sealed class IssuePasswordLink(RapportDb db, Changes changes, UserRules rules, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    public async Task<(Token Link, DateTimeOffset ExpiresAt)> Run(Guid id, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var user = await rules.Target(id, ct);
        if (!user.IsActive)
            throw new Refusal("not_active", $"{user.Name} does not sign in at present.");
        await Links.Void(db, id, clock, ct);
        var link = Token.Make(TokenKind.Invitation, db.TenantId);
        var expires = clock.Now() + Lifetime;
        db.Add(
            new Invitation
            {
                UserId = id,
                TokenHash = link.Hash,
                IsPasswordReset = true,
                CreatedAt = clock.Now(),
                ExpiresAt = expires,
            }
        );
        user.Raise(new PasswordLinkIssued(id));
        await change.Save(ct);
        return (link, expires);
    }
}

/// <summary>Proves once more that the person at the keyboard is the one who signed in, before something that would lock them out.</summary>
public sealed class ConfirmPassword(Access access, UserManager<Login> logins, SignInThrottle throttle, RapportDb db)
{
    public async Task<Login> Run(string? password, string field, CancellationToken ct)
    {
        var user = access.RequirePerson();
        var login = await logins.Users.SingleAsync(l => l.UserId == user && l.OrganizationId == db.TenantId, ct);
        using var turn = await throttle.Enter(new("confirm", $"{user}", null), ct);
        if (
            logins.PasswordHasher.VerifyHashedPassword(login, login.PasswordHash ?? "", password ?? "") == PasswordVerificationResult.Failed
        )
        {
            await turn.Failed(ct);
            throw new Invalid(field, "This is not your password.");
        }
        await turn.Succeeded(ct);
        return login;
    }
}

/// <summary>Changes one's own password; every other session of this person ends, and their API keys where they wish it.</summary>
public sealed class ChangePassword(
    RapportDb db,
    Changes changes,
    Access access,
    UserManager<Login> logins,
    ConfirmPassword confirm,
    EndSessions sessions,
    TimeProvider clock
)
{
    public sealed record Request(string? CurrentPassword, string? NewPassword, bool? RevokeApiKeys = null);

    public async Task Run(Request request, CancellationToken ct)
    {
        var login = await confirm.Run(request.CurrentPassword, "current_password", ct);
        if (PasswordRules.Fault(request.NewPassword, login.Email) is { } fault)
            throw new Invalid("new_password", fault);
        var hash = logins.PasswordHasher.HashPassword(login, request.NewPassword!);

        await using var change = await changes.Begin(ct);
        login.PasswordHash = hash;
        await logins.UpdateSecurityStampAsync(login);
        await sessions.AllOf(login.UserId, access.Caller.SessionId, "password_changed", ct);
        if (request.RevokeApiKeys == true)
            await KeepApiKeys.RevokeAll(db, changes, login.UserId, clock.Now(), ct);
        changes.Raise(new PasswordChanged(login.UserId, "self"));
        await change.Save(ct);
    }
}
