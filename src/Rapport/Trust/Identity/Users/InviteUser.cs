using Microsoft.EntityFrameworkCore;
using Rapport.Formats;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Identity.SigningIn;
using Rapport.Trust.Permissions;

namespace Rapport.Trust.Identity.Users;

/// <summary>Takes somebody onto the staff and makes the link by which they choose their password.</summary>
public sealed class InviteUser(RapportDb db, Changes changes, Access access, UserRules rules, TimeProvider clock, LoginPlaces places)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public sealed record Request(
        string? Name,
        string? Email,
        Guid[]? RoleIds = null,
        Guid? BranchId = null,
        Guid? ManagerId = null,
        string? TimeZone = null,
        string? Locale = null
    );

    public sealed record Response(UserView User, Token Link, DateTimeOffset ExpiresAt);

    public async Task<Response> Run(Request request, CancellationToken ct)
    {
        var scope = access.Require(Permission.ManageUsers);
        var email = Check(request);
        await using var change = await changes.Begin(ct);
        if (await db.Users.AnyAsync(u => u.Email == email, ct) || await places.OfEmail(email.ToUpperInvariant(), ct) is not null)
            throw new Refusal("email_in_use", "Somebody signs in with this e-mail address already.");
        var roles = await rules.Grantable(request.RoleIds ?? [], ct);
        var branch = await rules.Branch(request.BranchId, ct);
        if (scope != Scope.All && (branch is null || branch.Id != access.Caller.BranchId))
            throw new Forbidden(Words.Of(Permission.ManageUsers), Words.Of(scope));

        var user = new User
        {
            Name = request.Name!.Trim(),
            Email = email,
            Status = UserStatus.Invited,
            BranchId = branch?.Id,
            ManagerId = request.ManagerId,
            TimeZone = request.TimeZone ?? access.Caller.TimeZone,
            Locale = request.Locale ?? access.Caller.Locale,
            CreatedAt = clock.Now(),
        };
        await rules.CheckManager(user.Id, request.ManagerId, ct);
        db.Add(user);
        foreach (var role in roles)
            db.Add(new UserRole { UserId = user.Id, RoleId = role.Id });
        user.Raise(new UserInvited(user.Id, user.Name, [.. roles.Select(r => r.Id)]));
        var (link, expires) = AddLink(user.Id);
        await change.Save(ct);
        return new Response(UserView.Of(user, branch?.Name, roles.Select(r => new NamedRole(r.Id, r.Key, r.Name))), link, expires);
    }

    /// <summary>A new link for somebody who has not come yet; the ones before it no longer open anything.</summary>
    public async Task<(Token Link, DateTimeOffset ExpiresAt)> Again(Guid id, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var user = await rules.Target(id, ct);
        if (user.Status != UserStatus.Invited)
            throw new Refusal("already_joined", $"{user.Name} has joined already.");
        await Links.Void(db, id, clock, ct);
        var made = AddLink(id);
        user.Raise(new UserInvited(id, user.Name, []));
        await change.Save(ct);
        return made;
    }

    private (Token, DateTimeOffset) AddLink(Guid user)
    {
        var link = Token.Make(TokenKind.Invitation, db.TenantId);
        var invitation = new Invitation
        {
            UserId = user,
            TokenHash = link.Hash,
            CreatedAt = clock.Now(),
            ExpiresAt = clock.Now() + Lifetime,
        };
        db.Add(invitation);
        return (link, invitation.ExpiresAt);
    }

    private static string Check(Request request)
    {
        var errors = new Errors();
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Trim().Length > 200)
            errors.Add("name", "Enter a name of up to 200 characters.");
        if (!EmailAddress.TryParse(request.Email, out var email))
            errors.Add("email", "Enter an e-mail address such as ada@example.org.");
        PersonalSettings.Check(request.TimeZone, request.Locale, errors);
        errors.ThrowInvalid();
        return email.Normalized;
    }
}

internal static class Links
{
    /// <summary>Closes every link of this user that is still open.</summary>
    public static Task<int> Void(RapportDb db, Guid user, TimeProvider clock, CancellationToken ct) =>
        db.Execute(
            $"""
            update invitations set used_at = {clock.Now()} where organization_id = {db.TenantId} and user_id = {user} and used_at is null
            """,
            ct
        );
}

internal static class PersonalSettings
{
    public static void Check(string? zone, string? locale, Errors errors)
    {
        if (zone is not null && (zone.Length > 64 || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)))
            errors.Add("time_zone", "Use a time zone such as Europe/Berlin.");
        if (locale is not null && !IsLocale(locale))
            errors.Add("locale", "Use a language and country such as en-GB.");
    }

    private static bool IsLocale(string locale)
    {
        if (locale.Length is < 2 or > 20)
            return false;
        try
        {
            return System.Globalization.CultureInfo.GetCultureInfo(locale, predefinedOnly: true).Name == locale;
        }
        catch (System.Globalization.CultureNotFoundException)
        {
            return false;
        }
    }
}
