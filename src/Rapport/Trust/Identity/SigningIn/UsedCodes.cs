using System.Security.Cryptography;
using System.Text;
using Rapport.Platform.Data;

namespace Rapport.Trust.Identity.SigningIn;

/// <summary>
/// Codes that were right once. A code holds for a minute and a half, and whoever looked over a shoulder must not use it again, on another
/// node neither.
/// Only hashes are kept, and only while they matter.
/// </summary>
public sealed class UsedCodes(RapportDb db, Changes changes, MasterKey master, TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(6);

    /// <summary>True for the first who comes with this code of this login; of two at once the database lets one through.</summary>
    public async Task<bool> Claim(Guid login, string code, CancellationToken ct)
    {
        var (name, now) = (Convert.ToHexString(HMACSHA256.HashData(master.For("used-codes"), Encoding.UTF8.GetBytes(code))), clock.Now());
        await using var change = await changes.Begin(ct);
        await db.Execute(
            $"""
            delete from login_tokens where user_id = {login} and login_provider = {Provider} and value < {StoredValue.TimeText(now - Kept)}
            """,
            ct
        );
        var claimed = await db.Execute(
            $"""
            insert into login_tokens (user_id, login_provider, name, value)
            values ({login}, {Provider}, {name}, {StoredValue.TimeText(now)}) on conflict do nothing
            """,
            ct
        );
        await change.Save(ct);
        return claimed > 0;
    }

    private const string Provider = "[UsedCode]";
}
