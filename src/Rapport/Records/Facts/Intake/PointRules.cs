using Rapport.Platform.Data;
using Rapport.Records.Loyalty;

namespace Rapport.Records.Facts.Intake;

/// <summary>Nobody spends points that are not there.</summary>
internal sealed class PointRules
{
    private readonly RapportDb db;
    private readonly Dictionary<Guid, long> points = [];
    private readonly Standing<(Guid Customer, int Points)> movements;
    private readonly HashSet<Guid> earners = [];

    public PointRules(RapportDb db)
    {
        this.db = db;
        movements = new(
            m => points[m.Customer] = points.GetValueOrDefault(m.Customer) + m.Points,
            m => points[m.Customer] = points.GetValueOrDefault(m.Customer) - m.Points
        );
    }

    /// <summary>Who has earned points since this was last asked.</summary>
    public IReadOnlyCollection<Guid> Earners()
    {
        var told = earners.ToList();
        earners.Clear();
        return told;
    }

    /// <summary>The balances of who is to spend, and of whom a movement is told again: earning alone asks for none.</summary>
    public async Task Load(IReadOnlyList<FactDraft> drafts, Dictionary<string, FactCustomer> owners, CancellationToken ct)
    {
        points.Clear();
        movements.Clear();
        foreach (var some in drafts.Select(d => d.ExternalId).OfType<string>().Distinct().Chunk(500))
        foreach (
            var (externalId, movement) in await db.Rows(
                $"select external_id, customer_id, points from loyalty_transactions where organization_id = {db.TenantId} and {Sql.In("external_id", some)}",
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
                $"select customer_id, sum(points) from loyalty_transactions where organization_id = {db.TenantId} and {Sql.In("customer_id", some)} group by customer_id",
                row => (row.Id(0), row.Long(1)),
                ct
            )
        )
            points[customer] = points.GetValueOrDefault(customer) + sum;
    }

    public bool Knows(string externalId) => movements.IsAside(externalId, out _);

    public void Lift(string externalId) => movements.Lift(externalId);

    public void Stay(string externalId) => movements.Stay(externalId);

    /// <summary>False when this takes points that the customer does not have.</summary>
    public bool Has(LoyaltyTransaction movement) =>
        movement.Points >= 0 || points.GetValueOrDefault(movement.CustomerId) + movement.Points >= 0;

    /// <summary>True when points that are spent already go away with what was earned.</summary>
    public bool Overdraws(string externalId, LoyaltyTransaction? now)
    {
        if (!movements.IsAside(externalId, out var former))
            return false;
        var others = points.GetValueOrDefault(former.Customer);
        var left = others + (now?.CustomerId == former.Customer ? now.Points : 0);
        return left < 0 && left < others + former.Points;
    }

    public void Count(string externalId, LoyaltyTransaction? movement)
    {
        if (movement is null)
        {
            movements.Drop(externalId);
            return;
        }
        movements.Count(externalId, (movement.CustomerId, movement.Points));
        if (movement.Points > 0)
            earners.Add(movement.CustomerId);
    }
}
