using System.Globalization;
using System.Text.RegularExpressions;

namespace Rapport.Platform.Criteria;

/// <summary>The moment for which criteria are answered, and the zone in which its days begin.</summary>
public sealed record CriteriaMoment(DateTimeOffset Now, TimeZoneInfo Zone)
{
    public DateOnly Today => DayOf(Now);

    public DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, Zone).DateTime);

    /// <summary>The first moment of a day, also where the clocks skip or repeat midnight.</summary>
    public DateTimeOffset StartOf(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (Zone.IsInvalidTime(local))
            local = local.AddMinutes(15);
        var offset = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max() : Zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}

/// <summary>
/// A point in time as criteria write it: a date or a time, or one that moves along, such as <c>now-90d</c>. What counts in days means the
/// whole day where the organization is; hours and <c>now</c> alone mean the moment.
/// </summary>
public sealed partial record TimePoint
{
    private const int MostYears = 100;

    private TimePoint() { }

    public DateOnly? Date { get; private init; }
    public DateTimeOffset? Time { get; private init; }

    /// <summary>How many of <see cref="Unit"/> after now; negative for before.</summary>
    public int Amount { get; private init; }

    /// <summary>h, d, w, M or y; nothing for now itself.</summary>
    public char? Unit { get; private init; }

    public bool Moves => Date is null && Time is null;

    public bool IsDay => Date is not null || (Moves && Unit is not (null or 'h'));

    public static readonly TimePoint Now = new();

    public static TimePoint After(int amount, char unit) => new() { Amount = amount, Unit = unit };

    public static TimePoint? Read(string text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date.Year is > 1 and < 9999 ? new() { Date = date } : null;
        if (Relative().Match(text) is { Success: true } moving)
            return moving.Groups["n"].Success
                ? Length(moving.Groups["s"].Value == "-", moving.Groups["n"].Value, moving.Groups["u"].Value)
                : Now;
        return
            text.Contains('T')
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && time.Year is > 1 and < 9999
            ? new() { Time = time.ToUniversalTime() }
            : null;
    }

    /// <summary>A length such as <c>90d</c> before now, or <c>+30d</c> after it.</summary>
    public static TimePoint? ReadLength(string text) =>
        Lengths().Match(text) is { Success: true } length
            ? Length(!length.Groups["s"].Success, length.Groups["n"].Value, length.Groups["u"].Value)
            : null;

    private static TimePoint? Length(bool isBefore, string number, string unit)
    {
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var amount) || amount > Most(unit[0]))
            return null;
        return After(isBefore ? -amount : amount, unit[0]);
    }

    private static int Most(char unit) =>
        MostYears
        * unit switch
        {
            'h' => 8766,
            'd' => 365,
            'w' => 52,
            'M' => 12,
            _ => 1,
        };

    /// <summary>The day it stands for.</summary>
    public DateOnly DayAt(CriteriaMoment moment)
    {
        if (Date is { } date)
            return date;
        if (Time is { } time)
            return moment.DayOf(time);
        return Unit switch
        {
            'd' => moment.Today.AddDays(Amount),
            'w' => moment.Today.AddDays(7 * Amount),
            'M' => moment.Today.AddMonths(Amount),
            'y' => moment.Today.AddYears(Amount),
            'h' => moment.DayOf(moment.Now.AddHours(Amount)),
            _ => moment.Today,
        };
    }

    public DateTimeOffset At(CriteriaMoment moment) =>
        IsDay ? moment.StartOf(DayAt(moment)) : Time ?? (Unit == 'h' ? moment.Now.AddHours(Amount) : moment.Now);

    public override string ToString() =>
        Date is { } date ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : Time is { } time ? time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture)
        : Unit is null ? "now"
        : $"now{(Amount < 0 ? "-" : "+")}{Math.Abs(Amount)}{Unit}";

    [GeneratedRegex("^now((?<s>[+-])(?<n>[0-9]{1,7})(?<u>[hdwMy]))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Relative();

    [GeneratedRegex(@"^(?<s>\+)?(?<n>[0-9]{1,7})(?<u>[hdwMy])$", RegexOptions.CultureInvariant)]
    private static partial Regex Lengths();
}

/// <summary>A boundary in time: what is before it and what is not. Behind a day or a moment when <paramref name="Behind"/>.</summary>
public sealed record Edge(TimePoint Point, bool Behind)
{
    public DateTimeOffset At(CriteriaMoment moment)
    {
        if (Point.IsDay)
            return moment.StartOf(Point.DayAt(moment).AddDays(Behind ? 1 : 0));
        // The databases keep microseconds: the next one is the first behind it.
        return Point.At(moment).AddTicks(Behind ? TimeSpan.TicksPerMicrosecond : 0);
    }

    public DateOnly DayAt(CriteriaMoment moment) => Point.DayAt(moment).AddDays(Behind ? 1 : 0);
}

/// <summary>A span of time, from a boundary (or ever) up to one (or for ever).</summary>
/// <param name="Text">As it was written when it is a single length, such as <c>90d</c>.</param>
public sealed record Window(Edge? From, Edge? To, string? Text = null)
{
    public static Window? Read(string text) =>
        TimePoint.ReadLength(text) is not { } point ? null
        : text[0] == '+' ? new Window(new Edge(TimePoint.Now, false), new Edge(point, true), text)
        : new Window(new Edge(point, false), new Edge(TimePoint.Now, true), text);
}
