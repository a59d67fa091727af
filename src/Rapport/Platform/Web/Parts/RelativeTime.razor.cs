using System.Globalization;

namespace Rapport.Platform.Web.Parts;

public partial class RelativeTime
{
    /// <summary>"Just now", "12 min ago", "in 3 days"; beyond four weeks the date. Days are the reader's calendar days.</summary>
    internal static string Say(DateTimeOffset at, DateTimeOffset now)
    {
        var ago = now - at;
        var away = ago.Duration();
        var days = (now.Date - at.Date).Days;

        if (away < TimeSpan.FromMinutes(1))
            return "Just now";
        if (away < TimeSpan.FromHours(1))
            return Phrase((int)away.TotalMinutes, "min", ago);
        if (days == 0)
            return Phrase((int)away.TotalHours, "h", ago);
        if (days == 1)
            return "Yesterday";
        if (days == -1)
            return "Tomorrow";
        if (Math.Abs(days) < 28)
            return Phrase(Math.Abs(days), "days", ago);
        return at.ToString(at.Year == now.Year ? "d MMM" : "d MMM yyyy", CultureInfo.CurrentCulture);
    }

    private static string Phrase(int count, string unit, TimeSpan ago) =>
        ago > TimeSpan.Zero ? $"{count} {unit} ago" : $"in {count} {unit}";
}
