using System.Globalization;
using Rapport.Platform.Data;
using Rapport.Platform.Web;
using Rapport.Platform.Web.Parts;
using Rapport.Records.Facts;

namespace Rapport.Records.Customers.Panels;

/// <summary>Numbers, days and words as panels of the customer's page write them.</summary>
internal static class PanelText
{
    /// <summary>A round sum without a currency is written without decimals.</summary>
    public static string Money(decimal amount, string? currency) =>
        currency is null && amount == decimal.Truncate(amount)
            ? amount.ToString("#,0;−#,0", CultureInfo.InvariantCulture)
            : MinorUnits.Shown(amount, currency);

    public static string Sums(IReadOnlyList<Money> sums) => string.Join(" and ", sums.Select(s => Money(s.Amount, s.Currency)));

    /// <summary>For an axis, where there is little room: "£1.4k".</summary>
    public static string Short(decimal amount, string? currency)
    {
        var (number, unit) = Math.Abs(amount) switch
        {
            >= 1_000_000_000 => (amount / 1_000_000_000, "bn"),
            >= 1_000_000 => (amount / 1_000_000, "m"),
            >= 1_000 => (amount / 1_000, "k"),
            _ => (amount, ""),
        };
        var sign = currency switch
        {
            "GBP" => "£",
            "EUR" => "€",
            "USD" => "$",
            "JPY" => "¥",
            _ => "",
        };
        return $"{sign}{number.ToString(Math.Abs(number) >= 10 || unit.Length == 0 ? "0" : "0.#", CultureInfo.CurrentCulture)}{unit}";
    }

    public static string Count(int number, string one, string many) =>
        $"{number.ToString("N0", CultureInfo.CurrentCulture)} {(number == 1 ? one : many)}";

    public static string Share(double share) => share.ToString("P0", CultureInfo.CurrentCulture);

    public static string Label<T>(T word)
        where T : struct, Enum => Label(Words.Of(word));

    /// <summary>"partially_refunded" is "Partially refunded".</summary>
    public static string Label(string word) => word.Length == 0 ? "" : char.ToUpperInvariant(word[0]) + word[1..].Replace('_', ' ');

    public static string Day(DateTimeOffset at, Frame frame) => Day(DateIn(at, frame), frame);

    /// <summary>Without the year where it is this one.</summary>
    public static string Day(DateOnly day, Frame frame) =>
        day.ToString(day.Year == Today(frame).Year ? "d MMM" : "d MMM yyyy", CultureInfo.CurrentCulture);

    public static string FullDay(DateTimeOffset at, Frame frame) => DateIn(at, frame).ToString("d MMM yyyy", CultureInfo.CurrentCulture);

    public static string LongDay(DateTimeOffset at, Frame frame) => DateIn(at, frame).ToString("d MMMM yyyy", CultureInfo.CurrentCulture);

    public static string Weekday(DateTimeOffset at, Frame frame) =>
        DateIn(at, frame)
            .ToString(DateIn(at, frame).Year == Today(frame).Year ? "ddd d MMM" : "ddd d MMM yyyy", CultureInfo.CurrentCulture);

    public static string Time(DateTimeOffset at, Frame frame) =>
        TimeZoneInfo.ConvertTime(at, frame.TimeZone).ToString("t", CultureInfo.CurrentCulture);

    public static DateOnly DateIn(DateTimeOffset at, Frame frame) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, frame.TimeZone).Date);

    public static DateOnly Today(Frame frame) => DateIn(frame.Now, frame);

    public static string Ago(DateTimeOffset at, Frame frame) =>
        (Today(frame).DayNumber - DateIn(at, frame).DayNumber) switch
        {
            < 0 and var ahead => ahead == -1 ? "Tomorrow" : $"in {-ahead} days",
            0 => "Today",
            1 => "Yesterday",
            < 60 and var days => $"{days} days ago",
            < 730 and var days => $"{days / 30} months ago",
            var days => $"{days / 365} years ago",
        };

    public static string Every(double days) =>
        days switch
        {
            < 1.5 => "one every day",
            < 45 => $"one every {days:0} days",
            < 700 => $"one every {(days / 30.4).ToString("0.#", CultureInfo.CurrentCulture)} months",
            _ => $"one every {(days / 365.25).ToString("0.#", CultureInfo.CurrentCulture)} years",
        };

    public static string Lasting(double hours) =>
        hours switch
        {
            < 1 => $"{Math.Max(1, hours * 60):0} min",
            < 48 => $"{hours:0.#} h",
            _ => $"{hours / 24:0.#} days",
        };

    public static Tone ToneOf(string status) =>
        status switch
        {
            "paid" or "succeeded" or "completed" or "delivered" or "done" or "won" or "resolved" or "closed" or "confirmed" => Tone.Good,
            "overdue" or "failed" or "no_show" => Tone.Bad,
            "refunded" or "partially_refunded" or "returned" or "open" or "on_hold" or "requested" => Tone.Warn,
            "pending" or "in_progress" or "scheduled" or "shipped" => Tone.Accent,
            _ => Tone.None,
        };
}
