namespace Rapport.Insight.Scoring;

/// <summary>
/// The risk of losing a customer by plain rules: days since the last purchase against the own rhythm 0.6, engagement that declines 0.2,
/// trouble with support 0.2.
/// What is not known drops out and the rest share its weight; when nothing at all is known the risk is 0.
/// </summary>
public static class ScoreChurn
{
    public const double Medium = 40,
        High = 70;

    public static ChurnRisk Of(CustomerMeasures measures)
    {
        var known = Factors(measures).ToList();
        if (known.Count == 0)
            return new ChurnRisk(0, ChurnLevel.Low, [], [], true);
        var total = known.Sum(f => f.Weight);
        var factors = known
            .Select(f => new ChurnFactor(f.Name, Math.Round(f.Raw * f.Weight / total, 1), f.Says))
            .OrderByDescending(f => f.Points)
            .ToList();
        var score = Math.Round(known.Sum(f => f.Raw * f.Weight) / total, 1);
        var level = LevelOf(score);
        return new ChurnRisk(
            score,
            level,
            factors,
            level == ChurnLevel.High ? [.. factors.Where(f => f.Points > 0).Select(Strategy)] : [],
            false
        );
    }

    public static ChurnLevel LevelOf(double score) =>
        score >= High ? ChurnLevel.High
        : score >= Medium ? ChurnLevel.Medium
        : ChurnLevel.Low;

    private static IEnumerable<(string Name, double Weight, double Raw, string Says)> Factors(CustomerMeasures measures)
    {
        if (measures.KnowsPurchases)
            yield return Absence(measures);
        if (measures.KnowsEngagement)
            yield return Decline(measures);
        if (measures.KnowsSupport)
            yield return Trouble(measures);
    }

    /// <summary>Nothing within the own rhythm, all from three times it on.</summary>
    private static (string, double, double, string) Absence(CustomerMeasures measures)
    {
        const double Gone = 3;
        var days = measures.DaysSinceLastPurchase!.Value;
        return (
            "days_since_last_purchase",
            0.6,
            100 * Math.Clamp((days / measures.Rhythm - 1) / (Gone - 1), 0, 1),
            $"{ScoreHealth.Days(days)} since the last purchase, {ScoreHealth.Number(days / measures.Rhythm)} times the usual gap"
        );
    }

    /// <summary>How much less was heard in the last ninety days than in the ninety before.</summary>
    private static (string, double, double, string) Decline(CustomerMeasures measures)
    {
        var lost =
            measures.TouchesBefore > measures.Touches ? 100.0 * (measures.TouchesBefore - measures.Touches) / measures.TouchesBefore : 0;
        return ("engagement_decline", 0.2, lost, $"{measures.Touches} contacts in 90 days after {measures.TouchesBefore} in the 90 before");
    }

    /// <summary>
    /// 30 for each open ticket, 30 for each complaint and 15 for each talk that left them angry, up to two each; 40 when satisfaction is 2
    /// or
    /// less.
    /// </summary>
    private static (string, double, double, string) Trouble(CustomerMeasures measures)
    {
        var raw =
            30 * Math.Min(2, measures.OpenTickets)
            + 30 * Math.Min(2, measures.Complaints)
            + 15 * Math.Min(2, measures.Angry)
            + (measures.Satisfaction <= 2 ? 40 : 0);
        return ("support_issues", 0.2, Math.Min(100, raw), $"{ScoreHealth.Trouble(measures)}");
    }

    private static string Strategy(ChurnFactor factor) =>
        factor.Name switch
        {
            "days_since_last_purchase" => "Win back with a personal offer on what they used to buy, before the gap grows further.",
            "engagement_decline" => "Have the owner call within the week, and agree when to speak next.",
            _ => "Hand the open troubles to one person who sees them through, and make up for them.",
        };
}
