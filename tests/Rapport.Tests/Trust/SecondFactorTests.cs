using System.Buffers.Binary;
using System.Security.Cryptography;
using Rapport.Platform.Data;

namespace Rapport.Tests.Trust;

[Trait("Spec", "PLT-12")]
public abstract class SecondFactorTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : SecondFactorTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : SecondFactorTests(server), IClassFixture<PostgresServer>;

    [Fact]
    public async Task Who_has_set_up_codes_shows_one_and_each_code_serves_once()
    {
        var (id, api) = await OtherOrganization();
        var key = (await api.Post("/api/me/authenticator")).Expect(200)["key"].GetString()!.Replace(" ", "", StringComparison.Ordinal);
        (await api.Put("/api/me/authenticator", new { code = "000000" })).Expect(422);
        var spare = (await api.Put("/api/me/authenticator", new { code = Code(key, 0) }))
            .Expect(200)["codes"]
            .EnumerateArray()
            .Select(c => c.GetString()!)
            .ToList();
        Assert.Equal(10, spare.Distinct().Count());
        Assert.DoesNotContain(key, await Stored(id), StringComparison.Ordinal);
        Assert.DoesNotContain(spare[0], await Stored(id), StringComparison.Ordinal);

        var challenge = await Challenge(id);
        Assert.Equal(401, (await Confirm(challenge, Code(key, 0))).Status);
        Assert.Equal(200, (await Confirm(challenge, Code(key, 1))).Status);
        Assert.Equal(401, (await Confirm(challenge, Code(key, 1))).Status);
        Assert.Equal(200, (await Confirm(challenge, spare[0].ToLowerInvariant())).Status);
        Assert.Equal(401, (await Confirm(challenge, spare[0])).Status);
        Assert.Equal(200, (await Confirm(challenge, spare[1])).Status);
        Assert.Equal(8, (await api.Get("/api/me/authenticator"))["recovery_codes_left"].GetInt32());

        Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(401, (await Confirm(challenge, spare[2])).Status);
    }

    [Fact]
    public async Task Switching_codes_off_needs_the_password()
    {
        var (id, api) = await OtherOrganization();
        var key = (await api.Post("/api/me/authenticator"))["key"].GetString()!.Replace(" ", "", StringComparison.Ordinal);
        (await api.Put("/api/me/authenticator", new { code = Code(key, 0) })).Expect(200);

        Assert.Equal(409, (await api.Post("/api/me/authenticator")).Status);
        Assert.Equal(422, (await api.Put("/api/me/authenticator/removal", new { password = "wrong" })).Status);
        await Challenge(id);
        Assert.Equal(204, (await api.Put("/api/me/authenticator/removal", new { password = TestServer.Password })).Status);
        Assert.False((await LogIn(id)).Json.TryGetProperty("mfa_required", out _));
    }

    [Fact]
    public async Task A_passkey_question_is_answered_once_and_not_by_guessing()
    {
        Assert.Equal(422, (await Api.Post("/api/me/passkeys/options", new { password = "wrong" })).Status);
        var asked = (await Stranger.Post("/api/auth/passkey/options")).Expect(200);
        var answer = new { state = asked["state"].GetString(), credential = new { id = "AAAA", type = "public-key" } };
        Assert.Equal(401, (await Stranger.Post("/api/auth/passkey", answer)).Status);
        Assert.Equal(401, (await Stranger.Post("/api/auth/passkey", answer)).Status);
    }

    private Task<Answer> LogIn(Guid organization) =>
        Stranger.Post("/api/auth/login", new { email = Server.OwnerOf(organization).Email, password = TestServer.Password });

    private async Task<string> Challenge(Guid organization)
    {
        var answer = (await LogIn(organization)).Expect(200);
        Assert.True(answer["mfa_required"].GetBoolean());
        Assert.False(answer.Json.TryGetProperty("access_token", out _));
        return answer["challenge"].GetString()!;
    }

    private Task<Answer> Confirm(string challenge, string code) => Stranger.Post("/api/auth/mfa", new { challenge, code });

    private async Task<string> Stored(Guid organization) =>
        string.Join(
            '\n',
            await Plain(connection =>
                connection.Rows(
                    $"select t.value from login_tokens t join logins l on l.id = t.user_id where l.organization_id = {organization}",
                    row => row.Text(0),
                    CancellationToken.None
                )
            )
        );

    /// <summary>RFC 6238, by real time as the framework reads it.</summary>
    private static string Code(string key, int ahead)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(key.Select(c => Convert.ToString(Alphabet.IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        var secret = Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2)).ToArray();
        var step = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(step, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30 + ahead);
        var hash = HMACSHA1.HashData(secret, step);
        return ((BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & 0x7fffffff) % 1_000_000).ToString("D6");
    }
}
