using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;

namespace Rapport.Records.Loyalty;

/// <summary>Nobody spends points that are not there.</summary>
internal sealed class PointRules : IntakeRules
{
    private readonly RapportDb db;
    private readonly LoyaltyTiers tiers;
    private readonly Dictionary<Guid, long> points = [];
    private readonly ProvisionalTotals<(Guid Customer, int Points)> movements;
    private readonly HashSet<Guid> earners = [];

    public PointRules(RapportDb db, LoyaltyTiers tiers)
    {
        (this.db, this.tiers) = (db, tiers);
        movements = new(
            m => points[m.Customer] = points.GetValueOrDefault(m.Customer) + m.Points,
            m => points[m.Customer] = points.GetValueOrDefault(m.Customer) - m.Points
        );
    }

    public override FactKind Kind { get; } = FactKind.Of<LoyaltyTransaction>();

    public override bool TakesFromOthers(Fact fact) => fact is LoyaltyTransaction { Points: < 0 };

    /// <summary>The balances of customers who spend, and of those whose movement is sent again: earning alone asks for none.</summary>
    public override async Task Prepare(
        IReadOnlyList<FactDraft> drafts,
        IReadOnlyDictionary<string, FactCustomer> owners,
        CancellationToken ct
    )
    {
        await tiers.Begin(ct);
        points.Clear();
        movements.Clear();
        foreach (var some in drafts.Select(d => d.ExternalId).OfType<string>().Distinct().Chunk(500))
        foreach (
            var (externalId, movement) in await db.Rows(
                $"""
                select external_id, customer_id, points from loyalty_transactions
                where organization_id = {db.TenantId} and {Sql.In("external_id", some)}
                """,
                row => (row.Text(0), (Customer: row.Id(1), Points: row.Int(2))),
                ct
            )
        )
        {
            movements.SetAside(externalId, movement);
            points[movement.Customer] = points.GetValueOrDefault(movement.Customer) - movement.Points;
        }
        var spenders = drafts
            .Where(d => d.Fact is LoyaltyTransaction { Points: < 0 } && d.Customer is not null)
            .Select(d => owners.GetValueOrDefault(FactCustomers.Key(d.Customer!))?.Id)
            .OfType<Guid>();
        foreach (var some in spenders.Concat(points.Keys).Distinct().ToList().Chunk(500))
        foreach (
            var (customer, sum) in await db.Rows(
                $"""
                select customer_id, sum(points) from loyalty_transactions
                where organization_id = {db.TenantId} and {Sql.In("customer_id", some)} group by customer_id
                """,
                row => (row.Id(0), row.Long(1)),
                ct
            )
        )
            points[customer] = points.GetValueOrDefault(customer) + sum;
    }

    public override bool Knows(string externalId) => movements.IsAside(externalId, out _);

    public override void Lift(string externalId) => movements.Lift(externalId);

    public override void Restore(string externalId) => movements.Restore(externalId);

    /// <summary>Points that are spent already cannot go away with the movement that earned them.</summary>
    public override Refusal? Blocks(string externalId, Fact? fact)
    {
        if (!movements.IsAside(externalId, out var former))
            return null;
        var now = fact as LoyaltyTransaction;
        var others = points.GetValueOrDefault(former.Customer);
        var left = others + (now?.CustomerId == former.Customer ? now.Points : 0);
        return left < 0 && left < others + former.Points
            ? new Refusal("points_spent", "Points of it are spent already. Take them off with a movement of their own.")
            : null;
    }

    public override (string Key, Refusal Refusal)? WaitsFor(Fact fact) =>
        fact is LoyaltyTransaction { Points: < 0 } spent && points.GetValueOrDefault(spent.CustomerId) + spent.Points < 0
            ? (KeyOf(spent.CustomerId), new Refusal("not_enough_points", "There are fewer points than this takes."))
            : null;

    public override void Count(string externalId, Fact? fact)
    {
        if (fact is not LoyaltyTransaction movement)
        {
            movements.Drop(externalId);
            return;
        }
        movements.Count(externalId, (movement.CustomerId, movement.Points));
        if (movement.Points > 0)
            earners.Add(movement.CustomerId);
    }

    public override IReadOnlyCollection<string> TakeArrived()
    {
        var arrived = earners.Select(KeyOf).ToList();
        earners.Clear();
        return arrived;
    }

    private static string KeyOf(Guid customer) => $"points:{customer}";
}
