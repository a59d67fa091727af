using System.Globalization;
using Rapport.Platform.Data;
using Rapport.Platform.Web;
using Rapport.Platform.Web.Parts;
using Rapport.Records.Customers.Pages;
using Rapport.Records.Interactions.Activities;

namespace Rapport.Records.Interactions.Pages;

/// <summary>
/// How the pages say and draw what interactions and activities hold, and read the times that people type in their own zone.
/// </summary>
internal static class Said
{
    private const string LocalFormat = "yyyy-MM-ddTHH:mm";

    public static string Icon(InteractionType type) =>
        type switch
        {
            InteractionType.Email => "mail",
            InteractionType.Call => "phone",
            InteractionType.Meeting or InteractionType.InPerson => "users",
            InteractionType.Chat or InteractionType.Sms or InteractionType.Social => "message-square",
            InteractionType.Demo => "eye",
            InteractionType.Training => "file-text",
            InteractionType.Note => "sticky-note",
            _ => "activity",
        };

    public static string Icon(ActivityType type) =>
        type switch
        {
            ActivityType.Email => "mail",
            ActivityType.Call => "phone",
            ActivityType.Meeting => "users",
            ActivityType.Demo => "eye",
            ActivityType.Training => "file-text",
            ActivityType.Note => "sticky-note",
            ActivityType.FollowUp => "calendar-clock",
            _ => "list-checks",
        };

    public static string Of<T>(T word)
        where T : struct, Enum =>
        Customers
            .Pages.Choices.Said(Words.Of(word))
            .Replace("Sms", "SMS", StringComparison.Ordinal)
            .Replace("Email", "E-mail", StringComparison.Ordinal);

    public static IReadOnlyList<Choice> Choices<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(value => new Choice(Words.Of(value), Of(value)))];

    public static Tone Tone(Sentiment sentiment) =>
        sentiment switch
        {
            Sentiment.Positive => Platform.Web.Parts.Tone.Good,
            Sentiment.Negative => Platform.Web.Parts.Tone.Bad,
            _ => Platform.Web.Parts.Tone.None,
        };

    public static Tone Tone(Outcome outcome) =>
        outcome switch
        {
            Outcome.Successful or Outcome.Completed => Platform.Web.Parts.Tone.Good,
            Outcome.Bounced => Platform.Web.Parts.Tone.Bad,
            Outcome.FollowUpNeeded => Platform.Web.Parts.Tone.Warn,
            _ => Platform.Web.Parts.Tone.None,
        };

    public static string Visibility(NoteVisibility visibility) =>
        visibility switch
        {
            NoteVisibility.Private => "Only me",
            NoteVisibility.Team => "My branch",
            _ => "Everybody",
        };

    public static string VisibilityIcon(NoteVisibility visibility) =>
        visibility switch
        {
            NoteVisibility.Private => "lock",
            NoteVisibility.Team => "users",
            _ => "eye",
        };

    /// <summary>As a field of local time shows it.</summary>
    public static string Local(DateTimeOffset? at, TimeZoneInfo zone) =>
        at is { } time ? TimeZoneInfo.ConvertTime(time, zone).ToString(LocalFormat, CultureInfo.InvariantCulture) : "";

    /// <summary>What was typed into one; null where nothing, or nothing readable, was.</summary>
    public static DateTimeOffset? Read(string typed, TimeZoneInfo zone) =>
        DateTime.TryParseExact(
            typed,
            [LocalFormat, "yyyy-MM-ddTHH:mm:ss"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var local
        ) && local.Year is > 1 and < 9999
            ? DueWords.At(DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local), zone)
            : null;

    /// <summary>"Today 14:30", "Tomorrow 09:00", "Mon 23 Nov 09:00".</summary>
    public static string Due(DateTimeOffset due, Frame frame)
    {
        var (local, today) = (TimeZoneInfo.ConvertTime(due, frame.TimeZone), TimeZoneInfo.ConvertTime(frame.Now, frame.TimeZone).Date);
        var day = (local.Date - today).Days switch
        {
            0 => "Today",
            1 => "Tomorrow",
            -1 => "Yesterday",
            _ => local.ToString(local.Year == today.Year ? "ddd d MMM" : "d MMM yyyy", CultureInfo.CurrentCulture),
        };
        return $"{day} {local.ToString("t", CultureInfo.CurrentCulture)}";
    }
}
