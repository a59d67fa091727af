using System.Globalization;
using Rapport.Formats;
using Rapport.Platform.Data;
using Rapport.Records.Behaviour.Panels;
using Rapport.Records.Campaigns.Panels;
using Rapport.Records.Customers;
using Rapport.Records.Interactions.Panels;
using Rapport.Records.Support.Panels;
using static Rapport.Insight.Customer360.Export.CustomerSheet;

namespace Rapport.Insight.Customer360.Export;

/// <summary>How the customer and the organization met: marketing, support, interactions, behaviour, notes and the timeline.</summary>
internal sealed class PrintedContact(CustomerSheet sheet)
{
    private static readonly string[] weekdays = CultureInfo.InvariantCulture.DateTimeFormat.DayNames;

    public void Marketing(MarketingEngagement marketing)
    {
        sheet.Section(
            "Marketing",
            () =>
            {
                var agreed = marketing.OptIns;
                sheet.Fact(
                    "Agreed to",
                    $"e-mail {Said(agreed.Email)}, text {Said(agreed.Sms)}, push {Said(agreed.Push)}".ToLowerInvariant()
                );
                sheet.Fact("Opened", marketing.OpenRate?.ToString("P0", CultureInfo.InvariantCulture));
                sheet.Fact("Clicked", marketing.ClickRate?.ToString("P0", CultureInfo.InvariantCulture));
            }
        );
        sheet.Table(
            "Latest campaigns",
            [new("Date", 0.2), new("Campaign", 0.5), new("Opened", 0.15), new("Clicked", 0.15)],
            marketing.Campaigns.Select(c =>
                Row(sheet.Day(c.ReceivedAt), c.Campaign, c.OpenedAt is null ? "no" : "yes", c.ClickedAt is null ? "no" : "yes")
            )
        );
    }

    public void Support(SupportHistory support) =>
        sheet.Table(
            $"Tickets ({OfAll(support.Total, support.Data.Count)}, {support.OpenTickets} open)",
            [new("Number", 0.15), new("Opened", 0.15), new("Subject", 0.4), new("Status", 0.15), new("Priority", 0.15)],
            support.Data.Select(t => Row(t.Number, sheet.Day(t.OpenedAt), t.Subject, Said(t.Status), Said(t.Priority)))
        );

    public void Behaviour(BehaviourProfile behaviour) =>
        sheet.Section(
            "Behaviour",
            () =>
            {
                sheet.Fact("Visits to the site", behaviour.TotalSessions > 0 ? Number(behaviour.TotalSessions) : null);
                sheet.Fact(
                    "Devices",
                    string.Join(
                        ", ",
                        behaviour.Devices.Select(d => $"{Words.Of(d.Device)} {d.Share.ToString("P0", CultureInfo.InvariantCulture)}")
                    )
                );
                sheet.Fact("Looks at", string.Join(", ", behaviour.TopViewedCategories.Select(c => c.Category)));
                sheet.Fact("Buys", string.Join(", ", behaviour.TopPurchasedCategories.Select(c => c.Category)));
                sheet.Fact(
                    "Prefers",
                    behaviour.PreferredTimes is { } times ? $"{weekdays[times.Weekday % 7]}, {times.Hour:00}:00 ({times.TimeZone})" : null
                );
            }
        );

    public void Interactions(InteractionSummary interactions) =>
        sheet.Table(
            "Latest interactions",
            [new("When", 0.2), new("Kind", 0.2), new("Subject", 0.6)],
            interactions.Latest.Select(i => Row(sheet.Day(i.OccurredAt), Said(i.InteractionType), i.Subject))
        );

    public void Notes(IReadOnlyList<NoteShown> notes) =>
        sheet.Section(
            "Notes",
            () =>
            {
                foreach (var note in notes)
                    sheet.Fact(
                        $"{sheet.Day(note.WrittenAt)} {note.Author}",
                        note.Title is null ? note.Content : $"{note.Title}\n{note.Content}"
                    );
            }
        );

    public void Timeline(CustomerTimeline.Answer timeline) =>
        sheet.Table(
            "Timeline",
            [new("When", 0.2), new("What", 0.6), new("Who", 0.2)],
            timeline.Data.Select(e => Row(sheet.Day(e.OccurredAt), e.Title, e.Actor ?? ""))
        );
}
