using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;

namespace Rapport.Records.Facts.Pages;

/// <summary>A column of a list that its module draws.</summary>
/// <param name="IsMinor">A phone leaves it out.</param>
public sealed record FactCell(string Title, RenderFragment<IReadOnlyDictionary<string, object?>> Shown, bool IsMinor = false);

/// <summary>How a kind of fact looks on its pages, and where it is shown beside others.</summary>
public sealed partial record FactLook(FactKind Kind, string One, string Many, string Icon, string[] Titles, string[] Columns)
{
    private static readonly string[] PlainTitles = ["number", "name", "survey", "method", "reason"];

    /// <summary>The kinds that have pages.</summary>
    public static IEnumerable<FactLook> All => FactKind.All.Where(k => k.HasPage).Select(Of);

    public static FactLook Of(FactKind kind) =>
        kind.Page is { } page
            ? new(
                kind,
                page.One,
                page.Many,
                page.Icon,
                page.Titles.Split(' '),
                page.Columns.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            )
            : new(kind, FactWords.Said(kind.Type), FactWords.Said(kind.Type) + "s", "file-text", PlainTitles, ["status"]);

    public string TitleOf(IReadOnlyDictionary<string, object?> fact)
    {
        var title = Titles.Select(t => fact.GetValueOrDefault(t) as string).FirstOrDefault(t => !string.IsNullOrEmpty(t));
        return title is null ? $"{One} {fact["external_id"]}"
            : Kind.HasPage ? title
            : FactWords.Said(title);
    }

    public string HeadingOf(IReadOnlyDictionary<string, object?> fact)
    {
        var names = Kind.Page is { Heading.Length: > 0 } page ? Placeholder().Matches(page.Heading).Select(m => m.Groups[1].Value) : [];
        string? Value(string name) => name == "title" ? TitleOf(fact) : fact.GetValueOrDefault(name) as string;
        return names.Any() && names.All(name => Value(name) is not null)
            ? Placeholder().Replace(Kind.Page!.Heading, m => Value(m.Groups[1].Value)!)
            : TitleOf(fact);
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();
}
