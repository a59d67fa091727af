using Rapport.Platform.Data;
using Rapport.Records.Service.Drivers;

namespace Rapport.Records.Samples;

/// <summary>
/// Who drives the vans of the sample garage's firms: mostly people of the firm, here and there somebody who is a customer too; some changed
/// once.
/// </summary>
public sealed class SampleDrivers(RapportDb db, Changes changes, TimeProvider clock)
{
    private const int EveryFifth = 5,
        Together = 500;

    private sealed record Van(Guid Id, string Called, Guid Owner, Guid? Contact, string Name);

    public async Task<int> Load(CancellationToken ct)
    {
        var today = DateOnly.FromDateTime(clock.Now().UtcDateTime);
        var people = await db.Rows(
            $"""
            select id, display_name from customers where organization_id = {db.TenantId} and type = 'individual' and archived_at is null
              and merged_into_id is null order by id limit 200
            """,
            row => (Id: row.Id(0), Name: row.Text(1)),
            ct
        );
        var vans = await db.Rows(
            $"""
            select v.id, v.plate, v.customer_id, k.id, coalesce(trim(k.first_name || ' ' || k.last_name), '') from vehicles v
            join customers c on c.organization_id = v.organization_id and c.id = v.customer_id
            left join contacts k on k.organization_id = c.organization_id and k.customer_id = c.id and k.archived_at is null
            where v.organization_id = {db.TenantId} and c.type = 'organization'
              and not exists (select 1 from driver_assignments a where a.organization_id = v.organization_id and a.vehicle_id = v.id)
              order by v.external_id, k.id
            """,
            row => new Van(row.Id(0), row.TextOrNull(1) ?? "the van", row.Id(2), row.IdOrNull(3), row.Text(4)),
            ct
        );
        var written = 0;
        foreach (var some in vans.GroupBy(v => v.Id).Select((held, i) => (Held: held.ToList(), Number: i)).Chunk(Together))
        {
            await using var change = await changes.Begin(ct);
            foreach (var (held, number) in some)
                written += Give(held, number, people, today);
            await change.Save(ct);
        }
        return written;
    }

    private int Give(List<Van> held, int number, List<(Guid Id, string Name)> people, DateOnly today)
    {
        var random = new Random(number * 104_729 + 3);
        var since = today.AddDays(-random.Next(20, 700));
        if (people.Count > 0 && (number % EveryFifth == 0 || held[0].Contact is null))
        {
            var (id, name) = people[number % people.Count];
            return Add(held[0], null, id, name, since, null);
        }
        if (held[0].Contact is null)
            return 0;
        var now = held[number % held.Count];
        var before = held[(number + 1) % held.Count];
        var changed = held.Count > 1 && random.Next(2) == 0;
        return (changed ? Add(before, before.Contact, null, before.Name, since.AddDays(-random.Next(60, 400)), since) : 0)
            + Add(now, now.Contact, null, now.Name, since, null);
    }

    private int Add(Van van, Guid? contact, Guid? driver, string name, DateOnly from, DateOnly? to)
    {
        db.Add(
            new DriverAssignment
            {
                VehicleId = van.Id,
                ContactId = contact,
                DriverId = driver,
                StartsOn = from,
                EndsOn = to,
                CreatedAt = clock.Now(),
            }
        );
        changes.Raise(new VehicleTakenOver(van.Id, van.Called, van.Owner, contact, driver, name, from));
        if (to is { } end)
            changes.Raise(new VehicleHandedBack(van.Id, van.Called, van.Owner, contact, driver, name, end));
        return 1;
    }
}
