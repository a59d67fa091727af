using Rapport.Insight.Scoring;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Records.Customers.Merge;
using Rapport.Records.Facts;

namespace Rapport.Insight.Lifecycle;

/// <summary>Moves customers by what the log says of them: facts that came in, scores that changed, records that were merged.</summary>
internal sealed class FollowFacts(RapportDb db, EvaluateRules rules, KeepMilestones milestones) : IEventReader
{
    private static readonly BatchSize Together = new(OnPostgres: 2_000, OnSqlite: 500);

    private static readonly string[] Kinds =
    [
        "order",
        "invoice",
        "payment",
        "service_visit",
        "opportunity",
        "interaction",
        "usage_metric",
        "loyalty_transaction",
        "ticket",
    ];
    private static readonly RuleCondition[] OfPurchases =
    [
        RuleCondition.FirstPurchase,
        RuleCondition.PurchaseWhileChurned,
        RuleCondition.SecondPurchase,
    ];
    private static readonly RuleCondition[] OfDeals = [RuleCondition.DealWon];
    private static readonly RuleCondition[] OfScores = [RuleCondition.HealthBelow, RuleCondition.HealthAbove];

    public static string Name => "lifecycle";

    public static Sql Follows =>
        $"""
            (({SealedEvent.IsOneOf(typeof(FactsWritten))} and {Sql.In("e.subject_type", Kinds)})
              or {SealedEvent.IsOneOf(typeof(HealthChanged), typeof(ChurnBandChanged), typeof(CustomersMerged))})
            """;

    public async Task Read(IReadOnlyList<SealedEvent> events, CancellationToken ct)
    {
        foreach (var same in events.SelectMany(Affected).GroupBy(a => a.What))
        foreach (var some in same.Select(a => a.Customer).Distinct().Chunk(Together.On(db)))
            await Follow(some, same.Key, ct);
    }

    private async Task Follow(IReadOnlyList<Guid> customers, string what, CancellationToken ct)
    {
        if (what != "scores")
            await milestones.FromFacts(customers, ct);
        await rules.Run(
            customers,
            what switch
            {
                "purchases" => OfPurchases,
                "opportunity" => OfDeals,
                "scores" => OfScores,
                "merge" => [.. OfPurchases, .. OfDeals],
                _ => [],
            },
            ct
        );
        // A deal that is won with somebody who is a customer already moves nobody later either.
        if (what == "opportunity")
            await rules.MarkDeals(customers, ct);
    }

    private static IEnumerable<(Guid Customer, string What)> Affected(SealedEvent happened) =>
        happened.As<FactsWritten>() is { } written ? written.CustomerIds.Select(id => (id, KindOf(written.Type)))
        : happened.As<CustomersMerged>() is { } merged ? [(merged.SurvivorId, "merge")]
        : [(happened.Line.SubjectId, "scores")];

    private static string KindOf(string fact) =>
        fact switch
        {
            "order" or "invoice" or "payment" or "service_visit" => "purchases",
            "opportunity" => fact,
            _ => "milestones",
        };
}
