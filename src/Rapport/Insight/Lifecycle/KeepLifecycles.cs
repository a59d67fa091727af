using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Intake;
using Rapport.Trust.Identity;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Lifecycle;

/// <summary>Stages of a new organization, and the first stage of each new customer, in the transaction that makes them.</summary>
internal sealed class KeepLifecycles(RapportDb db, KeepStanding standing, ImportedStatuses imported, Access access, TimeProvider clock)
    : IFollowChanges
{
    public async Task Follow(IReadOnlyList<DomainEvent> events, Batch batch, CancellationToken ct)
    {
        if (events.OfType<OrganizationCreated>().Any())
            await FirstStages.Write(db, clock.Now(), ct);
        var trigger = access.IsKnown ? MoveStage.TriggerOf(access.Caller) : MoveTrigger.System;
        foreach (var same in events.OfType<CustomerCreated>().GroupBy(e => standing.BegunIn(e.CustomerId)))
            batch.Begin(db.TenantId, [.. same.Select(e => e.CustomerId)], same.Key, trigger);
        foreach (var import in events.OfType<CustomersImported>())
            await imported.Follow(import, batch, trigger, ct);
    }
}
