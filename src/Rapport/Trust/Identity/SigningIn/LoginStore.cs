using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Rapport.Platform.Data;

namespace Rapport.Trust.Identity.SigningIn;

/// <summary>
/// Logins in our tables. The key of the authenticator app is sealed and recovery codes are hashed: who reads the database can sign in with
/// neither.
/// </summary>
public sealed class LoginStore(RapportDb db, LoginPlaces places, MasterKey master, IdentityErrorDescriber errors)
    : UserOnlyStore<
        Login,
        RapportDb,
        Guid,
        IdentityUserClaim<Guid>,
        IdentityUserLogin<Guid>,
        IdentityUserToken<Guid>,
        IdentityUserPasskey<Guid>
    >(db, errors)
{
    private readonly byte[] key = master.For("authenticator-keys");

    public override Task<Login?> FindByEmailAsync(string normalizedEmail, CancellationToken cancellationToken) =>
        Find(() => base.FindByEmailAsync(normalizedEmail, cancellationToken), () => places.OfEmail(normalizedEmail, cancellationToken));

    public override Task<Login?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) =>
        Find(() => base.FindByNameAsync(normalizedUserName, cancellationToken), () => places.OfName(normalizedUserName, cancellationToken));

    public override Task<Login?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Find(
            () => base.FindByIdAsync(userId, cancellationToken),
            async () => Guid.TryParse(userId, out var id) ? await places.OfId(id, cancellationToken) : null
        );

    public override Task<Login?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        Find(() => base.FindByPasskeyIdAsync(credentialId, cancellationToken), () => places.OfPasskey(credentialId, cancellationToken));

    /// <summary>
    /// Logins are read within their organization, as all else is; who signs in names none, so theirs is looked up first. One of another
    /// organization is told of by its ID alone, for the check that no two share an address.
    /// </summary>
    private async Task<Login?> Find(Func<Task<Login?>> read, Func<Task<LoginPlaces.Place?>> locate)
    {
        if (Context.Tenant.IsSet && await read() is { } own)
            return own;
        if (await locate() is not { } place)
            return null;
        if (Context.Tenant.IsSet)
            return new Login
            {
                Id = place.LoginId,
                OrganizationId = place.OrganizationId,
                UserId = place.UserId,
            };
        Context.Tenant.Enter(place.OrganizationId);
        return await read();
    }

    public override Task SetAuthenticatorKeyAsync(Login user, string secret, CancellationToken cancellationToken) =>
        base.SetAuthenticatorKeyAsync(
            user,
            Convert.ToBase64String(MasterKey.Seal(key, Encoding.UTF8.GetBytes(secret), user.Id.ToByteArray(true))),
            cancellationToken
        );

    public override async Task<string?> GetAuthenticatorKeyAsync(Login user, CancellationToken cancellationToken) =>
        await base.GetAuthenticatorKeyAsync(user, cancellationToken) is { } stored
            ? Encoding.UTF8.GetString(MasterKey.Unseal(key, Convert.FromBase64String(stored), user.Id.ToByteArray(true)))
            : null;

    public override Task ReplaceCodesAsync(Login user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        base.ReplaceCodesAsync(user, recoveryCodes.Select(Hash), cancellationToken);

    /// <summary>Takes the code off the list. Not through the framework's own method, which would hash what is left once more.</summary>
    public override async Task<bool> RedeemCodeAsync(Login user, string code, CancellationToken cancellationToken)
    {
        var stored = await GetTokenAsync(user, "[AspNetUserStore]", "RecoveryCodes", cancellationToken) ?? "";
        var left = stored.Split(';').ToList();
        if (!left.Remove(Hash(code.Trim().ToUpperInvariant())))
            return false;
        await base.ReplaceCodesAsync(user, left, cancellationToken);
        return true;
    }

    private string Hash(string code) => Convert.ToHexString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(code)));
}
