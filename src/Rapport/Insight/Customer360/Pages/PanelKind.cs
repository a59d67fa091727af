using Rapport.Insight.Customer360.Pages.Panels;
using Rapport.Records.Customers;

namespace Rapport.Insight.Customer360.Pages;

/// <summary>A panel of a customer's page: what it shows, of which part, and which changes make it stale.</summary>
/// <param name="Part">The part of the answer it shows, as <see cref="Customer360View.Withheld"/> names it.</param>
/// <param name="Title">What is hidden, in "Payments are hidden from your role".</param>
/// <param name="Live">Names of what changes it, without the customer's ID.</param>
/// <param name="Order">Where it stands on a phone, 1 to 5.</param>
/// <param name="Has">Whether there is anything to show.</param>
internal sealed record PanelKind(string Name, string? Part, string Title, string[] Live, int Order, Func<PanelState, bool> Has)
{
    public const string Head = "head",
        Timeline = "timeline";

    /// <summary>Set for the whole organization, so no customer stands behind them.</summary>
    private const string Promises = "service_levels",
        Tiers = "loyalty_tiers";

    private static readonly PanelKind[] Kinds =
    [
        Of(Head, null, "The profile", ["customer", "segments"], 1, s => s.Sheet is not null),
        Of("figures", null, "The figures", ["facts", "customer"], 1, s => s.View is not null),
        Of(
            "next",
            null,
            "What may help",
            ["facts", "customer"],
            1,
            s => s.View is { } v && NextStepPanel.HasSomething(v.Health, v.ChurnRisk)
        ),
        Of(
            "vehicles",
            "field_service",
            "Vehicles and visits",
            ["vehicle", "service_visit", "appointment"],
            2,
            s => s.View?.FieldService is not null
        ),
        Of(
            "account",
            "account",
            "The account",
            ["customer", "usage_metric"],
            2,
            s => AccountPanel.HasSomething(s.View?.Account, s.View?.Behaviour?.Usage)
        ),
        Of("opportunities", "opportunities", "Opportunities", ["opportunity"], 2, s => s.View?.Opportunities is not null),
        Of("tickets", "support", "Tickets", ["ticket", "survey_response", Promises], 3, s => s.View?.Support is not null),
        Of(Timeline, null, "The timeline", ["facts", "customer", "activity"], 4, s => s.Timeline is not null),
        Of("orders", "orders", "Orders", ["order"], 5, s => s.View?.Orders is not null),
        Of(
            "invoices",
            "financial_summary",
            "Invoices",
            ["invoice", "payment"],
            5,
            s => s.View?.FinancialSummary is { RecentInvoices.Count: > 0 }
        ),
        Of("loyalty", "loyalty", "Loyalty points", ["loyalty_transaction", Tiers], 5, s => s.View?.Loyalty is not null),
        Of("spend", null, "What was spent", ["order", "invoice", "service_visit", "payment"], 5, s => s.View?.Spend.Count > 0),
        Of("payments", "payments", "Payments", ["payment", "payment_method", "invoice"], 5, s => s.View?.Payments is not null),
        Of("marketing", "marketing", "Marketing", ["campaign_message", "customer", "segments"], 5, s => s.View?.Marketing is not null),
        Of(
            "behaviour",
            "behaviour",
            "Behaviour",
            ["session", "order"],
            5,
            s => s.View?.Behaviour is { } b && (b.TotalSessions > 0 || b.TopPurchasedCategories.Count > 0 || b.PreferredTimes is not null)
        ),
        Of(
            "segments",
            "segments",
            "Segments",
            ["segments", "customer"],
            5,
            s =>
                s.Sheet?.Relations.Count > 0
                || s.View?.Segments?.Count > 0
                || s is { MayWrite: true, IsArchived: false, KnownSegments.Count: > 0 }
        ),
        Of("activities", null, "Next steps", ["activity"], 3, s => s.HasPlans),
        Of("notes", "notes", "Notes", ["note"], 5, s => s.View?.Notes is not null),
        Of("files", null, "Files", ["attachment"], 5, s => s.HasFiles || s is { MayWrite: true, IsArchived: false }),
        Of(
            "contacts",
            null,
            "Contacts",
            ["customer"],
            5,
            s => s.Sheet is { } sheet && (sheet.Contacts.Count > 0 || sheet.View.Type == CustomerType.Organization)
        ),
        Of("addresses", null, "Addresses", ["customer"], 5, s => s.Sheet?.Addresses.Count > 0),
        Of("details", null, "The details", ["customer"], 5, s => s.Sheet is not null),
    ];

    public static IReadOnlyDictionary<string, PanelKind> All { get; } = Kinds.ToDictionary(k => k.Name);

    /// <summary>Parts of the answer that these panels are drawn from.</summary>
    public static IReadOnlySet<string> PartsOf(IEnumerable<string> names) =>
        names
            .SelectMany(name =>
                name switch
                {
                    Head => ["segments", "field_service"],
                    "figures" => ["metrics", "field_service", "interactions", "health", "churn_risk"],
                    "next" => ["health", "churn_risk"],
                    "account" => ["behaviour", "metrics"],
                    "spend" => ["metrics", "orders"],
                    "marketing" => ["marketing", "segments"],
                    _ => All[name].Part is { } part ? new[] { part } : [],
                }
            )
            .ToHashSet();

    public string LiveNames(Guid customer) =>
        string.Join(' ', Live.Select(name => name is Promises or Tiers ? name : $"{name}:{customer}"));

    private static PanelKind Of(string name, string? part, string title, string[] live, int order, Func<PanelState, bool> has) =>
        new(name, part, title, live, order, has);
}
