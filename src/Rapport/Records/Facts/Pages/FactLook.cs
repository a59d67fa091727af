namespace Rapport.Records.Facts.Pages;

/// <summary>How a kind of fact looks on its pages.</summary>
/// <param name="Titles">The fields a fact is called by; the first that is filled in counts.</param>
/// <param name="Columns">Fields that a list shows between name and status.</param>
public sealed record FactLook(string Group, int Order, string One, string Many, string Icon, string[] Titles, string[] Columns)
{
    private static readonly Dictionary<string, FactLook> Looks = new()
    {
        ["appointment"] = new("Service", 210, "Appointment", "Appointments", "calendar", ["reason"], ["starts_at", "branch"]),
        ["vehicle"] = new(
            "Service",
            220,
            "Vehicle",
            "Vehicles",
            "car",
            ["plate", "vin"],
            ["make", "model", "year", "mileage", "next_service_at", "inspection_due_at"]
        ),
        ["service_visit"] = new(
            "Service",
            230,
            "Visit",
            "Visits",
            "wrench",
            ["number"],
            ["opened_at", "technician", "branch", "mileage", "total"]
        ),
        ["ticket"] = new("Service", 240, "Ticket", "Tickets", "life-buoy", ["subject"], ["number", "opened_at", "priority", "assigned_to"]),
        ["order"] = new("Sales", 310, "Order", "Orders", "receipt", ["number"], ["ordered_at", "item_count", "total"]),
        ["invoice"] = new("Sales", 320, "Invoice", "Invoices", "file-text", ["number"], ["issued_at", "due_at", "total"]),
        ["opportunity"] = new(
            "Sales",
            330,
            "Opportunity",
            "Opportunities",
            "trending-up",
            ["name"],
            ["stage", "expected_close", "probability", "amount"]
        ),
        ["product"] = new("Sales", 340, "Product", "Products", "layers", ["name"], ["sku", "category", "price", "active"]),
        ["campaign"] = new("Grow", 410, "Campaign", "Campaigns", "megaphone", ["name"], ["channel", "sent_at", "audience"]),
    };

    /// <summary>True where it is called by a word of ours instead of a number or name of its own.</summary>
    public bool IsWord { get; init; }

    private static readonly FactLook Plain = new(
        "",
        0,
        "Record",
        "Records",
        "file-text",
        ["number", "name", "survey", "method", "reason"],
        ["status"]
    )
    {
        IsWord = true,
    };

    /// <summary>The kinds that have pages.</summary>
    public static IEnumerable<(FactKind Kind, FactLook Look)> All => Looks.Select(l => (FactKind.Named(l.Key)!, l.Value));

    public static FactLook Of(FactKind kind) =>
        Looks.GetValueOrDefault(kind.Type) ?? Plain with { One = FactWords.Label(kind.Type), Many = FactWords.Label(kind.Type) + "s" };

    public string TitleOf(IReadOnlyDictionary<string, object?> fact) =>
        Titles.Select(t => fact.GetValueOrDefault(t) as string).FirstOrDefault(t => !string.IsNullOrEmpty(t)) is { } title
            ? IsWord
                ? FactWords.Said(title)
                : title
            : $"{One} {fact["external_id"]}";
}
