using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using QRCoder;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;
using Rapport.Trust.Identity.SigningIn;
using Rapport.Trust.Identity.Users;
using Rapport.Trust.Permissions;

namespace Rapport.Trust.Identity.SecondFactor;

[EventName("user.codes_switched")]
public sealed record CodesSwitched(Guid UserId, bool On) : UserEvent(UserId);

[EventName("user.recovery_codes_made")]
public sealed record RecoveryCodesMade(Guid UserId) : UserEvent(UserId);

/// <summary>
/// Codes of an authenticator app (TOTP, RFC 6238) as second step of one's own sign-in, and the recovery codes for when the phone is lost.
/// </summary>
public sealed class Authenticator(
    RapportDb db,
    Changes changes,
    Access access,
    UserManager<Login> logins,
    ConfirmPassword confirm,
    SignInThrottle throttle,
    UsedCodes usedCodes
)
{
    private const int RecoveryCodes = 10;

    public sealed record State(bool Enabled, int RecoveryCodesLeft);

    /// <summary>What the app needs: the key to type in, or its address as a picture to scan.</summary>
    public sealed record Setup(string Key, string Uri, string QrSvg);

    public async Task<State> Look(CancellationToken ct)
    {
        var login = await Own(ct);
        return new State(login.TwoFactorEnabled, await logins.CountRecoveryCodesAsync(login));
    }

    /// <summary>Makes a key. It counts for nothing until a code of it has been shown.</summary>
    public async Task<Setup> Begin(CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var login = await Own(ct);
        RefuseWhenOn(login);
        await logins.ResetAuthenticatorKeyAsync(login);
        var setup = Tell((await logins.GetAuthenticatorKeyAsync(login))!, login);
        await change.Save(ct);
        return setup;
    }

    /// <summary>The key that waits for its first code; null when none was made, or when it is in use already.</summary>
    public async Task<Setup?> Pending(CancellationToken ct)
    {
        var login = await Own(ct);
        return !login.TwoFactorEnabled && await logins.GetAuthenticatorKeyAsync(login) is { } key ? Tell(key, login) : null;
    }

    public async Task<IReadOnlyList<string>> Enable(string? code, CancellationToken ct)
    {
        var login = await Own(ct);
        RefuseWhenOn(login);
        using var turn = await throttle.Enter(new("confirm", $"{login.UserId}", null), ct);
        var digits = (code ?? "").Replace(" ", "", StringComparison.Ordinal);
        if (digits.Length != 6 || !await logins.VerifyTwoFactorTokenAsync(login, TokenOptions.DefaultAuthenticatorProvider, digits))
        {
            await turn.Failed(ct);
            throw new Invalid("code", "This code is not right. Is the clock of your phone right?");
        }

        await using var change = await changes.Begin(ct);
        await usedCodes.Claim(login.Id, digits, ct);
        await logins.SetTwoFactorEnabledAsync(login, true);
        var recovery = (await logins.GenerateNewTwoFactorRecoveryCodesAsync(login, RecoveryCodes))!.ToList();
        changes.Raise(new CodesSwitched(login.UserId, true));
        await change.Save(ct);
        return recovery;
    }

    public async Task Disable(string? password, CancellationToken ct)
    {
        var login = await confirm.Run(password, "password", ct);
        await using var change = await changes.Begin(ct);
        if (login.TwoFactorEnabled)
            changes.Raise(new CodesSwitched(login.UserId, false));
        await logins.SetTwoFactorEnabledAsync(login, false);
        await logins.ResetAuthenticatorKeyAsync(login);
        await change.Save(ct);
    }

    public async Task<IReadOnlyList<string>> NewRecoveryCodes(string? password, CancellationToken ct)
    {
        var login = await confirm.Run(password, "password", ct);
        if (!login.TwoFactorEnabled)
            throw new Refusal("codes_off", "Set up an authenticator app first.");
        await using var change = await changes.Begin(ct);
        var recovery = (await logins.GenerateNewTwoFactorRecoveryCodesAsync(login, RecoveryCodes))!.ToList();
        changes.Raise(new RecoveryCodesMade(login.UserId));
        await change.Save(ct);
        return recovery;
    }

    private async Task<Login> Own(CancellationToken ct)
    {
        var user = access.RequirePerson();
        return await logins.Users.SingleAsync(l => l.UserId == user && l.OrganizationId == db.TenantId, ct);
    }

    private static void RefuseWhenOn(Login login)
    {
        if (login.TwoFactorEnabled)
            throw new Refusal("codes_on", "An authenticator app is set up already. Switch it off first.");
    }

    private Setup Tell(string key, Login login)
    {
        var issuer = Uri.EscapeDataString(access.Caller.OrganizationName);
        var uri = $"otpauth://totp/{issuer}:{Uri.EscapeDataString(login.Email!)}?secret={key}&issuer={issuer}&digits=6";
        using var drawn = QRCodeGenerator.GenerateQrCode(uri, QRCodeGenerator.ECCLevel.M);
        using var picture = new SvgQRCode(drawn);
        return new Setup(
            string.Join(' ', key.Chunk(4).Select(c => new string(c))),
            uri,
            picture.GetGraphic(4, "#000000", "#ffffff", true, SvgQRCode.SizingMode.ViewBoxAttribute)
        );
    }
}
