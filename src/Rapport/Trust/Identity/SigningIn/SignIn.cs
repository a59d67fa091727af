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
public sealed class SignIn(IServiceScopeFactory scopes, SignInThrottle throttle, MasterKey master, TimeProvider clock)
{
    public sealed record Request(string? Email, string? Password);

    /// <summary>Either a session, or a challenge that a code must answer.</summary>
    public sealed record Outcome(OpenedSession? Session, string? Challenge);

    private sealed record Challenge(Guid LoginId, string Stamp, DateTimeOffset Until);

    private const string Refused = "This e-mail and password do not belong together.";
    private static readonly TimeSpan ChallengeLifetime = TimeSpan.FromMinutes(5),
        Beat = TimeSpan.FromMilliseconds(200);
    private static readonly string NobodysHash = new PasswordHasher<Login>().HashPassword(
        new Login(),
        Convert.ToHexString(RandomNumberGenerator.GetBytes(16))
    );

    private readonly byte[] challengeKey = master.For("mfa-challenge");

    public async Task<Outcome> WithPassword(Request request, Origin origin, CancellationToken ct)
    {
        var (email, password) = Read(request);
        using var turn = await throttle.Enter(email.ToUpperInvariant(), origin.Ip, ct);
        var began = clock.GetTimestamp();
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<Login>>();

        var login = await users.FindByEmailAsync(email);
        // Without such a login a password is checked all the same, so that the time taken does not tell.
        var fits =
            users.PasswordHasher.VerifyHashedPassword(login ?? new Login(), login?.PasswordHash ?? NobodysHash, password)
            != PasswordVerificationResult.Failed;
        if (login?.PasswordHash is null || !fits || IsLocked(login))
        {
            if (login is not null)
                await CountFailure(scope, login, origin, ct);
            throw await Fail("password", turn, began, ct);
        }

        if (login.TwoFactorEnabled)
            return new Outcome(null, Write(new Challenge(login.Id, login.SecurityStamp!, clock.Now() + ChallengeLifetime)));
        var session = await Open(scope, login, origin, "password", ct) ?? throw await Fail("password", turn, began, ct);
        turn.Succeeded();
        SignInMeter.Succeeded("password");
        return new Outcome(session, null);
    }

    /// <summary>The second step: a code of the authenticator app, or one of the recovery codes.</summary>
    public async Task<OpenedSession> WithCode(string? challenge, string? code, Origin origin, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(code) || code.Length > 40)
            throw new Invalid("code", "Enter the code of your authenticator app, or a recovery code.");
        var asked = ReadChallenge(challenge) ?? throw new Unauthenticated("This sign-in took too long. Start again.");
        using var turn = await throttle.Enter($"code {asked.LoginId}", origin.Ip, ct);
        var began = clock.GetTimestamp();
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<Login>>();

        var login = await users.FindByIdAsync(asked.LoginId.ToString());
        if (login is null || login.SecurityStamp != asked.Stamp || IsLocked(login))
            throw await Fail("code", turn, began, ct);
        if (!await IsRight(scope, users, login, code.Replace(" ", "", StringComparison.Ordinal), origin, ct))
        {
            await CountFailure(scope, login, origin, ct);
            throw await Fail("code", turn, began, ct, "This code is not right, or it was used before.");
        }
        var session = await Open(scope, login, origin, "code", ct) ?? throw await Fail("code", turn, began, ct);
        turn.Succeeded();
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

    private bool IsLocked(Login login) => login.LockoutEnd > clock.Now();

    private static Task<OpenedSession?> Open(AsyncServiceScope scope, Login login, Origin origin, string method, CancellationToken ct)
    {
        Enter(scope, login, origin);
        return scope.ServiceProvider.GetRequiredService<OpenSession>().Run(login, origin, method, ct);
    }

    internal static void Enter(AsyncServiceScope scope, Login login, Origin origin) =>
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(login.OrganizationId, ActorKind.User, login.UserId, origin.Ip);

    /// <summary>Counts in one statement, so that guesses sent at once are each counted.</summary>
    private async Task CountFailure(AsyncServiceScope scope, Login login, Origin origin, CancellationToken ct)
    {
        Enter(scope, login, origin);
        var db = scope.ServiceProvider.GetRequiredService<RapportDb>();
        var changes = scope.ServiceProvider.GetRequiredService<Changes>();
        await using var change = await changes.Begin(ct);
        var now = clock.Now();
        var failures = (
            await db.Rows(
                $"""
                update logins set access_failed_count = access_failed_count + 1 where id = {login.Id} and (lockout_end is null or lockout_end < {now}) returning access_failed_count
                """,
                row => row.Int(0),
                ct
            )
        ).SingleOrDefault();
        if (failures >= SignInThrottle.MaxFailures)
        {
            await db.Execute(
                $"update logins set access_failed_count = 0, lockout_end = {now + SignInThrottle.Window} where id = {login.Id}",
                ct
            );
            changes.Raise(new UserLockedOut(login.UserId));
        }
        await change.Save(ct);
    }

    /// <summary>A refusal leaves on the next beat: what was done until then, a hash or a write more or less, does not show.</summary>
    private async Task<Unauthenticated> Fail(
        string method,
        SignInThrottle.Turn turn,
        long began,
        CancellationToken ct,
        string message = Refused
    )
    {
        turn.Failed();
        SignInMeter.Failed(method);
        var beats = Math.Ceiling(clock.GetElapsedTime(began) / Beat);
        var left = Beat * beats - clock.GetElapsedTime(began);
        if (left > TimeSpan.Zero)
            await Task.Delay(left, clock, ct);
        return new Unauthenticated(message);
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
