using System.Globalization;
using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Web.Parts;

namespace Rapport.Records.Customers.Pages;

/// <summary>Says what an entry of a fact means: its own title, split where the bold part ends, with what else is worth a glance.</summary>
internal static class FactSentences
{
    public static TimelineSentence Of(CustomerTimeline.Entry entry)
    {
        var (what, after) = Split(entry.Title);
        return new TimelineSentence(IconOf(entry), what, after + More(entry), Detail(entry), ToneOf(entry)) { Url = UrlOf(entry) };
    }

    /// <summary>"Invoice INV-1 - £90.00" is bold up to the dash, "Ticket #4: No heat" up to the colon.</summary>
    private static (string What, string After) Split(string title)
    {
        var (dash, colon) = (title.IndexOf(" - ", StringComparison.Ordinal), title.IndexOf(": ", StringComparison.Ordinal));
        var end = (dash, colon) switch
        {
            (< 0, < 0) => title.Length,
            (< 0, _) => colon,
            (_, < 0) => dash,
            _ => Math.Min(dash, colon),
        };
        var what = Choices.Said(title[..end]);
        return (what == "Sms" ? "SMS" : what, title[end..].Replace('_', ' '));
    }

    private static string IconOf(CustomerTimeline.Entry entry) =>
        entry.Type switch
        {
            "order" => Truth(entry, "is_return") ? "undo-2" : "receipt",
            "invoice" => "receipt",
            "payment" => "credit-card",
            "ticket" => "life-buoy",
            "survey_response" => "smile",
            "note" => "sticky-note",
            "loyalty_transaction" => "gift",
            "campaign_message" => "megaphone",
            "vehicle" => "car",
            "appointment" => "calendar-check",
            "service_visit" => "wrench",
            "opportunity" => "trending-up",
            "session" => "eye",
            "interaction" => Word(entry, "interaction_type") switch
            {
                "call" => "phone",
                "email" => "mail",
                "meeting" or "demo" or "training" => "users",
                "sms" or "chat" or "social" => "message-square",
                "in_person" => "user-check",
                _ => "message-square",
            },
            _ when entry.Type.StartsWith("vehicle.", StringComparison.Ordinal) => "car",
            _ when entry.Type.StartsWith("milestone", StringComparison.Ordinal) => "star",
            _ when entry.Type.StartsWith("segment", StringComparison.Ordinal) => "layers",
            _ when entry.Type.StartsWith("lifecycle", StringComparison.Ordinal) => "workflow",
            _ when entry.Type.StartsWith("health", StringComparison.Ordinal) => "activity",
            _ => "activity",
        };

    private static Tone ToneOf(CustomerTimeline.Entry entry) =>
        (entry.Type, Word(entry, "status")) switch
        {
            ("payment", "succeeded") => Tone.Good,
            ("payment", "failed") => Tone.Bad,
            ("invoice", "overdue") => Tone.Bad,
            ("ticket", _) when Truth(entry, "is_complaint") => Tone.Bad,
            _ when entry.Type.StartsWith("milestone", StringComparison.Ordinal) => Tone.Accent,
            _ => Tone.None,
        };

    private static string More(CustomerTimeline.Entry entry) =>
        entry.Type switch
        {
            "order" when !Truth(entry, "is_return") => (Money(entry, "total") is { } total ? $", {total}" : "")
                + (Number(entry, "items") is > 0 and var items ? $", {items} {(items == 1 ? "item" : "items")}" : ""),
            "invoice" when Word(entry, "status") is { } status => $", {status}",
            "payment" when Word(entry, "method") is { } method => $" by {method}",
            "ticket" when Word(entry, "status") is { } status => $", {status.Replace('_', ' ')}",
            "interaction" => (Number(entry, "duration_minutes") is { } minutes ? $", {minutes} min" : "") + With(entry),
            "opportunity" when Money(entry, "amount") is { } amount => $", {amount}",
            _ => "",
        };

    private static string? Detail(CustomerTimeline.Entry entry)
    {
        var said = entry.Type switch
        {
            "interaction" => Word(entry, "description"),
            "note" => Word(entry, "content"),
            "survey_response" => Word(entry, "comment") is { } comment ? $"“{comment}”" : null,
            "service_visit" => Sentence(
                Word(entry, "number") is { } number ? $"job card {number}" : null,
                Word(entry, "technician"),
                Number(entry, "mileage") is { } miles ? $"{miles.ToString("N0", CultureInfo.CurrentCulture)} on the clock" : null,
                Money(entry, "total")
            ) + (Word(entry, "advised") is { } advised ? $" Advised: {advised}." : ""),
            "loyalty_transaction" => Word(entry, "reference"),
            "lifecycle.stage_changed" => Word(entry, "reason"),
            _ when entry.Type.StartsWith("milestone", StringComparison.Ordinal) => Word(entry, "note"),
            _ => null,
        };
        return string.IsNullOrWhiteSpace(said) || entry.Title.EndsWith(said, StringComparison.Ordinal) ? null : said.Trim();
    }

    /// <summary>Who else took part, by name.</summary>
    private static string With(CustomerTimeline.Entry entry)
    {
        const int Shown = 3;
        if (!entry.Details.TryGetProperty("attendees", out var list) || list.ValueKind != JsonValueKind.Array)
            return "";
        var names = list.EnumerateArray().Select(person => Text(person, "name") ?? Text(person, "email")).OfType<string>().ToList();
        var more = names.Count > Shown ? $" and {names.Count - Shown} more" : "";
        return names.Count == 0 ? "" : $", with {string.Join(", ", names.Take(Shown))}{more}";
    }

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Sentence(params string?[] parts) =>
        string.Join(", ", parts.OfType<string>()) is { Length: > 0 } said
            ? $"{char.ToUpper(said[0], CultureInfo.CurrentCulture)}{said[1..]}."
            : "";

    private static string? UrlOf(CustomerTimeline.Entry entry) =>
        TimelineKind.Named(entry.SourceType)?.Pages is { } pages ? $"{pages}/{entry.SourceId}" : null;

    private static string? Money(CustomerTimeline.Entry entry, string name) =>
        entry.Details.TryGetProperty(name, out var amount) && amount.ValueKind == JsonValueKind.Number
            ? MinorUnits.Shown(amount.GetDecimal(), Word(entry, "currency"))
            : null;

    private static string? Word(CustomerTimeline.Entry entry, string name) =>
        entry.Details.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(CustomerTimeline.Entry entry, string name) =>
        entry.Details.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number
            : null;

    private static bool Truth(CustomerTimeline.Entry entry, string name) =>
        entry.Details.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
