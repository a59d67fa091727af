using System.Globalization;

namespace Rapport.Models.Linkage.Tables;

/// <summary>Reads days as people and programs write them.</summary>
internal sealed class DateReading(bool dayFirst)
{
    private static readonly string[] WithWords =
    [
        "d MMM yyyy",
        "d MMMM yyyy",
        "d-MMM-yyyy",
        "d-MMM-yy",
        "d MMM yy",
        "MMM d yyyy",
        "MMMM d yyyy",
        "MMM d, yyyy",
        "MMMM d, yyyy",
        "d. MMMM yyyy",
        "d. MMM yyyy",
    ];

    /// <summary>Whether the day stands before the month, judged by the numbers above twelve.</summary>
    public static DateReading For(IEnumerable<string> values)
    {
        int dayFirst = 0,
            monthFirst = 0,
            dots = 0;
        Span<int> parts = stackalloc int[3];
        foreach (var value in values)
        {
            if (Parts(value, parts, out var separator) != 3 || parts[0] > 31)
                continue;
            dots += separator == '.' ? 1 : 0;
            dayFirst += parts[0] > 12 && parts[1] <= 12 ? 1 : 0;
            monthFirst += parts[1] > 12 && parts[0] <= 12 ? 1 : 0;
        }

        return new DateReading(dayFirst > monthFirst || (dayFirst == monthFirst && dots > 0));
    }

    /// <summary>
    /// The day as yyyymmdd, also an impossible one such as 19801345 that a typing error made; null when the value is no date at all.
    /// </summary>
    public string? Digits(string value)
    {
        Span<int> parts = stackalloc int[3];
        var text = value.Trim();
        if (text.Length == 8 && text.All(char.IsAsciiDigit))
            return text;
        if (Parts(text, parts, out _) == 3)
            return Ordered(parts);

        return DateOnly.TryParseExact(text, WithWords, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var date)
            ? Written(date.Year, date.Month, date.Day)
            : null;
    }

    /// <summary>Whether the value is a day of the calendar between 1800 and 2200.</summary>
    public bool IsDate(string value) => Digits(value) is { } digits && Day(digits) is not null;

    public static DateOnly? Day(string digits) =>
        DateOnly.TryParseExact(digits, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year is >= 1800 and < 2200
            ? day
            : null;

    private string? Ordered(ReadOnlySpan<int> parts)
    {
        if (parts[0] > 31)
            return Written(parts[0], parts[1], parts[2]);

        var year = parts[2] >= 100 ? parts[2] : parts[2] + (parts[2] > 30 ? 1900 : 2000);
        var swap = parts[1] > 12 || (!dayFirst && parts[0] <= 12);
        return swap ? Written(year, parts[0], parts[1]) : Written(year, parts[1], parts[0]);
    }

    private static string? Written(int year, int month, int day) =>
        year is >= 1000 and <= 9999 && month <= 99 && day <= 99 ? FormattableString.Invariant($"{year:D4}{month:D2}{day:D2}") : null;

    // A time of day after the date is left out.
    private static int Parts(string value, Span<int> parts, out char separator)
    {
        separator = '\0';
        var count = 0;
        var start = 0;
        for (var i = 0; i <= value.Length; i++)
        {
            if (i < value.Length && char.IsAsciiDigit(value[i]))
                continue;
            if (
                i == start
                || i - start > 4
                || !int.TryParse(value.AsSpan(start, i - start), NumberStyles.None, CultureInfo.InvariantCulture, out parts[count])
            )
                return 0;

            count++;
            start = i + 1;
            if (count == 3)
                return i == value.Length || value[i] is 'T' or ' ' ? 3 : 0;
            if (i == value.Length || value[i] is not ('-' or '/' or '.'))
                return 0;
            separator = value[i];
        }

        return count;
    }
}
