using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Rapport.Records.Interactions.Activities;

/// <summary>
/// Reads from plain words when something is due: "call next week", "tomorrow 9am", "in 3 days", "on Friday", "15 March", and the same in
/// German, French and Spanish.
/// Days are those of the reader's time zone; a day without a time means nine in the morning.
/// </summary>
public static partial class DueWords
{
    private static readonly TimeOnly Morning = new(9, 0);

    private sealed record Moment(DateOnly Day, TimeOnly? Time);

    /// <summary>When it is due, in UTC; null where the text says nothing of it.</summary>
    public static DateTimeOffset? Read(string? text, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var local = TimeZoneInfo.ConvertTime(now, zone).DateTime;
        var folded = Fold(text);
        if (Hence(folded, local) is { } soon)
            return At(DateOnly.FromDateTime(soon), TimeOnly.FromDateTime(soon), zone);
        var time = DueTimes.Read(folded);
        if (Day(folded, DateOnly.FromDateTime(local)) is { } day)
            return At(day.Day, time ?? day.Time ?? Morning, zone);
        if (time is not { } clock)
            return null;
        // A time alone is the next time that the clock shows it.
        return At(DateOnly.FromDateTime(local).AddDays(clock <= TimeOnly.FromDateTime(local) ? 1 : 0), clock, zone);
    }

