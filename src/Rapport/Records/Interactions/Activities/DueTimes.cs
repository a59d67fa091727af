using System.Globalization;
using System.Text.RegularExpressions;

namespace Rapport.Records.Interactions.Activities;

/// <summary>The time of day in folded words: "9am", "9:30", "at 14", "um 14 Uhr", "14h30", "noon", "in the afternoon".</summary>
internal static partial class DueTimes
{
    private static readonly (string Word, TimeOnly Time)[] PartsOfDay =
    [
        ("noon", new(12, 0)),
        ("midday", new(12, 0)),
        ("lunchtime", new(12, 0)),
        ("mittag", new(12, 0)),
        ("mittags", new(12, 0)),
        ("midi", new(12, 0)),
        ("mediodia", new(12, 0)),
        ("afternoon", new(14, 0)),
        ("nachmittag", new(14, 0)),
        ("nachmittags", new(14, 0)),
        ("apres-midi", new(14, 0)),
        ("tarde", new(14, 0)),
        ("evening", new(18, 0)),
        ("abend", new(18, 0)),
        ("abends", new(18, 0)),
        ("soir", new(18, 0)),
        ("morning", new(9, 0)),
        ("vormittag", new(9, 0)),
        ("matin", new(9, 0)),
    ];

    public static TimeOnly? Read(string text)
    {
        foreach (var pattern in new[] { HalfDay(), Clock(), Hours(), Spoken() })
        {
            foreach (Match match in pattern.Matches(text))
            {
                var minute = match.Groups["m"].Success ? int.Parse(match.Groups["m"].Value, CultureInfo.InvariantCulture) : 0;
                if (Of(int.Parse(match.Groups["h"].Value, CultureInfo.InvariantCulture), minute, match.Groups["half"].Value) is { } time)
                    return time;
            }
        }
        foreach (var (word, time) in PartsOfDay)
            if (text.Contains($" {word} ", StringComparison.Ordinal))
                return time;
        return null;
    }

    private static TimeOnly? Of(int hour, int minute, string half)
    {
        if (half.Length > 0 && hour is (< 1 or > 12))
            return null;
        if (half.StartsWith('p') && hour < 12)
            hour += 12;
        if (half.StartsWith('a') && hour == 12)
            hour = 0;
        return hour < 24 && minute < 60 ? new TimeOnly(hour, minute) : null;
    }

    [GeneratedRegex(@"(?<= )(?<h>\d{1,2})(?:[:.](?<m>\d\d))? ?(?<half>am|pm|a\.m|p\.m)(?=[ .])")]
    private static partial Regex HalfDay();

    [GeneratedRegex(@"(?<= )(?<h>\d{1,2}):(?<m>\d\d)(?=[ .])")]
    private static partial Regex Clock();

    [GeneratedRegex(@"(?<= )(?<h>\d{1,2})(?:(?: ?h ?(?<m>\d\d)?)|(?:[:.](?<m>\d\d))? ?uhr)(?=[ .])")]
    private static partial Regex Hours();

    [GeneratedRegex(
        @" (?:at|um|gegen|a|a las|vers) (?<h>\d{1,2})(?:[:.](?<m>\d\d))?(?=[ .])"
            + @"(?! \p{L}*(?:st|nd|rd|th|days?|weeks?|tage?n?|jours?|dias?))"
    )]
    private static partial Regex Spoken();
}
