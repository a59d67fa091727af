using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;
using Rapport.Trust.Identity.SigningIn;
using Rapport.Trust.Identity.Users;
using Rapport.Trust.Permissions;

namespace Rapport.Trust.Identity.SecondFactor;

[EventName("user.passkey_added")]
public sealed record PasskeyAdded(Guid UserId, string Passkey) : UserEvent(UserId);

[EventName("user.passkey_removed")]
public sealed record PasskeyRemoved(Guid UserId, string Passkey) : UserEvent(UserId);

/// <summary>
/// What the browser is asked, and our own note of it, sealed: it comes back with the answer, so that nothing is kept in between.
/// </summary>
public sealed record PasskeyQuestion(JsonElement Options, string State);

/// <summary>
/// One's own passkeys (WebAuthn). A passkey proves possession and the person in one step, so no code is asked for beside it.
/// </summary>
public sealed class Passkeys(
    RapportDb db,
    Changes changes,
    Access access,
    UserManager<Login> logins,
    IPasskeyHandler<Login> handler,
    ConfirmPassword confirm,
    PasskeyStates states,
    UsedCodes usedCodes
)
{
    private const int MaxPasskeys = 20;

    public sealed record View(string Id, string Name, DateTimeOffset CreatedAt, bool IsBackedUp);

    public async Task<IReadOnlyList<View>> List(CancellationToken ct) =>
        [
            .. (await logins.GetPasskeysAsync(await Own(ct)))
                .OrderBy(p => p.CreatedAt)
                .Select(p => new View(Base64Url.EncodeToString(p.CredentialId), p.Name ?? "Passkey", p.CreatedAt, p.IsBackedUp)),
        ];

    /// <summary>Asks for the password first: a browser left open must not gain a key of its own.</summary>
    public async Task<PasskeyQuestion> Ask(string? password, HttpContext http, CancellationToken ct)
    {
        var login = await confirm.Run(password, "password", ct);
        var asked = await handler.MakeCreationOptionsAsync(
            new PasskeyUserEntity
            {
                Id = login.Id.ToString(),
                Name = login.Email!,
                DisplayName = access.Caller.Name,
            },
            http
        );
        return new PasskeyQuestion(
            JsonSerializer.Deserialize<JsonElement>(asked.CreationOptionsJson),
            states.Seal(asked.AttestationState ?? "", login.Id)
        );
    }

    public async Task<View> Add(string? name, string? state, string? credential, HttpContext http, CancellationToken ct)
    {
        var login = await Own(ct);
        if (name is { Length: > 100 } || StorableText.Fault(name) is not null)
            throw new Invalid("name", "Use at most 100 characters.");
        var answered = await handler.PerformAttestationAsync(
            new PasskeyAttestationContext
            {
                HttpContext = http,
                CredentialJson = credential ?? "",
                AttestationState = states.Open(state, login.Id) ?? throw new Invalid("state", "This took too long. Start again."),
            }
        );
        if (!answered.Succeeded)
            throw new Invalid("credential", "This passkey could not be verified. Start again.");
        if ((await logins.GetPasskeysAsync(login)).Count >= MaxPasskeys)
            throw new Refusal("too_many_passkeys", $"You have {MaxPasskeys} passkeys. Remove one first.");

        var passkey = answered.Passkey;
        passkey.Name = string.IsNullOrWhiteSpace(name) ? "Passkey" : name.Trim();
        await using var change = await changes.Begin(ct);
        if (!await usedCodes.Claim(login.Id, state!, ct))
            throw new Invalid("state", "This took too long. Start again.");
        await logins.AddOrUpdatePasskeyAsync(login, passkey);
        changes.Raise(new PasskeyAdded(login.UserId, passkey.Name));
        await change.Save(ct);
        return new View(Base64Url.EncodeToString(passkey.CredentialId), passkey.Name, passkey.CreatedAt, passkey.IsBackedUp);
    }

    public async Task Remove(string id, CancellationToken ct)
    {
        var login = await Own(ct);
        var credential = ReadId(id);
        await using var change = await changes.Begin(ct);
        var passkey = credential is null ? null : await logins.GetPasskeyAsync(login, credential);
        if (passkey is null)
            throw new Missing("passkey");
        await logins.RemovePasskeyAsync(login, passkey.CredentialId);
        changes.Raise(new PasskeyRemoved(login.UserId, passkey.Name ?? "Passkey"));
        await change.Save(ct);
    }

    private static byte[]? ReadId(string id)
    {
        try
        {
            return id.Length is > 0 and < 2000 ? Base64Url.DecodeFromChars(id) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private async Task<Login> Own(CancellationToken ct)
    {
        var user = access.RequirePerson();
        return await logins.Users.SingleAsync(l => l.UserId == user && l.OrganizationId == db.TenantId, ct);
    }
}

/// <summary>Signing in with a passkey alone.</summary>
public sealed class SignInWithPasskey(IServiceScopeFactory scopes, PasskeyStates states, SignInThrottle throttle)
{
    public async Task<PasskeyQuestion> Ask(HttpContext http)
    {
        await using var scope = scopes.CreateAsyncScope();
        var asked = await scope.ServiceProvider.GetRequiredService<IPasskeyHandler<Login>>().MakeRequestOptionsAsync(null, http);
        return new PasskeyQuestion(
            JsonSerializer.Deserialize<JsonElement>(asked.RequestOptionsJson),
            states.Seal(asked.AssertionState ?? "", Guid.Empty)
        );
    }

    public async Task<OpenedSession> Run(string? state, string? credential, HttpContext http, Origin origin, CancellationToken ct)
    {
        using var turn = await throttle.Enter(new("passkey", null, origin.Ip), ct);
        var asked = states.Open(state, Guid.Empty) ?? throw new Unauthenticated("This sign-in took too long. Start again.");
        await using var scope = scopes.CreateAsyncScope();
        var logins = scope.ServiceProvider.GetRequiredService<UserManager<Login>>();
        var answered = await scope
            .ServiceProvider.GetRequiredService<IPasskeyHandler<Login>>()
            .PerformAssertionAsync(
                new PasskeyAssertionContext
                {
                    HttpContext = http,
                    CredentialJson = credential ?? "",
                    AssertionState = asked,
                }
            );
        if (!answered.Succeeded)
            throw await Refuse(turn, ct);

        SignIn.Enter(scope, answered.User, origin);
        if (!await scope.ServiceProvider.GetRequiredService<UsedCodes>().Claim(answered.User.Id, state!, ct))
            throw await Refuse(turn, ct);
        await using var change = await scope.ServiceProvider.GetRequiredService<Changes>().Begin(ct);
        // The signature counter moves on: a copied authenticator would lag behind it.
        await logins.AddOrUpdatePasskeyAsync(answered.User, answered.Passkey);
        var session =
            await scope.ServiceProvider.GetRequiredService<OpenSession>().Run(answered.User, origin, "passkey", ct)
            ?? throw await Refuse(turn, ct);
        await change.Save(ct);
        await turn.Succeeded(ct);
        SignInMeter.Succeeded("passkey");
        return session;
    }

    private static async Task<Unauthenticated> Refuse(SignInThrottle.Turn turn, CancellationToken ct)
    {
        await turn.Failed(ct);
        SignInMeter.Failed("passkey");
        return new Unauthenticated("This passkey is not known here.");
    }
}

/// <summary>
/// The challenges that browsers hold for us: sealed, for one login, for five minutes. Whoever has verified the answer claims it, so that it
/// serves once.
/// </summary>
public sealed class PasskeyStates(MasterKey master, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private readonly byte[] key = master.For("passkey-state");

    private sealed record Held(string State, DateTimeOffset Until);

    public string Seal(string state, Guid login) =>
        Base64Url.EncodeToString(
            MasterKey.Seal(key, JsonSerializer.SerializeToUtf8Bytes(new Held(state, clock.Now() + Lifetime)), login.ToByteArray(true))
        );

    public string? Open(string? text, Guid login)
    {
        try
        {
            if (text is not { Length: > 0 and < 8000 })
                return null;
            var held = JsonSerializer.Deserialize<Held>(MasterKey.Unseal(key, Base64Url.DecodeFromChars(text), login.ToByteArray(true)));
            return held?.Until > clock.Now() ? held.State : null;
        }
        catch (Exception error) when (error is FormatException or CryptographicException)
        {
            return null;
        }
    }
}
