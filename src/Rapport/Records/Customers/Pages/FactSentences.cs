using Rapport.Platform.Web.Parts;

namespace Rapport.Records.Customers.Pages;

/// <summary>
/// Says what an entry of a fact means: its own title, split where the bold part ends, with what its module finds worth a glance.
/// </summary>
public sealed class FactSentences(IEnumerable<TimelineWording> wordings)
{
    private static readonly TimelineWording Plain = new("", "activity");

    private readonly Dictionary<string, TimelineWording> byType = wordings.ToDictionary(w => w.Type, StringComparer.Ordinal);

    public TimelineSentence Of(CustomerTimeline.Entry entry)
    {
        var (what, after) = Split(entry.Title);
        var (wording, details) = (For(entry.Type), new TimelineDetails(entry.Details));
        var detail = wording.Detail?.Invoke(details);
        var isNew = !string.IsNullOrWhiteSpace(detail) && !entry.Title.EndsWith(detail, StringComparison.Ordinal);
        return new TimelineSentence(
            wording.IconOf?.Invoke(details) ?? wording.Icon,
            what,
            after + wording.More?.Invoke(details),
            isNew ? detail!.Trim() : null,
            wording.Tone?.Invoke(details) ?? Tone.None
        )
        {
            Url = TimelineKind.Named(entry.SourceType)?.Pages is { } pages ? $"{pages}/{entry.SourceId}" : null,
        };
    }

    private TimelineWording For(string type)
    {
        if (byType.TryGetValue(type, out var known))
            return known;
        var dot = type.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && byType.TryGetValue(type[..(dot + 1)], out var begun) ? begun : Plain;
    }

    /// <summary>"Invoice INV-1 - £90.00" is bold up to the dash, "Ticket #4: No heat" up to the colon.</summary>
    private static (string What, string After) Split(string title)
    {
        var (dash, colon) = (title.IndexOf(" - ", StringComparison.Ordinal), title.IndexOf(": ", StringComparison.Ordinal));
        var end = (dash, colon) switch
        {
            (< 0, < 0) => title.Length,
            (< 0, _) => colon,
            (_, < 0) => dash,
            _ => Math.Min(dash, colon),
        };
        var what = Choices.Said(title[..end]);
        return (what == "Sms" ? "SMS" : what, title[end..].Replace('_', ' '));
    }
}
