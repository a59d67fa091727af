using System.Net;
using System.Text.RegularExpressions;

namespace Rapport.Tests.Trust;

/// <summary>The pages as a browser without script uses them.</summary>
[Trait("Spec", "PLT-15")]
public abstract partial class PageTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : PageTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : PageTests(server), IClassFixture<PostgresServer>;

    private (HttpClient Client, CookieContainer Cookies) Browser()
    {
        var cookies = new CookieContainer();
        return (
            new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies })
            {
                BaseAddress = Server.Node.Address,
            },
            cookies
        );
    }

    private async Task<Answer> Send(HttpClient browser, string page, string form, params (string Name, string Value)[] fields)
    {
        var shown = await browser.Get(page);
        Assert.True(shown.Status == 200, $"{shown.Status}: {string.Join('\n', Server.Node.Log.Errors)}");
        var html = shown.Text;
        var found = Forms().Matches(html).Select(f => f.Value).Single(f => f.Contains($"value=\"{form}\"", StringComparison.Ordinal));
        var hidden = Hidden().Matches(found).Select(h => (h.Groups[1].Value, WebUtility.HtmlDecode(h.Groups[2].Value)));
        return await browser.Post(
            page,
            new FormUrlEncodedContent(hidden.Concat(fields).Select(f => KeyValuePair.Create(f.Item1, f.Item2)))
        );
    }

    private async Task<HttpClient> SignedIn()
    {
        var browser = Browser().Client;
        (
            await Send(browser, "/sign-in", "password", ("email", Server.OwnerOf(Organization).Email), ("password", TestServer.Password))
        ).Expect(302);
        return browser;
    }

    [Fact]
    public async Task A_page_sends_strangers_to_sign_in_and_back()
    {
        var (browser, cookies) = Browser();
        var sent = (await browser.Get("/settings?tab=1")).Expect(302);
        Assert.Equal("/sign-in?return=%2Fsettings%3Ftab%3D1", sent.Headers.Location!.OriginalString);

        var back = await Send(
            browser,
            sent.Headers.Location.OriginalString,
            "password",
            ("email", Server.OwnerOf(Organization).Email),
            ("password", TestServer.Password)
        );

        Assert.EndsWith("/settings?tab=1", back.Expect(302).Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.True(cookies.GetCookies(Server.Node.Address)["rapport_session"]!.HttpOnly);
        Assert.Equal(200, (await browser.Get("/settings")).Status);
    }

    [Fact]
    public async Task Signing_in_never_leads_to_another_site()
    {
        var answer = await Send(
            Browser().Client,
            "/sign-in?return=%2F%2Fevil.example",
            "password",
            ("email", Server.OwnerOf(Organization).Email),
            ("password", TestServer.Password)
        );
        Assert.DoesNotContain("evil", answer.Expect(302).Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_its_antiforgery_token_changes_nothing()
    {
        var browser = await SignedIn();
        var fields = new FormUrlEncodedContent([KeyValuePair.Create("_handler", "branch"), KeyValuePair.Create("name", "Forged")]);
        Assert.Equal(400, (await browser.Post("/settings/branches", fields)).Status);
        Assert.Equal(400, (await browser.Post("/sign-out", new FormUrlEncodedContent([]))).Status);
        Assert.Equal(0, await Count($"select count(*) from branches where name = {"Forged"}"));
        Assert.Equal(200, (await browser.Get("/settings")).Status);
    }

    [Fact]
    public async Task What_was_wrong_stands_beside_the_field_and_what_was_typed_stays()
    {
        var answer = await Send(
            await SignedIn(),
            "/settings/users",
            "invite",
            ("name", "Ned New"),
            ("email", "not an address"),
            ("role", ""),
            ("branch", "")
        );
        Assert.True(answer.Status == 422, string.Join('\n', Server.Node.Log.Errors));
        Assert.Contains("Enter an e-mail address", answer.Text, StringComparison.Ordinal);
        Assert.Contains("Ned New", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_by_the_menu_ends_the_session()
    {
        var browser = await SignedIn();
        var html = (await browser.Get("/settings")).Text;
        var form = Forms().Matches(html).Select(f => f.Value).First(f => f.Contains("/sign-out", StringComparison.Ordinal));
        var token = Hidden().Match(form);
        (
            await browser.Post(
                "/sign-out",
                new FormUrlEncodedContent([KeyValuePair.Create(token.Groups[1].Value, WebUtility.HtmlDecode(token.Groups[2].Value))])
            )
        ).Expect(302);
        Assert.Equal(302, (await browser.Get("/settings")).Status);
    }

    [Fact]
    public async Task Set_up_is_closed_once_there_is_an_organization() =>
        Assert.EndsWith(
            "/sign-in",
            (await Browser().Client.Get("/set-up")).Expect(302).Headers.Location!.OriginalString,
            StringComparison.Ordinal
        );

    /// <summary>On a cold node the page waits for the database before it sends its visitor on; a page thrown away half-way drew itself for
    /// ever.</summary>
    [Theory]
    [InlineData("/set-up")]
    [InlineData("/sign-in")]
    public async Task A_page_that_sends_a_signed_in_visitor_on_does_so_on_a_node_that_has_just_started(string page)
    {
        await using var node = await Server.StartNode();
        var owner = await Server.SignIn(Organization, Server.OwnerOf(Organization).Id, node);

        for (var visit = 0; visit < 3; visit++)
            (await owner.Get(page)).Expect(302);
    }

    [GeneratedRegex("<form[^>]*method=\"post\".*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]*)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();
}
