using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Rapport.Records.Interactions.Notes;

/// <summary>
/// Renders Markdown that anybody may have written: no HTML of theirs, no link that could run, no picture that would tell another server who
/// reads.
/// </summary>
public static class MarkdownText
{
    private const int BelowPageHeadings = 3;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .DisableHtml()
        .UseAutoLinks()
        .UseEmphasisExtras()
        .UsePipeTables()
        .UseTaskLists()
        .UseSoftlineBreakAsHardlineBreak()
        .Build();

    public static string Html(string text)
    {
        var document = Markdown.Parse(text, Pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>())
            heading.Level = Math.Min(6, heading.Level + BelowPageHeadings);
        foreach (var link in document.Descendants<LinkInline>().ToList())
            Tame(link, link.Url);
        foreach (var link in document.Descendants<AutolinkInline>().ToList())
            if (!link.IsEmail && !IsSafe(link.Url))
                link.ReplaceBy(new LiteralInline(link.Url));
        return document.ToHtml(Pipeline);
    }

    /// <summary>The same as plain words, for a line in a list.</summary>
    public static string Plain(string text) => Markdown.ToPlainText(text, Pipeline).Trim();

    private static void Tame(LinkInline link, string? url)
    {
        if (link.IsImage)
            link.IsImage = false;
        if (!IsSafe(url))
            link.Url = "";
        link.GetAttributes().AddProperty("rel", "noopener noreferrer nofollow");
    }

    private static bool IsSafe(string? url)
    {
        if (url is null)
            return false;
        if (url.StartsWith('/'))
            return url.Length == 1 || url[1] is not ('/' or '\\');
        return Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https" or "mailto" or "tel");
    }
}
