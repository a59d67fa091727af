using System.Text.RegularExpressions;

namespace Rapport.Tests.Records.Facts;

/// <summary>The formats as they were agreed on, word by word: what the product says of itself is held against them.</summary>
internal static partial class FactFormats
{
    /// <param name="Words">What it may hold, where that is a closed list.</param>
    /// <param name="Lines">The fields of its lines.</param>
    public sealed record Field(string Name, bool IsOptional, IReadOnlyList<string> Words, IReadOnlyList<Field> Lines);

    // An indented line continues the one before it.
    private const string Agreed = """
        product: sku, name, category?, price?, currency?, active?, fits? [make, model?, year_from?, year_to?]
        order: number, status (draft, pending, paid, shipped, delivered, completed, cancelled, returned), ordered_at, currency,
          lines? [sku?, description, quantity, unit_price, discount?, category?], total?, channel?, returns?
        opportunity: name, kind? (new, expansion, renewal), status (open, won, lost, paused), stage?, amount?, currency?,
          probability?, expected_close?, closed_at?, lost_reason?, owner?
        invoice: number, issued_at, due_at?, currency, total, status (draft, open, paid, overdue, void), order?
        payment: amount, currency, paid_at, status (pending, succeeded, failed, refunded, partially_refunded),
          method?, payment_method?, invoice?, refunded_amount?
        payment_method: method (card, bank, wallet, cash), brand?, last4?, expiry?, is_default?
        ticket: number?, subject, description?, status (open, pending, on_hold, resolved, closed), priority (low, normal, high, urgent),
          severity?, category?, is_complaint?, opened_at, first_response_at?, resolved_at?, channel?, assigned_to?,
          assignee_id?, vehicle?, service_visit?, invoice?
        survey_response: survey (csat, nps, ces), score, comment?, answered_at, ticket?, service_visit?
        loyalty_transaction: points, reason (earn, spend, expire, adjust, referral), occurred_at, expires_at?, reference?
        campaign: name, channel (email, sms, push, mail), sent_at?, audience?
        campaign_message: campaign, delivered_at?, opened_at?, clicked_at?, bounced_at?, unsubscribed_at?
        vehicle: vin?, plate?, make, model, year?, fuel?, mileage?, next_service_at?, next_service_mileage?, inspection_due_at?
        appointment: vehicle?, starts_at, ends_at?, reason?, status (requested, confirmed, done, no_show, cancelled), branch?
        service_visit: number?, vehicle?, status (scheduled, in_progress, completed, cancelled), opened_at, completed_at?, mileage?,
          technician?, summary?, lines? [description, kind (labour, part, fee), quantity, unit_price, declined?,
          part_number?, warranty_until?], total, currency, next_due_at?, next_due_mileage?, branch?
        session: started_at, duration_seconds?, device? (mobile, desktop, tablet), source?, views? [category?, product?, at?, seconds?]
        usage_metric: date, logins?, feature_adoption_score?, support_tickets?, training_completion_rate?, seats?
        interaction: interaction_type, direction, subject?, description?, occurred_at, duration_minutes?,
          outcome?, sentiment?, contact?, attendees?
        note: title?, content, visibility?, is_pinned?, written_at?
        """;

    public static IReadOnlyDictionary<string, IReadOnlyList<Field>> All { get; } =
        Agreed
            .Replace("\n  ", " ", StringComparison.Ordinal)
            .Split('\n')
            .Select(line => line.Split(": ", 2))
            .ToDictionary(line => line[0], line => Fields(line[1]));

    private static IReadOnlyList<Field> Fields(string text) =>
        [
            .. OneField()
                .Matches(text)
                .Select(m => new Field(
                    m.Groups["name"].Value,
                    m.Groups["optional"].Success,
                    m.Groups["words"].Success ? m.Groups["words"].Value.Split(", ") : [],
                    m.Groups["lines"].Success ? Fields(m.Groups["lines"].Value) : []
                )),
        ];

    [GeneratedRegex(@"(?<name>\w+)(?<optional>\?)?( \((?<words>[^)]*)\))?( \[(?<lines>[^\]]*)\])?(, |$)")]
    private static partial Regex OneField();
}
