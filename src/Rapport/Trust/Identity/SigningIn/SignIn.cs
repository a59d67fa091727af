using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Rapport.Formats;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Trust.Identity.SigningIn;

/// <summary>
/// Proves who somebody is: e-mail and password, then a code where one is set up. It works in a scope of its own, since the request may
/// still carry
/// the cookie of another organization.
/// </summary>
public sealed class SignIn(
    IServiceScopeFactory scopes,
    SignInThrottle throttle,
    LoginPlaces places,
    KnownDevices devices,
    MasterKey master,
    TimeProvider clock
)
{
    public sealed record Request(string? Email, string? Password);

    /// <summary>Either a session, or a challenge that a code must answer.</summary>
    public sealed record Outcome(OpenedSession? Session, string? Challenge);

    private sealed record Challenge(Guid LoginId, string Stamp, DateTimeOffset Until);

    private const string Refused = "This e-mail and password do not belong together.",
        RefusedCode = "This code is not right, or it was used before.";
    private static readonly TimeSpan ChallengeLifetime = TimeSpan.FromMinutes(5),
        KnownFor = TimeSpan.FromDays(30),
        Beat = TimeSpan.FromMilliseconds(200);
    private static readonly string NobodysHash = new PasswordHasher<Login>().HashPassword(
        new Login(),
        Convert.ToHexString(RandomNumberGenerator.GetBytes(16))
    );

    private readonly byte[] challengeKey = master.For("mfa-challenge");

    public async Task<Outcome> WithPassword(Request request, Origin origin, CancellationToken ct)
    {
        var (email, password) = Read(request);
        var place = await places.OfEmail(email.ToUpperInvariant(), ct);
        using var turn = await throttle.Enter(await AttemptOf("password", email.ToUpperInvariant(), place, origin, ct), ct);
        var began = clock.GetTimestamp();
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<Login>>();

        var login = await users.FindByEmailAsync(email);
        // Without such a login a password is checked all the same, so that the time taken does not tell.
        var fits =
            users.PasswordHasher.VerifyHashedPassword(login ?? new Login(), login?.PasswordHash ?? NobodysHash, password)
            != PasswordVerificationResult.Failed;
        if (login?.PasswordHash is null || !fits)
            throw await Fail("password", turn, began, scope, login, origin, ct);

        if (login.TwoFactorEnabled)
            return new Outcome(null, Write(new Challenge(login.Id, login.SecurityStamp!, clock.Now() + ChallengeLifetime)));
        var session =
            await Open(scope, login, origin, "password", ct) ?? throw await Fail("password", turn, began, scope, login, origin, ct);
        await turn.Succeeded(ct);
        SignInMeter.Succeeded("password");
        return new Outcome(session, null);
    }

    /// <summary>The second step: a code of the authenticator app, or one of the recovery codes.</summary>
    public async Task<OpenedSession> WithCode(string? challenge, string? code, Origin origin, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(code) || code.Length > 40)
            throw new Invalid("code", "Enter the code of your authenticator app, or a recovery code.");
        var asked = ReadChallenge(challenge) ?? throw new Unauthenticated("This sign-in took too long. Start again.");
        var place = await places.OfId(asked.LoginId, ct);
        using var turn = await throttle.Enter(await AttemptOf("code", $"{asked.LoginId}", place, origin, ct), ct);
        var began = clock.GetTimestamp();
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<Login>>();

        var login = await users.FindByIdAsync(asked.LoginId.ToString());
        if (login is null || login.SecurityStamp != asked.Stamp)
            throw await Fail("code", turn, began, scope, login, origin, ct);
        if (!await IsRight(scope, users, login, code.Replace(" ", "", StringComparison.Ordinal), origin, ct))
            throw await Fail("code", turn, began, scope, login, origin, ct);
        var session = await Open(scope, login, origin, "code", ct) ?? throw await Fail("code", turn, began, scope, login, origin, ct);
        await turn.Succeeded(ct);
        SignInMeter.Succeeded("code");
        return session;
    }

    private async Task<bool> IsRight(
        AsyncServiceScope scope,
        UserManager<Login> users,
        Login login,
        string code,
        Origin origin,
        CancellationToken ct
    )
    {
        Enter(scope, login, origin);
        if (code.Length == 6 && await users.VerifyTwoFactorTokenAsync(login, TokenOptions.DefaultAuthenticatorProvider, code))
            return await scope.ServiceProvider.GetRequiredService<UsedCodes>().Claim(login.Id, code, ct);
        await using var change = await scope.ServiceProvider.GetRequiredService<Changes>().Begin(ct);
        if (!(await users.RedeemTwoFactorRecoveryCodeAsync(login, code)).Succeeded)
            return false;
        await change.Save(ct);
        return true;
    }

    private async Task<SignInThrottle.Attempt> AttemptOf(
        string what,
        string name,
        LoginPlaces.Place? place,
        Origin origin,
        CancellationToken ct
    ) =>
        new(what, name, origin.Ip)
        {
            Device = place is not null && devices.Knows(origin.DeviceProof, place.LoginId) ? origin.DeviceProof : null,
            IsFromKnownAddress =
                place is not null && origin.Ip is { } ip && await places.HasBeenAt(place, ip.ToString(), clock.Now() - KnownFor, ct),
        };

    private static Task<OpenedSession?> Open(AsyncServiceScope scope, Login login, Origin origin, string method, CancellationToken ct)
    {
        Enter(scope, login, origin);
        return scope.ServiceProvider.GetRequiredService<OpenSession>().Run(login, origin, method, ct);
    }

    internal static void Enter(AsyncServiceScope scope, Login login, Origin origin) =>
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(login.OrganizationId, ActorKind.User, login.UserId, origin.Ip);

    /// <summary>A refusal leaves on the next beat: what was done until then, a hash or a write more or less, does not show.</summary>
    private async Task<Unauthenticated> Fail(
        string method,
        SignInThrottle.Turn turn,
        long began,
        AsyncServiceScope scope,
        Login? login,
        Origin origin,
        CancellationToken ct
    )
    {
        if (await turn.Failed(ct) && login is not null)
            await Note(scope, login, origin, ct);
        SignInMeter.Failed(method);
        var beats = Math.Ceiling(clock.GetElapsedTime(began) / Beat);
        var left = Beat * beats - clock.GetElapsedTime(began);
        if (left > TimeSpan.Zero)
            await Task.Delay(left, clock, ct);
        return new Unauthenticated(method == "code" ? RefusedCode : Refused);
    }

    /// <summary>Somebody must wait who guessed at this person's password: the log tells of it.</summary>
    private static async Task Note(AsyncServiceScope scope, Login login, Origin origin, CancellationToken ct)
    {
        Enter(scope, login, origin);
        var changes = scope.ServiceProvider.GetRequiredService<Changes>();
        await using var change = await changes.Begin(ct);
        changes.Raise(new UserLockedOut(login.UserId));
        await change.Save(ct);
    }

    private static (string Email, string Password) Read(Request request)
    {
        var errors = new Errors();
        if (string.IsNullOrWhiteSpace(request.Email) || request.Email.Length > 320)
            errors.Add("email", "Enter your e-mail address.");
        if (string.IsNullOrEmpty(request.Password) || request.Password.Length > PasswordRules.MaxLength)
            errors.Add("password", "Enter your password.");
        errors.ThrowInvalid();
        return (EmailAddress.TryParse(request.Email, out var email) ? email.Normalized : request.Email!.Trim(), request.Password!);
    }

    private string Write(Challenge challenge) =>
        Base64Url.EncodeToString(MasterKey.Seal(challengeKey, JsonSerializer.SerializeToUtf8Bytes(challenge), "challenge"u8));

    private Challenge? ReadChallenge(string? text)
    {
        try
        {
            if (text is not { Length: > 0 and < 1000 })
                return null;
            var challenge = JsonSerializer.Deserialize<Challenge>(
                MasterKey.Unseal(challengeKey, Base64Url.DecodeFromChars(text), "challenge"u8)
            );
            return challenge?.Until > clock.Now() ? challenge : null;
        }
        catch (Exception error) when (error is FormatException or CryptographicException)
        {
            return null;
        }
    }
}
