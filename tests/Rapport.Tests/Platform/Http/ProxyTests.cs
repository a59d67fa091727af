using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Identity.Organizations;

namespace Rapport.Tests.Platform.Http;

/// <summary>Who may say for whom a request comes, and how it came. The tests reach the server from 127.0.0.1.</summary>
[Trait("Spec", "PLT-7")]
public abstract class ProxyTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : ProxyTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : ProxyTests(server), IClassFixture<PostgresServer>;

    private const string Hsts = "Strict-Transport-Security";

    private static readonly (string, string)[] Forwarded =
    [
        ("X-Forwarded-For", "203.0.113.9"),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Host", "crm.example.com"),
    ];

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.0/8, 127.0.0.0/8")]
    public async Task A_named_proxy_says_who_asks_and_how(string proxies)
    {
        await using var node = await Server.StartNode(null, $"--{TrustedProxies.Setting}", proxies);

        var signedIn = await SignIn(node, Forwarded);

        Assert.Equal("max-age=31536000; includeSubDomains", Assert.Single(signedIn.Headers.GetValues(Hsts)));
        Assert.Equal("203.0.113.9", await LastAddress());
        Assert.All(await Cookies(node), cookie => Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("10.0.0.0/8")]
    public async Task Nobody_else_does(string? proxies)
    {
        await using var node = await Server.StartNode(null, proxies is null ? [] : [$"--{TrustedProxies.Setting}", proxies]);

        var signedIn = await SignIn(node, Forwarded);

        Assert.False(signedIn.Headers.Contains(Hsts));
        Assert.Equal("127.0.0.1", await LastAddress());
        Assert.All(await Cookies(node), cookie => Assert.DoesNotContain("; secure", cookie, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_client_cannot_put_an_address_before_the_one_that_its_proxy_saw()
    {
        await using var node = await Server.StartNode(null, $"--{TrustedProxies.Setting}", "127.0.0.1");

        await SignIn(node, [("X-Forwarded-For", "198.51.100.1, 203.0.113.9")]);

        Assert.Equal("203.0.113.9", await LastAddress());
    }

    [Fact]
    public async Task The_switch_of_the_framework_trusts_nobody()
    {
        await using var node = await Server.StartNode(null, "--FORWARDEDHEADERS_ENABLED", "true");

        await SignIn(node, Forwarded);

        Assert.Equal("127.0.0.1", await LastAddress());
    }

    [Fact]
    public async Task A_proxy_that_is_no_address_stops_the_start()
    {
        var fault = await Assert.ThrowsAsync<FormatException>(() =>
            Server.StartNode(null, $"--{TrustedProxies.Setting}", "proxy.example.com")
        );

        Assert.Contains("'proxy.example.com'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_lead_to_where_the_owner_first_signed_in_whatever_a_request_calls_its_host()
    {
        var organization = (await OtherOrganization()).Id;
        await using var node = await Server.StartNode(null, $"--{TrustedProxies.Setting}", "127.0.0.1");
        Assert.StartsWith("/invitation/", await InvitationLink(node, organization, Forwarded), StringComparison.Ordinal);

        await SignIn(node, Forwarded, organization);
        await SignIn(node, [("Host", "evil.example")], organization);

        Assert.StartsWith(
            "https://crm.example.com/invitation/",
            await InvitationLink(node, organization, [("Host", "evil.example")]),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Links_lead_to_the_address_that_the_operator_names()
    {
        await using var node = await Server.StartNode(null, $"--{PublicAddress.Setting}", "https://people.example.com/crm/");

        Assert.StartsWith(
            "https://people.example.com/crm/invitation/",
            await InvitationLink(node, Organization, Forwarded),
            StringComparison.Ordinal
        );
        await Assert.ThrowsAsync<FormatException>(() => Server.StartNode(null, $"--{PublicAddress.Setting}", "people.example.com"));
    }

    private async Task<Answer> SignIn(TestNode node, (string, string)[] headers, Guid? organization = null) =>
        (
            await node.Client()
                .Post(
                    "/api/auth/login",
                    new { email = Server.OwnerOf(organization ?? Organization).Email, password = TestServer.Password },
                    headers
                )
        ).Expect(200);

    private async Task<string?> LastAddress() =>
        (
            await Plain(connection =>
                connection.Rows(
                    $"select ip from sessions where organization_id = {Organization} order by id desc limit 1",
                    row => row.TextOrNull(0),
                    default
                )
            )
        ).Single();

    private async Task<string?> InvitationLink(TestNode node, Guid organization, (string, string)[] headers)
    {
        var owner = await Server.SignIn(organization, Server.OwnerOf(organization).Id, node);
        var role = (await owner.Get("/api/roles"))["data"][0].GetProperty("id").GetGuid();
        var invited = await owner.Post(
            "/api/users",
            new
            {
                name = "Somebody New",
                email = $"{Ids.Next():N}@example.org",
                role_ids = new[] { role },
            },
            headers
        );
        return invited.Expect(201)["invitation_link"].GetString();
    }

    /// <summary>Signing out takes the cookie away in the words in which signing in set it; the page of forms sets another.</summary>
    private async Task<IEnumerable<string>> Cookies(TestNode node)
    {
        var owner = await Server.SignIn(Organization, Server.OwnerOf(Organization).Id, node);
        var form = await node.Client().Ask(HttpMethod.Get, "/sign-in", null, Forwarded);
        var left = (await owner.Post("/api/auth/logout", null, Forwarded)).Expect(204);
        return [.. form.Headers.GetValues("Set-Cookie"), .. left.Headers.GetValues("Set-Cookie")];
    }
}
