using Rapport.Platform.Data;
using Rapport.Records.Customers.Panels;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Scoring;

/// <summary>What both scores of a customer are worked out from.</summary>
internal sealed class ScoreReads(PartReading reading) : CustomerRead
{
    private readonly List<(StoredScores, CustomerMeasures Measures)> measures = [];
    private readonly ReadHealthHistory history = new(reading.Organization, reading.Customer);

    public CustomerMeasures Measures => measures.Single().Measures;

    public IReadOnlyList<HealthPoint> History => history.Answer();

    public override IEnumerable<Statement> Statements =>
        [ReadMeasures.Of(measures, reading.Organization, [reading.Customer], reading.Now), history.Statement];

    /// <summary>A score is everybody's; what it says of purchases or tickets is for those who may read these.</summary>
    public bool Shows(string factor) =>
        reading.Reaches(
            factor switch
            {
                "engagement" or "engagement_decline" => Permission.ReadInteractions,
                "support" or "support_issues" => Permission.ReadSupport,
                _ => Permission.ReadSales,
            }
        );
}

internal sealed class HealthPart(PartReading reading) : CustomerPart<HealthScore>
{
    private readonly ScoreReads scores = reading.Use<ScoreReads>();

    public override HealthScore Answer()
    {
        var health = ScoreHealth.Of(scores.Measures);
        return health with { Factors = [.. health.Factors.Where(f => scores.Shows(f.Name))], History = scores.History };
    }
}

internal sealed class ChurnRiskPart(PartReading reading) : CustomerPart<ChurnRisk>
{
    private readonly ScoreReads scores = reading.Use<ScoreReads>();

    public override ChurnRisk Answer()
    {
        var risk = ScoreChurn.Of(scores.Measures);
        return risk with { Factors = [.. risk.Factors.Where(f => scores.Shows(f.Name))] };
    }
}
