using System.Globalization;
using System.Text.RegularExpressions;
using Rapport.Records.Customers;

namespace Rapport.Records.Customers.Intake.Rows;

/// <summary>Dates as other programs write them; a time behind the date is left out.</summary>
internal static partial class ReadDates
{
    private static readonly string[] Spelled =
    [
        "d MMM yyyy",
        "d MMMM yyyy",
        "MMM d, yyyy",
        "MMMM d, yyyy",
        "d-MMM-yyyy",
        "d. MMMM yyyy",
        "yyyyMMdd",
        "yyyy-M-d",
        "yyyy/M/d",
        "yyyy.M.d",
    ];

    [GeneratedRegex("^([0-9]{1,2})([./-])([0-9]{1,2})\\2([0-9]{4})$")]
    private static partial Regex Numeric();

    [GeneratedRegex("^-{0,2}[0-9]{1,2}[-./][0-9]{1,2}\\.?$")]
    private static partial Regex WithoutYear();

    /// <summary>A birthday of somebody who keeps the year to themselves: "--03-04", "12/24".</summary>
    public static bool LacksYear(string text) => WithoutYear().IsMatch(text.Trim());

    public static DateOnly? Read(string text, bool dayFirst)
    {
        var date = WithoutTime(text.Trim());
        if (DateOnly.TryParseExact(date, Spelled, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var spelled))
            return Sensible(spelled);
        if (Numeric().Match(date) is not { Success: true } parts)
            return null;
        var (first, second, year) = (Number(parts, 1), Number(parts, 3), Number(parts, 4));
        // A day over twelve tells the order by itself; dots are written where days come first.
        var isDayFirst = first > 12 || (second <= 12 && (dayFirst || parts.Groups[2].Value == "."));
        var (day, month) = isDayFirst ? (first, second) : (second, first);
        return month is >= 1 and <= 12 && year > 0 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? Sensible(new DateOnly(year, month, day))
            : null;
    }

    /// <summary>False when one of them can only be read with the month first; in doubt days come first, as in most of the world.</summary>
    public static bool DayFirst(IEnumerable<string> samples)
    {
        foreach (var sample in samples)
        {
            if (Numeric().Match(WithoutTime(sample)) is not { Success: true } parts)
                continue;
            if (Number(parts, 1) > 12)
                return true;
            if (Number(parts, 3) > 12)
                return false;
        }
        return true;
    }

    private static string WithoutTime(string text)
    {
        var end =
            text.IndexOf('T', StringComparison.Ordinal) is var t and 10 ? t
            : text.IndexOf(' ', StringComparison.Ordinal) is var space and >= 8
            && text.AsSpan(space).ContainsAny(":0123456789")
            && char.IsDigit(text[0])
            && text.AsSpan(space).Contains(':')
                ? space
            : -1;
        return end < 0 ? text : text[..end].Trim();
    }

    private static DateOnly? Sensible(DateOnly date) => date.Year is >= 1000 and <= 9998 ? date : null;

    private static int Number(Match parts, int group) => int.Parse(parts.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
}
