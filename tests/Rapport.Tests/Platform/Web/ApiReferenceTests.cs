using System.Text.RegularExpressions;

namespace Rapport.Tests.Platform.Web;

/// <summary>The page to browse the API.</summary>
public sealed partial class ApiReferenceTests(SqliteServer server) : ServerTest(server), IClassFixture<SqliteServer>
{
    [Fact]
    [Trait("Spec", "PLT-15")]
    public async Task It_loads_nothing_from_elsewhere_and_its_policy_lets_only_its_own_script_run()
    {
        var page = (await Stranger.Get("/api-docs/")).Expect(200);
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();

        var nonce = Nonce().Match(policy).Groups[1].Value;
        Assert.NotEmpty(nonce);
        Assert.DoesNotContain("unsafe-inline", Directive(policy, "script-src"), StringComparison.Ordinal);
        Assert.All(
            Script().Matches(page.Text),
            script => Assert.Contains(nonce, System.Net.WebUtility.HtmlDecode(script.Value), StringComparison.Ordinal)
        );
        Nothing.In(Elsewhere().Matches(page.Text).Select(m => m.Value));
        Assert.NotEqual(
            nonce,
            Nonce().Match((await Stranger.Get("/api-docs/")).Headers.GetValues("Content-Security-Policy").Single()).Groups[1].Value
        );
    }

    [Fact]
    [Trait("Spec", "PLT-15")]
    public async Task Other_pages_keep_the_strict_policy()
    {
        var policy = (await Stranger.Get("/sign-in")).Headers.GetValues("Content-Security-Policy").Single();

        Assert.Equal("script-src 'self'", Directive(policy, "script-src"));
        Assert.Equal("style-src 'self'", Directive(policy, "style-src"));
    }

    private static string Directive(string policy, string name) =>
        policy.Split(';', StringSplitOptions.TrimEntries).Single(d => d.StartsWith(name, StringComparison.Ordinal));

    [GeneratedRegex("'nonce-([^']+)'")]
    private static partial Regex Nonce();

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex Script();

    [GeneratedRegex("(?:src|href)=[\"'](?:https?:)?//[^\"']*")]
    private static partial Regex Elsewhere();
}
