using Rapport.Platform.Data;

namespace Rapport.Tests.Security;

/// <summary>
/// A browser sends the cookie along with whatever any page makes it send. Every route that changes something is walked with the cookie, as
/// another site's page would send it.
/// </summary>
[Trait("Spec", "PLT-12")]
public abstract class ForeignPageTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : ForeignPageTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : ForeignPageTests(server), IClassFixture<PostgresServer>;

    private static readonly (string Name, string Value)[] Foreign =
    [
        ("Origin", "https://elsewhere.example"),
        ("Origin", "null"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
        ("Accept", "*/*"),
    ];

    /// <summary>A page of errors is drawn in place of whatever failed, and changes nothing.</summary>
    private IEnumerable<Route> Changing =>
        Routes
            .Of(Server.Node)
            .Where(r => r.Method is not ("" or "GET" or "HEAD" or "OPTIONS") && r.Pattern is not ("/error/{Status:int}" or "/not-found"));

    [Fact]
    public async Task No_route_takes_a_change_with_the_cookie_from_another_sites_page()
    {
        var (samples, rows) = (await ApiSamples.Of(Api), await OneOfEach.In(Server, Organization, Api));
        var browser = await Browser();
        var before = await DatabaseImage.AtRest(Server.Database);

        var wrong = new List<string>();
        foreach (var route in Changing)
        foreach (var header in Foreign)
        {
            var answer = await browser.Ask(
                HttpMethod.Parse(route.Method),
                await rows.PathOf(route) ?? route.Path(_ => Ids.Next().ToString()),
                route.IsApi ? samples.BodyOf(route) : Form(route),
                header
            );
            if (!(route.IsApi ? answer.Status == 403 && answer.Text.Contains("cross_site") : answer.Status is 400 or 403))
                wrong.Add($"{route} with {header.Name}: {header.Value}: {answer}");
        }

        Nothing.In(wrong);
        Nothing.In(DatabaseImage.Differences(before, await DatabaseImage.AtRest(Server.Database)));
    }

    [Fact]
    public async Task A_page_of_ours_is_let_through()
    {
        var (samples, browser) = (await ApiSamples.Of(Api), await Browser());
        var origin = Server.Node.Address.GetLeftPart(UriPartial.Authority);

        var refused = new List<string>();
        foreach (var route in Changing.Where(r => r.IsApi && !r.IsOpen))
        foreach (var header in new[] { ("Origin", origin), ("Sec-Fetch-Site", "same-origin") })
        {
            var path = route.Path(_ => Ids.Next().ToString());
            if (route.Pattern is "/api/auth/logout" or "/api/sessions")
                continue;
            var answer = await browser.Ask(HttpMethod.Parse(route.Method), path, samples.BodyOf(route), header);
            if (answer.Text.Contains("cross_site"))
                refused.Add($"{route} with {header}: {answer}");
        }
        Nothing.In(refused);

        using var file = new MultipartFormDataContent { { new StringContent("name,email\nEmmy,emmy@example.org\n"), "file", "a.csv" } };
        Assert.Equal(302, (await browser.Post("/imports/files", file, ("Origin", origin))).Status);
    }

    /// <summary>Signed in by the cookie alone.</summary>
    private async Task<HttpClient> Browser()
    {
        var signedIn = await As("owner");
        var browser = Server.Node.Client();
        browser.DefaultRequestHeaders.Add("Cookie", $"rapport_session={signedIn.DefaultRequestHeaders.Authorization!.Parameter}");
        return browser;
    }

    private static HttpContent Form(Route route) =>
        route.Pattern == "/imports/files"
            ? new MultipartFormDataContent { { new StringContent("name\nMallory\n"), "file", "customers.csv" } }
            : new FormUrlEncodedContent([KeyValuePair.Create("name", "Mallory"), KeyValuePair.Create("_handler", "delete")]);
}