    /// <summary>What it is without a word: tomorrow at nine.</summary>
    public static DateTimeOffset Default(DateTimeOffset now, TimeZoneInfo zone) =>
        At(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime).AddDays(1), Morning, zone);

    /// <summary>A time that the clock skips in spring is taken as the hour after.</summary>
    internal static DateTimeOffset At(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(time);
        while (zone.IsInvalidTime(local))
            local = local.AddMinutes(30);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    /// <summary>
    /// Lower case without accents; of punctuation only what dates and times are written with stays, and not at the end of words.
    /// </summary>
    private static string Fold(string text)
    {
        var folded = new StringBuilder(" ");
        foreach (var letter in (text.Length > 2_000 ? text[..2_000] : text).Normalize(NormalizationForm.FormD))
        {
            if (char.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark)
                continue;
            folded.Append(char.IsLetterOrDigit(letter) || letter is ':' or '.' or '/' or '-' ? char.ToLowerInvariant(letter) : ' ');
        }
        return Spaces().Replace(EndsOfWords().Replace(folded.Append(' ').ToString(), " "), " ");
    }

    /// <summary>"in 20 minutes", "in 2 hours": from now on, to the minute.</summary>
    private static DateTime? Hence(string text, DateTime now)
    {
        if (ShortSpan().Match(text) is not { Success: true } span || DueVocabulary.Number(span.Groups["n"].Value) is not { } count)
            return null;
        var later = now + (span.Groups["unit"].Value[0] == 'm' ? TimeSpan.FromMinutes(count) : TimeSpan.FromHours(count));
        return new DateTime(later.Year, later.Month, later.Day, later.Hour, later.Minute, 0);
    }

    private static Moment? Day(string text, DateOnly today)
    {
        if (Numeric(text, today) is { } written)
            return new(written, null);
        if (Named(text, today) is { } date)
            return new(date, null);
        if (Span(text, today) is { } later)
            return new(later, null);
        foreach (var (phrase, days) in DueVocabulary.Days)
            if (text.Contains($" {phrase} ", StringComparison.Ordinal))
                return new(
                    today.AddDays(days),
                    phrase is "tonight" or "heute abend" or "ce soir" or "esta noche" ? new TimeOnly(18, 0) : null
                );
        if (Weekday(text, today) is { } day)
            return new(day, null);
        foreach (var (phrase, period) in DueVocabulary.Periods)
            if (text.Contains($" {phrase} ", StringComparison.Ordinal))
                return new(Begin(period, today), null);
        return null;
    }

    /// <summary>"in 3 days", "in two weeks", "en 2 semaines".</summary>
    private static DateOnly? Span(string text, DateOnly today)
    {
        if (
            LongSpan().Match(text) is not { Success: true } span
            || DueVocabulary.Number(span.Groups["n"].Value) is not { } count
            || count > 1_000
        )
            return null;
        return DueVocabulary.Units.GetValueOrDefault(span.Groups["unit"].Value) switch
        {
            'd' => today.AddDays(count),
            'w' => today.AddDays(7 * count),
            'm' => today.AddMonths(count),
            'y' => today.AddYears(count),
            _ => null,
        };
    }

    /// <summary>"on Friday" is the next Friday; "next Friday" is the one of next week.</summary>
    private static DateOnly? Weekday(string text, DateOnly today)
    {
        foreach (Match word in Word().Matches(text))
        {
            if (!DueVocabulary.Weekdays.TryGetValue(word.Value, out var day))
                continue;
            var before = text[..word.Index].TrimEnd().Split(' ')[^1];
            var ahead = ((int)day - (int)today.DayOfWeek + 7) % 7;
            if (!DueVocabulary.Next.Contains(before))
                return today.AddDays(ahead == 0 ? 7 : ahead);
            return Begin(Period.NextWeek, today).AddDays(((int)day + 6) % 7);
        }
        return null;
    }

    /// <summary>"15 March", "March 15th", "15. März 2027", "15 de marzo".</summary>
    private static DateOnly? Named(string text, DateOnly today)
    {
        foreach (Match match in DayAndMonth().Matches(text))
        {
            var (first, second, year) = (match.Groups["a"].Value, match.Groups["b"].Value, match.Groups["year"].Value);
            var (number, word) = char.IsDigit(first[0]) ? (first, second) : (second, first);
            if (
                DueVocabulary.Months.TryGetValue(word, out var month)
                && Date(int.Parse(DueVocabulary.Digits(number), CultureInfo.InvariantCulture), month, year, today) is { } date
            )
                return date;
        }
        return null;
    }

    /// <summary>"2026-12-01", "1.12.2026", "1.12.", "01/12/2026": the day stands before the month.</summary>
    private static DateOnly? Numeric(string text, DateOnly today)
    {
        if (
            Iso().Match(text) is { Success: true } iso
            && DateOnly.TryParseExact(iso.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
        )
            return date;
        if (Dotted().Match(text) is not { Success: true } match)
            return null;
        return Date(
            int.Parse(match.Groups["day"].Value, CultureInfo.InvariantCulture),
            int.Parse(match.Groups["month"].Value, CultureInfo.InvariantCulture),
            match.Groups["year"].Value,
            today
        );
    }

    /// <summary>Without a year it is the next time that the day comes.</summary>
    private static DateOnly? Date(int day, int month, string year, DateOnly today)
    {
        if (month is < 1 or > 12)
            return null;
        var named =
            year.Length == 0 ? today.Year
            : int.Parse(year, CultureInfo.InvariantCulture) is var y && y < 100 ? 2000 + y
            : y;
        for (var tried = named; tried <= named + (year.Length == 0 ? 4 : 0); tried++)
            if (day >= 1 && day <= DateTime.DaysInMonth(tried, month) && (year.Length > 0 || new DateOnly(tried, month, day) >= today))
                return new DateOnly(tried, month, day);
        return null;
    }

    internal enum Period
    {
        NextWeek,
        EndOfWeek,
        Weekend,
        NextMonth,
        EndOfMonth,
        NextYear,
    }

    private static DateOnly Begin(Period period, DateOnly today)
    {
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        var month = new DateOnly(today.Year, today.Month, 1);
        return period switch
        {
            Period.NextWeek => monday.AddDays(7),
            Period.EndOfWeek => monday.AddDays(today >= monday.AddDays(5) ? 11 : 4),
            Period.Weekend => monday.AddDays(today >= monday.AddDays(5) ? 12 : 5),
            Period.NextMonth => month.AddMonths(1),
            Period.EndOfMonth => month.AddMonths(1).AddDays(-1),
            _ => new DateOnly(today.Year + 1, 1, 1),
        };
    }

    [GeneratedRegex(@"(?<=[^\d])[.:/\-]+(?=\s)|(?<=\s)[.:/\-]+|[:/\-]+(?=\s)")]
    private static partial Regex EndsOfWords();

    [GeneratedRegex(" {2,}")]
    private static partial Regex Spaces();

    [GeneratedRegex(
        @" (?:in|en|dans|dentro de) (?:about |circa |etwa |environ )?(?<n>\d{1,3}|\p{L}+) "
            + "(?<unit>minutes?|mins?|minuten?|minutos?|hours?|hrs?|stunden?|heures?|horas?) "
    )]
    private static partial Regex ShortSpan();

    [GeneratedRegex(@" (?:in|en|dans|dentro de) (?:about |circa |etwa |environ )?(?<n>\d{1,3}|\p{L}+) (?<unit>\p{L}+) ")]
    private static partial Regex LongSpan();

    [GeneratedRegex(@"\p{L}+")]
    private static partial Regex Word();

    [GeneratedRegex(
        @"(?<= )(?:(?<a>\d{1,2}(?:st|nd|rd|th|er)?)\.? (?:of |de )?(?<b>\p{L}+)"
            + @"|(?<a>\p{L}+) (?<b>\d{1,2}(?:st|nd|rd|th)?))(?:\.? (?:de )?(?<year>20\d\d))?(?= |\.|:)"
    )]
    private static partial Regex DayAndMonth();

    [GeneratedRegex(@"\b20\d\d-\d\d-\d\d\b")]
    private static partial Regex Iso();

    [GeneratedRegex(
        @"(?<= )(?:(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>20\d\d|\d\d(?=[ .]))?"
            + @"|(?<day>\d{1,2})/(?<month>\d{1,2})(?:/(?<year>20\d\d|\d\d))?)(?=[ .])"
    )]
    private static partial Regex Dotted();
}
