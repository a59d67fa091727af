using System.Net;
using System.Text.RegularExpressions;

namespace Rapport.Tests.Insight.Customer360;

/// <summary>What tests of pages share: a page as a reader sees it, and forms sent as a browser without scripts sends them.</summary>
public abstract partial class PageTest(TestServer server) : Customer360Test(server)
{
    /// <summary>The text of a page, or of one element of it, without its markup.</summary>
    protected async Task<string> Read(string path, string? id = null, HttpClient? by = null) => TextOf(await Html(path, by), id);

    protected async Task<string> Html(string path, HttpClient? by = null)
    {
        var answer = await (by ?? Api).Get(path);
        Assert.True(answer.Status == 200, $"{answer} {string.Join('\n', Server.Node.Log.Errors)}");
        return answer.Text;
    }

    protected static string TextOf(string html, string? id = null)
    {
        var main = html[Math.Max(0, html.IndexOf("<main", StringComparison.Ordinal))..];
        if (id is not null)
        {
            var start = main.IndexOf($"id=\"{id}\"", StringComparison.Ordinal);
            if (start < 0)
                return "";
            var next = NextSlot().Match(main, start + 1);
            main = main[start..(next.Success ? next.Index : main.Length)];
        }
        return WebUtility.HtmlDecode(Spaces().Replace(Tags().Replace(main, " "), " "));
    }

    /// <summary>Opens a form's page and sends the form from it; to the page itself, or to the address the form names.</summary>
    protected async Task<Answer> Send(
        string path,
        string? handler,
        string? to,
        HttpClient? by = null,
        params (string Name, string Value)[] fields
    )
    {
        var page = (await (by ?? Api).Get(path)).Expect(200);
        var cookies = page.Headers.TryGetValues("Set-Cookie", out var set) ? string.Join("; ", set.Select(c => c.Split(';')[0])) : "";
        var sent = fields
            .Select(f => KeyValuePair.Create(f.Name, f.Value))
            .Append(new("__RequestVerificationToken", Token().Match(page.Text).Groups[1].Value));
        if (handler is not null)
            sent = sent.Append(new("_handler", handler));
        using var body = new FormUrlEncodedContent(sent);
        return await (by ?? Api).Post(to ?? path, body, ("Cookie", cookies));
    }

    protected static void SeesAll(string text, params string[] expected) =>
        Nothing.In(expected.Where(e => !text.Contains(e, StringComparison.Ordinal)).Select(e => $"“{e}” in {text}"));

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("<div id=\"s-")]
    private static partial Regex NextSlot();

    [GeneratedRegex("""name="__RequestVerificationToken" value="([^"]+)""")]
    private static partial Regex Token();
}
