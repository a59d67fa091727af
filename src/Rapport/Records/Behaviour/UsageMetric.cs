using Rapport.Records.Facts;

namespace Rapport.Records.Behaviour;

/// <summary>How much an account used the product on one day.</summary>
[FactFormat("usage_metric", "usage-metrics", Area.Behaviour)]
public sealed class UsageMetric : CustomerFact
{
    [RequiredField(ByHand = RequiredFieldAttribute.Now)]
    public DateOnly Date { get; set; }

    [Limit(1e9)]
    public int? Logins { get; set; }

    [Limit(100)]
    public decimal? FeatureAdoptionScore { get; set; }

    [Limit(1e9)]
    public int? SupportTickets { get; set; }

    [Limit(100)]
    public decimal? TrainingCompletionRate { get; set; }

    [Limit(1e9)]
    public int? Seats { get; set; }

    protected override DateTimeOffset Happened => new(Date, TimeOnly.MinValue, TimeSpan.Zero);

    public override TimelineText? OnTimeline() => null;
}
