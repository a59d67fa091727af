using Rapport.Platform.Data;
using Rapport.Records.Behaviour;
using Rapport.Records.Billing;
using Rapport.Records.Customers;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;
using Rapport.Records.Loyalty;
using Rapport.Records.Sales;
using Rapport.Records.Service;
using Rapport.Records.Support;

namespace Rapport.Records.Samples;

/// <summary>A customer of the sample garage, about whom facts are made up.</summary>
internal sealed record SampleDriver(
    string Number,
    bool IsFirm,
    string Name,
    string Branch,
    DateTimeOffset Since,
    string? Plate,
    Guid? OwnerId,
    bool IsProspect
);

/// <summary>
/// Gives the sample garage's customers a past: cars and visits, orders, invoices and payments, calls and notes, tickets, points, campaigns,
/// web visits; fleets have contracts and portal use.
/// The same each time, counted back from today.
/// </summary>
public sealed class SampleFacts(RapportDb db, Changes changes, TakeFacts take, SampleDrivers assignments, TimeProvider clock)
{
    private const int Together = 1_000,
        EveryThird = 3,
        EveryFourth = 4;
    private readonly List<FactDraft> drafts = [];
    private long written;

    public async Task<long> Load(CancellationToken ct)
    {
        var now = clock.Now();
        var drivers = await Drivers(ct);
        var (word, shop) = (new SampleTouches(now), new SampleOrders(now));
        await Add(word.Campaigns(), ct);
        await Add([.. SampleVisits.Products(), .. SampleOrders.Products()], ct);
        for (var i = 0; i < drivers.Count; i++)
        {
            var random = new Random(i * 7919 + 17);
            var visits = new SampleVisits(drivers[i], random, now);
            List<(Fact Fact, string? Customer)> facts = [.. visits.Facts()];
            facts.AddRange(word.Of(drivers[i], visits, random, isBusy: i % EveryThird == 0));
            if (!drivers[i].IsFirm && i % EveryFourth == 0)
                facts.AddRange(shop.Of(drivers[i], random));
            await Add(drivers[i].IsProspect ? facts.Where(f => !IsOfCustomer(f.Fact)) : facts, ct);
        }
        await Flush(ct);
        await KnowVehiclesForLong(now, ct);
        await assignments.Load(ct);
        return written;
    }

    /// <summary>What nobody has before the first purchase.</summary>
    private static bool IsOfCustomer(Fact fact) =>
        fact
            is Order
                or Invoice
                or Payment
                or PaymentMethod
                or ServiceVisit
                or SurveyResponse
                or LoyaltyTransaction
                or UsageMetric
                or Opportunity { Status: OpportunityStatus.Won }
                or Opportunity { Kind: OpportunityKind.Renewal };

    /// <summary>A car came with its customer: none is today's news.</summary>
    private async Task KnowVehiclesForLong(DateTimeOffset since, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        await db.Execute(
            $"""
            update vehicles as v set happened_at = (select c.created_at from customers c
              where c.organization_id = v.organization_id and c.id = v.customer_id)
            where v.organization_id = {db.TenantId} and v.created_at >= {since}
            """,
            ct
        );
        await db.Execute(
            $"""
            update timeline_entries as e set occurred_at = (select v.happened_at from vehicles v
              where v.organization_id = e.organization_id and v.id = e.id)
            where e.organization_id = {db.TenantId} and e.source_type = 'vehicle'
              and e.id in (select v.id from vehicles v where v.organization_id = {db.TenantId} and v.created_at >= {since})
            """,
            ct
        );
        await change.Save(ct);
    }

    private async Task Add(IEnumerable<(Fact Fact, string? Customer)> facts, CancellationToken ct)
    {
        foreach (var (fact, customer) in facts)
            drafts.Add(
                new FactDraft(0, null)
                {
                    Kind = FactKind.Of(fact),
                    Type = FactKind.Of(fact).Type,
                    ExternalId = fact.ExternalId,
                    Fact = fact,
                    Customer = customer is null ? null : new CustomerName(null, customer, null),
                }
            );
        if (drafts.Count >= Together)
            await Flush(ct);
    }

    private async Task Flush(CancellationToken ct)
    {
        var outcomes = await take.Run(drafts, new FactOptions(OnUnknownCustomer.Reject), ct);
        if (outcomes.FirstOrDefault(o => o.Result == FactResult.Rejected) is { } wrong)
            throw new InvalidOperationException(
                $"{wrong.Draft.Type} {wrong.Draft.ExternalId}: "
                    + $"{string.Join(", ", wrong.Draft.Errors.ByField.Select(e => $"{e.Key}: {e.Value[0]}"))}"
            );
        written += outcomes.Count;
        drafts.Clear();
    }

    private Task<List<SampleDriver>> Drivers(CancellationToken ct) =>
        db.Rows(
            $"""
            select e.value, c.type, c.display_name, b.name, c.created_at, c.owner_id, c.status,
              (select v.value from custom_field_values v
              join custom_fields f on f.organization_id = v.organization_id and f.id = v.field_id
              where v.organization_id = c.organization_id and v.customer_id = c.id and f.key = 'registration')
            from external_ids e
              join customers c on c.organization_id = e.organization_id and c.id = e.customer_id
              left join branches b on b.organization_id = c.organization_id and b.id = c.branch_id
            where e.organization_id = {db.TenantId} and e.system = {ExternalId.DefaultSystem} and c.archived_at is null
              and c.merged_into_id is null order by e.value
            """,
            row => new SampleDriver(
                row.Text(0),
                row.Text(1) == "organization",
                row.Text(2),
                row.TextOrNull(3) ?? "Leeds",
                row.Time(4),
                row.TextOrNull(7),
                row.IdOrNull(5),
                row.Text(6) == "prospect"
            ),
            ct
        );
}
