using System.Globalization;
using Rapport.Platform.Web.Parts;

namespace Rapport.Insight.Segments.Pages;

/// <summary>What pages say of a segment.</summary>
internal static class SegmentText
{
    public static readonly IReadOnlyList<Choice> Schedules =
    [
        new("continuous", "As customers change"),
        new("hourly", "Every hour"),
        new("daily", "Every night at 02:30"),
        new("weekly", "Every week"),
        new("manual", "Only by hand"),
    ];

    public static string Of(SegmentView segment) => segment.Type == SegmentType.Static ? "By hand" : "By criteria";

    public static string Customers(SegmentView segment) => Customers(segment.MemberCount, segment.MemberCountIsEstimate);

    public static string Customers(long count, bool isEstimate = false) =>
        count == 1 ? "1 customer" : $"{Count(count, isEstimate)} customers";

    public static string Count(long count, bool isEstimate) =>
        (isEstimate ? "about " : "") + count.ToString("N0", CultureInfo.CurrentCulture) + (isEstimate ? "+" : "");

    /// <summary>Where a row of the builder is, by the path of its condition.</summary>
    public static string RowOf(string path) =>
        "#rule-"
        + System.Text.RegularExpressions.Regex.Replace(
            path,
            "[^A-Za-z0-9]+",
            "-",
            System.Text.RegularExpressions.RegexOptions.None,
            TimeSpan.FromSeconds(1)
        );
}
