using System.Globalization;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers.Pages;

/// <summary>
/// What a page asks of a customer's timeline, as its address says it: a group of types, a span, a person, and how far down one has come.
/// </summary>
public sealed record TimelineAsk(
    Guid Customer,
    string? Type = null,
    string? Period = null,
    DateOnly? From = null,
    DateOnly? To = null,
    Guid? Actor = null,
    string? Cursor = null,
    int Entries = TimelineAsk.AtFirst
)
{
    public const int AtFirst = 50,
        Most = 1_000;
    public const string All = "all",
        Year = "year",
        Quarter = "quarter";

    private const int Recent = 90;

    public static TimelineAsk Read(Guid customer, IQueryCollection sent)
    {
        string? One(string name) =>
            sent.TryGetValue(name, out var values) && values.Count > 0 && values[0] is { Length: > 0 and < 2_000 } value ? value : null;
        DateOnly? Date(string name) =>
            DateOnly.TryParseExact(One(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && date.Year is > 1900 and < 2200
                ? date
                : null;
        return new TimelineAsk(
            customer,
            One("type") is { } type && TimelineFilter.Groups.ContainsKey(type) ? type : null,
            One("period") is All or Year or Quarter ? One("period") : null,
            Date("from"),
            Date("to"),
            Guid.TryParse(One("actor"), out var actor) ? actor : null,
            One("cursor"),
            int.TryParse(One("entries"), NumberStyles.None, CultureInfo.InvariantCulture, out var entries)
                ? Math.Clamp(entries, AtFirst, Most)
                : AtFirst
        );
    }

    public bool HasSpan => Period is not null || From is not null || To is not null;

    public TimelineFilter Filter(DateTimeOffset now, TimeZoneInfo zone) =>
        new(
            Type is null ? [] : [Type],
            From is { } from
                ? Midnight(from, zone)
                : Period switch
                {
                    Year => Midnight(Today(now, zone).AddDays(-365), zone),
                    Quarter => Recently(now, zone),
                    _ => null,
                },
            To is { } to ? Midnight(to.AddDays(1), zone) : null,
            Actor
        );

    /// <summary>Where a timeline begins that is asked for without a span.</summary>
    internal static DateTimeOffset Recently(DateTimeOffset now, TimeZoneInfo zone) => Midnight(Today(now, zone).AddDays(-Recent), zone);

    public string PageUrl => $"/customers/{Customer}{Query}";

    public string PanelUrl => $"/customers/{Customer}/panels/timeline{Query}";

    private string Query
    {
        get
        {
            (string Name, string? Value)[] fields =
            [
                ("type", Type),
                ("period", Period),
                ("from", From?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                ("to", To?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                ("actor", Actor?.ToString()),
                ("cursor", Cursor),
                ("entries", Entries == AtFirst ? null : Entries.ToString(CultureInfo.InvariantCulture)),
            ];
            var query = string.Join('&', fields.Where(f => f.Value is not null).Select(f => $"{f.Name}={Uri.EscapeDataString(f.Value!)}"));
            return query.Length == 0 ? "" : "?" + query;
        }
    }

    private static DateOnly Today(DateTimeOffset now, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).Date);

    private static DateTimeOffset Midnight(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        // Where clocks go forward at midnight there is no such time; an hour later there is.
        if (zone.IsInvalidTime(local))
            local = local.AddHours(1);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
