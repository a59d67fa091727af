using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Records.Customers;

namespace Rapport.Records.Service.Drivers;

/// <summary>
/// A vehicle that changes hands leaves the former owner's contacts behind: their assignments end that day, in the same transaction. Other
/// people who drive it go on,
/// but for whoever owns it now. A contact who is archived drives nothing from that day on.
/// </summary>
internal sealed class EndDrivers(RapportDb db, Func<Changes> running, OrganizationCalendar day) : IFollowChanges
{
    private sealed record Held(Guid Id, string Called, Guid Owner);

    public async Task Follow(IReadOnlyList<DomainEvent> events, Batch batch, CancellationToken ct)
    {
        foreach (var moved in events.OfType<VehicleChangedHands>())
            await End(
                new Held(moved.VehicleId, moved.Vehicle, moved.FromCustomerId),
                $"""
                (driver_id = {moved.ToCustomerId} or contact_id in (select k.id from contacts k
                  where k.organization_id = {db.TenantId} and k.customer_id <> {moved.ToCustomerId}))
                """,
                await day.Today(ct),
                ct
            );
        foreach (var gone in events.OfType<ContactArchived>())
        foreach (var held in await DrivenBy(gone.PartId, ct))
            await End(held, $"contact_id = {gone.PartId}", await day.Today(ct), ct);
    }

    private Task<List<Held>> DrivenBy(Guid contact, CancellationToken ct) =>
        db.Rows(
            $"""
            select v.id, coalesce(v.plate, v.vin, v.make || ' ' || v.model), v.customer_id from vehicles v
            where v.organization_id = {db.TenantId}
              and v.id in (select a.vehicle_id from driver_assignments a
                where a.organization_id = {db.TenantId} and a.contact_id = {contact})
            """,
            row => new Held(row.Id(0), row.Text(1), row.Id(2)),
            ct
        );

    private async Task End(Held held, Sql who, DateOnly today, CancellationToken ct)
    {
        Sql left = $"organization_id = {db.TenantId} and vehicle_id = {held.Id} and (ends_on is null or ends_on > {today}) and {who}";
        var names = (
            await db.Rows(
                DriverNames.Of($"a.organization_id = {db.TenantId} and a.vehicle_id = {held.Id}"),
                row => (row.Id(0), row.Text(1)),
                ct
            )
        ).ToDictionary();
        var ended = await db.Rows(
            $"""
            update driver_assignments set ends_on = {today}, version = version + 1 where {left} and starts_on <= {today}
            returning id, contact_id, driver_id
            """,
            row => (Id: row.Id(0), ContactId: row.IdOrNull(1), DriverId: row.IdOrNull(2)),
            ct
        );
        await db.Execute($"delete from driver_assignments where {left} and starts_on > {today}", ct);
        if (ended.Count == 0)
            return;
        var changes = running();
        await using var part = await changes.Begin(ct);
        foreach (var (id, contact, driver) in ended)
            changes.Raise(new VehicleHandedBack(held.Id, held.Called, held.Owner, contact, driver, names[id], today));
        await part.Save(ct);
    }
}
