using Microsoft.Playwright;
using Rapport.Trust.Identity.SigningIn;

namespace Rapport.Browser.Harness;

/// <summary>
/// The start of a journey. Two lines make it run on both databases:
/// <code>
/// public sealed class OnSqlite(SqliteProgram server) : Signing(server), IClassFixture&lt;SqliteProgram&gt;;
/// public sealed class OnPostgres(PostgresProgram server) : Signing(server), IClassFixture&lt;PostgresProgram&gt;;
/// </code>
/// Whatever a page complains of in its console, or the server answers with 500, fails the test at its end.
/// </summary>
public abstract class BrowserTest(PublishedServer server) : IAsyncLifetime
{
    private static readonly (string Name, int Width, int Height)[] Sizes = [("desktop", 1440, 900), ("phone", 390, 844)];

    private readonly List<string> complaints = [];
    private readonly List<IBrowserContext> contexts = [];

    protected PublishedServer Server => server;
    protected HttpClient Api => server.Api;

    /// <summary>A window that nobody has signed in to.</summary>
    protected IPage Page { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Page = await NewWindow();

    public async ValueTask DisposeAsync()
    {
        foreach (var context in contexts)
            await context.DisposeAsync();
        Assert.True(complaints.Count == 0, string.Join('\n', complaints.Distinct().Take(30)));
    }

    /// <summary>Another window, such as a second person's.</summary>
    protected async Task<IPage> NewWindow(bool signedIn = false, string? token = null, bool phone = false)
    {
        var context = await (await Chromium.Browser).NewContextAsync(
            new()
            {
                BaseURL = server.Address.ToString(),
                ViewportSize = phone ? new() { Width = 390, Height = 844 } : new() { Width = 1440, Height = 900 },
                HasTouch = phone,
                Locale = "en-GB",
                TimezoneId = "Europe/Berlin",
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        contexts.Add(context);
        if (signedIn || token is not null)
            await SignIn(context, token);
        await context.AddInitScriptAsync(
            "document.addEventListener('securitypolicyviolation', e => console.error(`CSP: ${e.violatedDirective} ${e.blockedURI} "
                + "${e.sourceFile ?? ''}`))"
        );
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(Chromium.Patience);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                complaints.Add($"{page.Url}: {message.Text}");
        };
        page.PageError += (_, error) => complaints.Add($"{page.Url}: {error}");
        page.Response += (_, response) =>
        {
            if (response.Status >= 500)
                complaints.Add($"{response.Status} {response.Request.Method} {response.Url}");
        };
        return page;
    }

    /// <summary>The window of somebody else who works here, signed in.</summary>
    protected async Task<IPage> Colleague(string name, string role) => await NewWindow(token: await server.Hire(name, role));

    /// <summary>Signs the window in, without the form: as the owner, or whoever the token is of.</summary>
    protected Task SignIn(IBrowserContext? context = null, string? token = null) =>
        (context ?? Page.Context).AddCookiesAsync([
            new()
            {
                Name = SessionCookie.Name,
                Value = token ?? server.Token,
                Url = server.Address.ToString(),
                HttpOnly = true,
                SameSite = SameSiteAttribute.Lax,
            },
        ]);

    /// <summary>For a page whose answer is an error on purpose: Chromium writes such an answer in its console.</summary>
    protected void Expect(int status) => complaints.RemoveAll(c => c.Contains($"status of {status}", StringComparison.Ordinal));

    /// <summary>For a test that takes the server away: Chromium writes each try to reach it in its console.</summary>
    protected void ExpectAway() => complaints.RemoveAll(c => c.Contains("net::ERR_", StringComparison.Ordinal));

    /// <summary>
    /// Looks at the page as it stands, wide and narrow, light and dark: a picture each in artifacts/screens, nothing that axe-core finds
    /// fault with, nothing that sticks out.
    /// </summary>
    protected async Task Shot(string name, IPage? page = null)
    {
        page ??= Page;
        foreach (var (size, width, height) in Sizes)
        {
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await page.SetViewportSizeAsync(width, height);
                await page.EmulateMediaAsync(new() { ColorScheme = scheme });
                await page.EvaluateAsync(
                    "() => document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => "
                        + "done(null)))))"
                );
                var shown = $"{name}-{size}-{scheme.ToString().ToLowerInvariant()}";
                await page.ScreenshotAsync(
                    new() { Path = Path.Combine(Chromium.Screens, $"{shown}-{server.Engine.ToString().ToLowerInvariant()}.png") }
                );
                foreach (var violation in await Violations(page))
                    complaints.Add($"{shown}: {violation}");
                var overhang = await page.EvaluateAsync<int>(
                    "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
                );
                if (overhang > 0)
                    complaints.Add($"{shown}: the page is {overhang} pixels wider than the window");
            }
        }
        await page.SetViewportSizeAsync(1440, 900);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }

    /// <summary>What a first view of this address weighs as it comes over the wire.</summary>
    protected async Task<long> Weight(string path)
    {
        var page = await NewWindow(signedIn: true);
        var bytes = 0L;
        var wire = await page.Context.NewCDPSessionAsync(page);
        await wire.SendAsync("Network.enable");
        wire.Event("Network.loadingFinished").OnEvent += (_, told) =>
            Interlocked.Add(ref bytes, (long)told!.Value.GetProperty("encodedDataLength").GetDouble());
        await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Load });
        await page.WaitForTimeoutAsync(500);
        return Interlocked.Read(ref bytes);
    }

    private static async Task<string[]> Violations(IPage page)
    {
        await page.EvaluateAsync($"() => {{ if (!window.axe) {{ {Chromium.Axe} }} }}");
        return await page.EvaluateAsync<string[]>(
            """
            async () => {
              const found = await axe.run(document, { resultTypes: ['violations'] });
              const places = v => v.nodes.slice(0, 5).map(n => n.target.join(' ')).join(' | ');
              return found.violations.map(v => `${v.id} (${v.impact}): ${v.help}: ${places(v)}`);
            }
            """
        );
    }
}
