using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;
using Rapport.Trust.Identity.SigningIn;

namespace Rapport.Tests.Trust;

[Trait("Spec", "PLT-12")]
public abstract class SigningInTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : SigningInTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : SigningInTests(server), IClassFixture<PostgresServer>;

    private string Owner => Server.OwnerOf(Organization).Email;

    private Task<Answer> LogIn(string email, string password) => Stranger.Post("/api/auth/login", new { email, password });

    private HttpClient With(string token) => Server.Node.Client(token);

    [Fact]
    public async Task The_right_password_opens_a_session_that_knows_who_one_is()
    {
        var answer = (await LogIn(Owner, TestServer.Password)).Expect(200);

        var me = await With(answer["access_token"].GetString()!).Get("/api/me");

        Assert.Equal(Owner, me["email"].GetString());
        Assert.Equal(Organization, me["organization"].GetProperty("id").GetGuid());
        Assert.Equal("all", me["permissions"].GetProperty("customers.read").GetString());
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_get_the_same_answer()
    {
        var (other, api) = await OtherOrganization();
        var wrong = await LogIn(Server.OwnerOf(other).Email, "not the password");
        var unknown = await LogIn("nobody@example.org", "not the password");

        Assert.Equal((401, 401), (wrong.Status, unknown.Status));
        Assert.Equal(wrong["detail"].GetString(), unknown["detail"].GetString());
        Assert.Equal(200, (await api.Get("/api/me")).Status);
    }

    [Fact]
    public async Task Five_failures_close_a_name_for_ten_minutes_whether_it_exists_or_not()
    {
        var organization = (await OtherOrganization()).Id;
        var email = Server.OwnerOf(organization).Email;
        foreach (var name in new[] { email, "no.such.person@example.org" })
        {
            for (var i = 0; i < 5; i++)
                (await LogIn(name, "not the password")).Expect(401);
            var closed = await LogIn(name, TestServer.Password);

            Assert.Equal(429, closed.Status);
            Assert.InRange(closed.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 600);
        }
        Assert.Equal(1, await Count($"select count(*) from events where organization_id = {organization} and name = 'user.locked_out'"));

        Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(200, (await LogIn(email, TestServer.Password)).Status);
    }

    [Fact]
    public async Task Limits_hold_on_another_node_too()
    {
        var email = Server.OwnerOf((await OtherOrganization()).Id).Email;
        for (var i = 0; i < 5; i++)
            (await LogIn(email, "not the password")).Expect(401);

        await using var second = await Server.StartNode();
        Assert.Equal(429, (await second.Client().Post("/api/auth/login", new { email, password = TestServer.Password })).Status);
    }

    [Fact]
    public async Task A_stranger_who_guesses_keeps_nobody_out_at_another_address_or_with_a_known_device()
    {
        var organization = (await OtherOrganization()).Id;
        var email = Server.OwnerOf(organization).Email;
        var device = await In(
            async services =>
                services
                    .GetRequiredService<KnownDevices>()
                    .Prove((await services.GetRequiredService<LoginPlaces>().OfEmail(email.ToUpperInvariant(), default))!.LoginId),
            organization
        );
        await using var node = await BehindProxy();
        Task<Answer> Try(string password, string address, string? proof = null) =>
            node.Client()
                .Post(
                    "/api/auth/login",
                    new { email, password },
                    ("X-Forwarded-For", address),
                    ("Cookie", proof is null ? "none=0" : $"{KnownDevices.Cookie}={proof}")
                );

        while ((await Try("not the password", "198.51.100.7")).Status != 429) { }

        Assert.Equal(200, (await Try(TestServer.Password, "203.0.113.9")).Status);
        Assert.Equal(200, (await Try(TestServer.Password, "198.51.100.7", device)).Status);
        // From everywhere at once the person must wait, but not with the device.
        for (var i = 0; i < 50; i++)
            await Try("not the password", $"192.0.2.{i}");
        Assert.Equal(429, (await Try(TestServer.Password, "192.0.2.99")).Status);
        Assert.Equal(200, (await Try(TestServer.Password, "203.0.113.9")).Status);
        Assert.Equal(200, (await Try(TestServer.Password, "192.0.2.99", device)).Status);
        // The proof is one person's, lets nobody in, and holds for five guesses, too.
        Assert.Equal(429, (await Try(TestServer.Password, "192.0.2.98", device[..^2] + "AA")).Status);
        for (var i = 0; i < 5; i++)
            Assert.Equal(401, (await Try("not the password", "192.0.2.99", device)).Status);
        Assert.Equal(429, (await Try(TestServer.Password, "192.0.2.99", device)).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_thirty_failures_in_a_minute_an_address_must_wait_whomever_it_asks_for(bool atOnce)
    {
        await using var node = await BehindProxy();
        var address = atOnce ? "198.51.100.30" : "198.51.100.31";
        Task<Answer> Try(int person) =>
            node.Client()
                .Post(
                    "/api/auth/login",
                    new { email = $"person.{person}@example.org", password = "not the password" },
                    ("X-Forwarded-For", address)
                );
        var answers = new List<Answer>();
        if (atOnce)
            answers.AddRange(await Task.WhenAll(Enumerable.Range(0, 60).Select(Try)));
        else
            for (var person = 0; person < 40; person++)
                answers.Add(await Try(person));

        Assert.InRange(answers.Count(a => a.Status == 401), 1, 30);
        var refused = answers.Where(a => a.Status != 401).ToList();
        Assert.All(refused, a => Assert.Equal(429, a.Status));
        Assert.All(refused, a => Assert.InRange(a.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60));
        Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(401, (await Try(100)).Status);
    }

    [Fact]
    public async Task What_is_counted_names_nobody()
    {
        await LogIn("nobody.in.particular@example.org", "not the password");

        var places = await Plain(c => c.Rows($"select place from sign_in_failures", row => row.Bytes(0), default));

        Assert.NotEmpty(places);
        Assert.All(places, place => Assert.Equal(32, place.Length));
    }

    private Task<TestNode> BehindProxy() => Server.StartNode(null, $"--{Rapport.Platform.Http.TrustedProxies.Setting}", "127.0.0.1");

    [Fact]
    public async Task A_refresh_token_serves_once_and_a_copy_of_it_ends_the_session()
    {
        var first = (await LogIn(Owner, TestServer.Password)).Expect(200);
        var refresh = new { refresh_token = first["refresh_token"].GetString() };

        var second = (await Stranger.Post("/api/auth/refresh", refresh)).Expect(200);
        Assert.Equal(401, (await With(first["access_token"].GetString()!).Get("/api/me")).Status);
        Assert.Equal(200, (await With(second["access_token"].GetString()!).Get("/api/me")).Status);

        Assert.Equal(401, (await Stranger.Post("/api/auth/refresh", refresh)).Status);
        Assert.Equal(401, (await With(second["access_token"].GetString()!).Get("/api/me")).Status);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_at_once()
    {
        var api = With((await LogIn(Owner, TestServer.Password))["access_token"].GetString()!);
        (await api.Get("/api/me")).Expect(200);

        (await api.Post("/api/auth/logout")).Expect(204);

        Assert.Equal(401, (await api.Get("/api/me")).Status);
    }

    [Fact]
    public async Task A_session_ends_by_itself()
    {
        var api = With((await LogIn(Owner, TestServer.Password))["access_token"].GetString()!);
        Clock.Advance(OpenSession.Lifetime + TimeSpan.FromSeconds(10));
        Assert.Equal(401, (await api.Get("/api/me")).Status);
    }

    [Fact]
    public async Task Only_hashes_of_tokens_are_kept_and_no_log_names_one()
    {
        var answer = (await LogIn(Owner, TestServer.Password)).Expect(200);
        foreach (var field in new[] { "access_token", "refresh_token" })
        {
            var token = answer[field].GetString()!;
            var hash = SHA256.HashData(Encoding.ASCII.GetBytes(token));
            Assert.Equal(1, await Count($"select count(*) from sessions where token_hash = {hash} or refresh_hash = {hash}"));
            Assert.Equal(
                0,
                await Count(
                    $"select count(*) from sessions where token_hash = {Encoding.ASCII.GetBytes(token)} or device like {"%" + token + "%"}"
                )
            );
            Assert.DoesNotContain(Server.Node.Log.Lines, line => line.Contains(token, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-site", 403)]
    [InlineData("Origin", "https://evil.example", 403)]
    [InlineData("Accept", "*/*", 403)]
    [InlineData("Sec-Fetch-Site", "same-origin", 201)]
    [InlineData("X-Requested-With", "rapport", 201)]
    public async Task The_cookie_alone_changes_nothing_for_a_page_of_another_site(string header, string value, int status)
    {
        var token = (await LogIn(Owner, TestServer.Password))["access_token"].GetString()!;
        var answer = await Stranger.Post(
            "/api/branches",
            new { name = $"Branch {Ids.Next():N}" },
            ("Cookie", $"rapport_session={token}"),
            (header, value)
        );
        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task A_forged_or_foreign_token_is_nobody()
    {
        var foreign = Token.Make(TokenKind.Session, Organization).Text;
        var refresh = (await LogIn(Owner, TestServer.Password))["refresh_token"].GetString()!;
        foreach (var token in new[] { foreign, refresh, "rs_", "rs_" + new string('!', 64), new string('a', 5000) })
            Assert.Equal(401, (await With(token).Get("/api/me")).Status);

        var basic = Stranger;
        basic.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", "YTpi");
        Assert.Equal(401, (await basic.Get("/api/me")).Status);
    }

    [Fact]
    public async Task A_session_cannot_be_planted_before_signing_in()
    {
        var planted = Token.Make(TokenKind.Session, Organization).Text;
        var answer = await Stranger.Post(
            "/api/auth/login",
            new { email = Owner, password = TestServer.Password },
            ("Cookie", $"rapport_session={planted}")
        );

        Assert.NotEqual(planted, answer.Expect(200)["access_token"].GetString());
        Assert.Equal(401, (await With(planted).Get("/api/me")).Status);
    }

    [Fact]
    public async Task Somebody_with_the_cookie_of_one_organization_may_sign_in_to_another()
    {
        var (other, _) = await OtherOrganization();
        var token = (await LogIn(Owner, TestServer.Password))["access_token"].GetString()!;
        var answer = await With(token).Post("/api/auth/login", new { email = Server.OwnerOf(other).Email, password = TestServer.Password });
        Assert.Equal(
            other,
            (await With(answer.Expect(200)["access_token"].GetString()!).Get("/api/me"))["organization"].GetProperty("id").GetGuid()
        );
    }
}
