using Rapport.Platform.Web;

namespace Rapport.Records.Customers.Pages;

/// <param name="Ask">As asked, or widened to everything when nothing happened of late.</param>
public sealed record TimelineSheet(TimelineAsk Ask, CustomerTimeline.Answer Answer, IReadOnlyList<CustomerTimeline.Entry> Pinned, IReadOnlyList<(Guid Id, string Name)> Actors, TimelineSentences Sentences);

/// <summary>Reads what the timeline's panel shows.</summary>
public sealed class ReadTimeline(CustomerTimeline timeline, ReadSentences sentences)
{
    private const int MostPinned = 10;

    public async Task<TimelineSheet> Run(TimelineAsk ask, Frame frame, CancellationToken ct)
    {
        var answer = await timeline.Run(ask.Customer, ask.Filter(frame.Now, frame.TimeZone), ask.Cursor, ask.Entries, ct);
        if (answer.Data.Count == 0 && !ask.HasSpan && ask.Cursor is null)
        {
            ask = ask with { Period = TimelineAsk.All };
            answer = await timeline.Run(ask.Customer, ask.Filter(frame.Now, frame.TimeZone), null, ask.Entries, ct);
        }
        // What is pinned stays on top whenever it was written, and is not told twice.
        var pinned = ask.Cursor is null && ask.Type is null or "notes" ? await timeline.Pinned(ask.Customer, MostPinned, ct) : [];
        var stream = answer with { Data = [.. answer.Data.Where(e => !e.Pinned || pinned.All(p => p.Id != e.Id))] };
        return new TimelineSheet(ask, stream, pinned, await timeline.Actors(ask.Customer, ct), await sentences.Run(ct));
    }
}
