using System.Globalization;
using Rapport.Platform.Web;
using Rapport.Platform.Web.Parts;

namespace Rapport.Records.Facts.Pages;

/// <summary>Fields and values of facts as people read them.</summary>
internal static class FactWords
{
    private static readonly Dictionary<string, string> Labels = new()
    {
        ["is_complaint"] = "Complaint",
        ["item_count"] = "Items",
        ["is_return"] = "Return",
        ["vin"] = "VIN",
        ["sku"] = "SKU",
        ["opened_at"] = "Opened",
        ["ordered_at"] = "Ordered",
        ["issued_at"] = "Issued",
        ["due_at"] = "Due",
        ["starts_at"] = "Starts",
        ["ends_at"] = "Ends",
        ["next_service_at"] = "Next service",
        ["inspection_due_at"] = "Inspection due",
        ["first_response_at"] = "First answer",
        ["resolved_at"] = "Solved",
        ["completed_at"] = "Completed",
        ["next_due_at"] = "Next due",
        ["next_due_mileage"] = "Next due at miles",
        ["next_service_mileage"] = "Next service at miles",
        ["mileage"] = "Miles",
        ["sent_at"] = "Sent",
        ["closed_at"] = "Closed",
        ["paid_at"] = "Paid on",
        ["expected_close"] = "Closes",
        ["unit_price"] = "Price",
        ["assigned_to"] = "Assigned to",
        ["answered_at"] = "Answered",
        ["occurred_at"] = "When",
        ["delivered_at"] = "Delivered",
        ["warranty_until"] = "Warranty until",
        ["year_from"] = "From year",
        ["year_to"] = "To year",
    };

    public static string Label(string field) => Labels.GetValueOrDefault(field) ?? Said(field);

    /// <summary>"in_progress" is "In progress"; what has a capital or a digit already is a name.</summary>
    public static string Said(string word) =>
        word.Length == 0 ? ""
        : word == "sms" ? "SMS"
        : word == "email" ? "E-mail"
        : (char.ToUpperInvariant(word[0]) + word[1..]).Replace('_', ' ');

    public static bool IsNumber(FactField field) => field.Kind is FieldKind.Money or FieldKind.Number or FieldKind.Whole;

    /// <summary>The value of a field; null when there is none.</summary>
    public static string? Text(FactField field, IReadOnlyDictionary<string, object?> fact, Frame frame, string? currency = null)
    {
        var code = currency ?? fact.GetValueOrDefault("currency") as string;
        return fact.GetValueOrDefault(field.Name) switch
        {
            null => null,
            decimal amount when field.Kind == FieldKind.Money || field.Name is "unit_price" or "discount" => MinorUnits.Shown(amount, code),
            decimal percent when field.Name is "probability" or "training_completion_rate" => $"{percent:0.##} %",
            decimal number => number.ToString("#,0.####", CultureInfo.CurrentCulture),
            long number => number.ToString(field.Name is "year" or "year_from" or "year_to" ? "0" : "N0", CultureInfo.CurrentCulture),
            bool truth => truth ? "Yes" : "No",
            DateTimeOffset at => Local(at, frame)
                .ToString(Local(at, frame).TimeOfDay == TimeSpan.Zero ? "d MMM yyyy" : "d MMM yyyy, HH:mm", CultureInfo.CurrentCulture),
            DateOnly day => day.ToString("d MMM yyyy", CultureInfo.CurrentCulture),
            IReadOnlyDictionary<string, object?> reference => reference.GetValueOrDefault("external_id") as string,
            IReadOnlyList<Attendee> people => string.Join(", ", people),
            string word when field.Kind == FieldKind.Word || field.Name is "channel" or "category" => Said(word),
            var other => other.ToString(),
        };
    }

    public static Tone ToneOf(string status) =>
        status switch
        {
            "paid" or "succeeded" or "completed" or "delivered" or "done" or "won" or "resolved" or "closed" or "confirmed" => Tone.Good,
            "overdue" or "failed" or "no_show" or "lost" => Tone.Bad,
            "refunded" or "partially_refunded" or "returned" or "open" or "on_hold" or "requested" => Tone.Warn,
            "pending" or "in_progress" or "scheduled" or "shipped" => Tone.Accent,
            _ => Tone.None,
        };

    private static DateTimeOffset Local(DateTimeOffset at, Frame frame) => TimeZoneInfo.ConvertTime(at, frame.TimeZone);
}
