using Rapport.Platform.Web;

namespace Rapport.Records.Customers.Pages;

public sealed record TimelineSheet(
    TimelineAsk Ask,
    CustomerTimeline.Answer Answer,
    IReadOnlyList<CustomerTimeline.Entry> Pinned,
    IReadOnlyList<(Guid Id, string Name)> Actors,
    TimelineSentences Sentences
);

/// <summary>Reads what the timeline's panel shows.</summary>
public sealed class ReadTimeline(CustomerTimeline timeline, ReadSentences sentences)
{
    private const int MostPinned = 10,
        Fewest = 10;

    public async Task<TimelineSheet> Run(TimelineAsk ask, Frame frame, CancellationToken ct)
    {
        var answer = await Answer(ask, frame, ct);
        // What is pinned stays on top whenever it was written, and is not told twice.
        var pinned = ask.Cursor is null && ask.Type is null or "notes" ? await timeline.Pinned(ask.Customer, MostPinned, ct) : [];
        var stream = answer with
        {
            Data = [.. (await sentences.WithCampaigns(answer.Data, ct)).Where(e => !e.Pinned || pinned.All(p => p.Id != e.Id))],
        };
        return new TimelineSheet(ask, stream, pinned, await timeline.Actors(ask.Customer, ct), await sentences.Run(ct));
    }

    /// <summary>
    /// Without a span it begins with what happened of late, and goes on from there as far back as one scrolls; of whom little was heard,
    /// the last few entries are told whenever they were.
    /// </summary>
    private async Task<CustomerTimeline.Answer> Answer(TimelineAsk ask, Frame frame, CancellationToken ct)
    {
        var filter = ask.Filter(frame.Now, frame.TimeZone);
        var answer = await timeline.Run(ask.Customer, filter, ask.Cursor, ask.Entries, ct);
        if (ask.HasSpan || ask.Cursor is not null || ask.Entries > TimelineAsk.AtFirst)
            return answer;
        var since = TimelineAsk.Recently(frame.Now, frame.TimeZone);
        var shown = Math.Max(Fewest, answer.Data.Count(e => e.Pinned || e.OccurredAt >= since));
        return shown < answer.Data.Count ? await timeline.Run(ask.Customer, filter, null, shown, ct) : answer;
    }
}
