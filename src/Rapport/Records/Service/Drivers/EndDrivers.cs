using Rapport.Platform.Data;
using Rapport.Platform.Events;

namespace Rapport.Records.Service.Drivers;

/// <summary>
/// A vehicle that changes hands leaves the former owner's contacts behind: their assignments end that day, in the same transaction. Other people who drive it go on,
/// but for whoever owns it now.
/// </summary>
internal sealed class EndDrivers(RapportDb db, Func<Changes> running, OurDay day) : IFollowChanges
{
    public async Task Follow(IReadOnlyList<DomainEvent> events, Batch batch, CancellationToken ct)
    {
        foreach (var moved in events.OfType<VehicleChangedHands>()) await Run(moved, await day.Today(ct), ct);
    }

    private async Task Run(VehicleChangedHands moved, DateOnly today, CancellationToken ct)
    {
        var left = Sql.Of($"""
            organization_id = {db.TenantId} and vehicle_id = {moved.VehicleId} and (ends_on is null or ends_on > {today})
            and (driver_id = {moved.ToCustomerId} or contact_id in (select k.id from contacts k where k.organization_id = {db.TenantId} and k.customer_id <> {moved.ToCustomerId}))
            """);
        var names = (await db.Rows(DriverNames.Of($"a.organization_id = {db.TenantId} and a.vehicle_id = {moved.VehicleId}"), row => (row.Id(0), row.Text(1)), ct)).ToDictionary();
        var ended = await db.Rows($"update driver_assignments set ends_on = {today}, version = version + 1 where {left} and starts_on <= {today} returning id, contact_id, driver_id", row => (Id: row.Id(0), ContactId: row.IdOrNull(1), DriverId: row.IdOrNull(2)), ct);
        await db.Execute($"delete from driver_assignments where {left} and starts_on > {today}", ct);
        if (ended.Count == 0) return;
        var changes = running();
        await using var part = await changes.Begin(ct);
        foreach (var (id, contact, driver) in ended) changes.Raise(new VehicleHandedBack(moved.VehicleId, moved.Vehicle, moved.FromCustomerId, contact, driver, names[id], today));
        await part.Save(ct);
    }
}
