using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Service.Drivers;

/// <summary>A vehicle whose drivers are about to change, with who owns it.</summary>
public sealed record HeldVehicle(Vehicle Vehicle, Customer Owner, Customer? Driver)
{
    /// <summary>As people know it: "AB12 CDE".</summary>
    public string Called => Vehicle.Plate ?? Vehicle.Vin ?? $"{Vehicle.Make} {Vehicle.Model}";
}

/// <summary>
/// Locks a vehicle with its owner, and with the customer who is to drive it: neither changes hands, nor is merged, while its drivers
/// change.
/// </summary>
public sealed class VehicleForChange(RapportDb db, CustomerAccess customers)
{
    public async Task<HeldVehicle> Run(Guid id, Guid? driverId, CancellationToken ct)
    {
        while (true)
        {
            var owner =
                await db.Set<Vehicle>().Where(v => v.Id == id).Select(v => (Guid?)v.CustomerId).SingleOrDefaultAsync(ct)
                ?? throw new Missing("vehicle");
            var locked = new List<Customer>();
            // In the order of their IDs, so that two changes never wait for each other.
            foreach (var customer in new[] { owner, driverId }.OfType<Guid>().Distinct().Order(Ids.Order))
                locked.Add(await Locked(customer, customer == owner, ct));
            var vehicle = await Locked(id, ct) ?? throw new Missing("vehicle");
            if (vehicle.CustomerId == owner)
                return new HeldVehicle(vehicle, locked.Single(c => c.Id == owner), locked.SingleOrDefault(c => c.Id == driverId));
        }
    }

    private async Task<Customer> Locked(Guid id, bool isOwner, CancellationToken ct)
    {
        var customer = await customers.ForChange(id, isOwner ? Permission.WriteService : Permission.ReadCustomers, ct);
        return customer.IsArchived ? throw new Refusal("archived", $"{customer.DisplayName} is archived. Restore it first.") : customer;
    }

    private Task<Vehicle?> Locked(Guid id, CancellationToken ct) =>
        db.Held<Vehicle>(id, RowLock.NoKeyUpdate).AsNoTracking().SingleOrDefaultAsync(ct);
}
