using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Records.Facts;

namespace Rapport.Records.Loyalty;

/// <summary>A customer's balance, what they ever earned, and the tier they reached with it.</summary>
internal sealed class PointSummary : SummaryPart
{
    /// <summary>More than this at once is no addition: their sum might not fit.</summary>
    private const int ManyPoints = 500_000;

    public override string Name => "points";

    public override IReadOnlyList<FactKind> Kinds { get; } = [FactKind.Of<LoyaltyTransaction>()];

    public override IReadOnlyList<SummaryColumn> Columns { get; } =
    [
        new("points", Capped("coalesce(f.points, 0)"), Capped("(cast(customer_summary.points as bigint) + excluded.points)")),
        new(
            "lifetime_points",
            Capped("coalesce(f.lifetime, 0)"),
            Capped("(cast(customer_summary.lifetime_points as bigint) + excluded.lifetime_points)")
        ),
        // An addition brings no tier of its own: an empty one asks for the tier to be looked up.
        new(
            "tier",
            "f.tier",
            """
            case when excluded.tier is null then customer_summary.tier else (select t.name from loyalty_tiers t
              where t.organization_id = customer_summary.organization_id
                and t.points <= cast(customer_summary.lifetime_points as bigint) + excluded.lifetime_points
              order by t.points desc limit 1) end
            """
        ),
    ];

    public override Sql Facts(Guid organization, Sql customers) =>
        $"""
            select l.customer_id, l.points, l.lifetime, (select t.name from loyalty_tiers t
              where t.organization_id = {organization} and t.points <= l.lifetime order by t.points desc limit 1) as tier
            from (select customer_id, sum(points) as points, sum(case when points > 0 then points else 0 end) as lifetime
                  from loyalty_transactions where organization_id = {organization} and {customers} group by customer_id) l
            """;

    public override bool IsAddition(CustomerFact fact) => fact is LoyaltyTransaction { Points: > -ManyPoints and < ManyPoints };

    public override bool Add(CustomerSummary sum, CustomerFact fact)
    {
        var points = ((LoyaltyTransaction)fact).Points;
        sum.Points += points;
        sum.LifetimePoints += Math.Max(0, points);
        sum.Tier = "";
        return true;
    }

    /// <summary>A column holds two billion points and no more.</summary>
    private static string Capped(string sum) =>
        $"case when {sum} > {int.MaxValue} then {int.MaxValue} when {sum} < {int.MinValue} then {int.MinValue} else {sum} end";
}
