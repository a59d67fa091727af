using System.Text.Json.Serialization;
using Rapport.Insight.Customer360.Parts;
using Rapport.Insight.Scoring;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Contacts;

namespace Rapport.Insight.Customer360;

/// <summary>
/// All that is known of one customer. A part without data is null; one that the caller may not see is null too and named in <see
/// cref="Withheld"/>.
/// </summary>
public sealed record Customer360View
{
    public required CoreProfile CoreProfile { get; init; }
    public IReadOnlyList<ContactView>? Contacts { get; init; }
    public AccountView? Account { get; init; }
    public Lifecycle? Lifecycle { get; init; }
    public PurchaseMetrics? Metrics { get; init; }
    public FinancialSummary? FinancialSummary { get; init; }

    /// <summary>All purchases by month, for the chart of the page.</summary>
    [JsonIgnore]
    public IReadOnlyList<MonthOfOrders> Spend { get; init; } = [];
    public OrderHistory? Orders { get; init; }
    public PaymentHistory? Payments { get; init; }
    public LoyaltyStanding? Loyalty { get; init; }
    public MarketingEngagement? Marketing { get; init; }
    public SupportHistory? Support { get; init; }
    public InteractionSummary? Interactions { get; init; }
    public OpportunityPipeline? Opportunities { get; init; }
    public ServiceHistory? FieldService { get; init; }
    public CustomerTimeline.Answer? Timeline { get; init; }
    public IReadOnlyList<NoteShown>? Notes { get; init; }
    public IReadOnlyList<string>? Tags { get; init; }
    public BehaviourProfile? Behaviour { get; init; }
    public IReadOnlyList<SegmentMembership>? Segments { get; init; }
    public HealthScore? Health { get; init; }
    public ChurnRisk? ChurnRisk { get; init; }

    /// <summary>Names of the parts that the caller's role may not see.</summary>
    public IReadOnlyList<string> Withheld { get; init; } = [];
}
