using System.Globalization;
using System.Text.Json.Serialization;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Interactions;

[EventName("interactions.exported")]
public sealed record InteractionsExported(Guid ExportId, string Filter) : DomainEvent
{
    [JsonIgnore]
    public override string SubjectType => "export";

    [JsonIgnore]
    public override Guid SubjectId => ExportId;
    public override IEnumerable<string> Touches => [];
}

/// <summary>
/// Streams the filtered log as CSV: UTF-8 with BOM, cells guarded against formulas. Who took what stands in the log of events before the
/// first row leaves.
/// </summary>
public sealed class ExportInteractions(FindInteractions find, Access access, Changes changes, TimeProvider clock)
{
    private static readonly string[] Columns =
    [
        "id",
        "occurred_at",
        "customer_id",
        "customer",
        "contact",
        "attendees",
        "type",
        "direction",
        "subject",
        "description",
        "duration_minutes",
        "outcome",
        "sentiment",
        "source",
        "backdated",
        "logged_by",
        "logged_at",
    ];

    public async Task Run(InteractionFilter filter, HttpResponse response, CancellationToken ct)
    {
        // Who may export some customers only must not take the words of the others along.
        if (access.Require(Permission.ExportCustomers) < access.Require(Permission.ReadInteractions))
            throw new Forbidden(Words.Of(Permission.ExportCustomers), Words.Of(access.Require(Permission.ExportCustomers)));
        await using (var change = await changes.Begin(ct))
        {
            // The log keeps that there was a search, not the words.
            changes.Raise(new InteractionsExported(Ids.Next(), (filter with { Search = filter.Search is null ? null : "•••" }).ToString()));
            await change.Save(ct);
        }
        await CsvAnswer.Send(
            response,
            $"interactions-{clock.Now():yyyy-MM-dd}.csv",
            Columns,
            (await find.Stream(filter, ct)).Select(Cells),
            ct
        );
    }

    private static string?[] Cells(InteractionView row) =>
        [
            row.Id.ToString(),
            StoredValue.TimeText(row.OccurredAt),
            row.CustomerId.ToString(),
            row.CustomerName,
            row.ContactName ?? row.Contact,
            row.Attendees.Count == 0 ? null : string.Join("; ", row.Attendees),
            Words.Of(row.InteractionType),
            Words.Of(row.Direction),
            row.Subject,
            row.Description,
            row.DurationMinutes?.ToString(CultureInfo.InvariantCulture),
            row.Outcome is { } outcome ? Words.Of(outcome) : null,
            row.Sentiment is { } sentiment ? Words.Of(sentiment) : null,
            Words.Of(row.Source),
            row.IsBackdated ? "yes" : "no",
            row.CreatedByName,
            StoredValue.TimeText(row.CreatedAt),
        ];
}
