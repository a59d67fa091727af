using System.Net;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Identity.Organizations;

namespace Rapport.Trust.Identity.SigningIn;

/// <summary>
/// Where somebody signs in from. A browser keeps one cookie for long; a program gets a short token and one to renew it with.
/// </summary>
public sealed record Origin(IPAddress? Ip, string? Device, bool IsBrowser = false)
{
    /// <summary>The proof of an earlier sign-in that the browser holds.</summary>
    public string? DeviceProof { get; init; }

    /// <summary>How the server was reached.</summary>
    public string? Address { get; init; }

    public static Origin Program(HttpContext http) =>
        new(http.Connection.RemoteIpAddress, http.Request.Headers.UserAgent.ToString())
        {
            DeviceProof = http.Request.Cookies[KnownDevices.Cookie],
            Address = PublicAddress.AsSeen(http),
        };

    public static Origin Browser(HttpContext http) => Program(http) with { IsBrowser = true };
}

/// <summary>A fresh session with its secrets, which are told once and never stored.</summary>
public sealed record OpenedSession(Guid SessionId, Token Access, Token Refresh, DateTimeOffset ExpiresAt)
{
    /// <summary>What a browser keeps to be known by.</summary>
    public string? DeviceProof { get; init; }
}

/// <summary>Lets a person in whose identity has been proven.</summary>
public sealed class OpenSession(RapportDb db, Changes changes, KnownDevices devices, PublicAddress address, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12),
        BrowserLifetime = TimeSpan.FromDays(14),
        RefreshLifetime = TimeSpan.FromDays(30);

    /// <summary>Null when the user may not sign in any more, or not yet.</summary>
    public async Task<OpenedSession?> Run(Login login, Origin origin, string method, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == login.UserId, ct);
        if (user is not { IsActive: true })
            return null;

        var now = clock.Now();
        var (access, refresh) = (Token.Make(TokenKind.Session, login.OrganizationId), Token.Make(TokenKind.Refresh, login.OrganizationId));
        var session = new Session
        {
            UserId = user.Id,
            TokenHash = access.Hash,
            RefreshHash = origin.IsBrowser ? null : refresh.Hash,
            CreatedAt = now,
            LastSeenAt = now,
            ExpiresAt = now + (origin.IsBrowser ? BrowserLifetime : Lifetime),
            RefreshExpiresAt = origin.IsBrowser ? null : now + RefreshLifetime,
            Ip = origin.Ip?.ToString(),
            Device = DeviceOf(origin),
        };
        db.Add(session);
        changes.Raise(new UserSignedIn(user.Id, session.Id, method));
        // Past the entity: a sign-in is no edit, and must not make an open form of this user stale.
        await db.Execute($"update users set last_sign_in_at = {now} where organization_id = {login.OrganizationId} and id = {user.Id}", ct);
        await address.Remember(db, user.Id, origin.Address, ct);
        await change.Save(ct);
        return new OpenedSession(session.Id, access, refresh, session.ExpiresAt)
        {
            DeviceProof = origin.IsBrowser ? devices.Prove(login.Id) : null,
        };
    }

    private static string? DeviceOf(Origin origin)
    {
        if (string.IsNullOrWhiteSpace(origin.Device) || StorableText.Fault(origin.Device) is not null)
            return null;
        return origin.Device.Length > 300 ? origin.Device[..300] : origin.Device;
    }
}
