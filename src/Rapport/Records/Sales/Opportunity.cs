using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;

namespace Rapport.Records.Sales;

public enum OpportunityKind
{
    New,
    Expansion,
    Renewal,
}

public enum OpportunityStatus
{
    Open,
    Won,
    Lost,
    Paused,
}

/// <summary>A sale that may come.</summary>
[FactFormat("opportunity", "opportunities", Area.Sales, Events = ["milestone.renewal", "milestone.upsell"])]
[FactPage(
    "Sales",
    330,
    "Opportunity",
    "Opportunities",
    "trending-up",
    Titles = "name",
    Columns = "stage expected_close probability amount",
    HasOwnStatusForm = true
)]
public sealed class Opportunity : CustomerFact
{
    [RequiredField, Limit(300), PersonalData]
    public string Name { get; set; } = "";
    public OpportunityKind Kind { get; set; }

    [RequiredField(ByHand = "open")]
    public OpportunityStatus Status { get; set; }

    [Limit(60), NotPersonalData]
    public string? Stage { get; set; }

    [Money]
    public long? AmountMinor { get; set; }

    [NotPersonalData]
    public string? Currency { get; set; }

    /// <summary>In percent.</summary>
    [Limit(100)]
    public decimal? Probability { get; set; }

    [Label("Closes")]
    public DateOnly? ExpectedClose { get; set; }

    [Label("Closed")]
    public DateTimeOffset? ClosedAt { get; set; }

    [Limit(300), PersonalData]
    public string? LostReason { get; set; }

    [Named, Limit(200), PersonalData(DataSubject.User)]
    public string? Owner { get; set; }

    /// <summary>When winning it made the prospect a customer; it happens once, however often this is sent.</summary>
    [Derived(Stays = true)]
    public DateTimeOffset? FollowedAt { get; set; }

    protected override DateTimeOffset Happened => ClosedAt ?? CreatedAt;

    public override void Check(Errors errors)
    {
        if (AmountMinor is not null && Currency is null)
            errors.Add("currency", "An amount needs its currency.");
    }

    public override TimelineText? OnTimeline() =>
        new(
            "opportunity",
            $"Opportunity {Name} - {Words.Of(Status)}",
            new
            {
                name = Name,
                status = Status,
                stage = Stage,
                amount = AmountMinor is { } amount ? MinorUnits.Amount(amount, Currency!) : (decimal?)null,
                currency = Currency,
            }
        );
}
