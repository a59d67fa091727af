using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Addresses;

[EventName("address.restored")]
public sealed record AddressRestored(Guid CustomerId, Guid PartId) : CustomerPartEvent(CustomerId, "address", PartId, null);

/// <summary>
/// Takes an address out of sight, and brings it back. Where it was a default, the oldest other one of its type takes over.
/// </summary>
public sealed class ArchiveAddress(Changes changes, CustomerParts parts, WriteAddress write, OneFlagged flags, TimeProvider clock)
{
    public async Task Run(Guid id, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var address = await parts.ForChange<Address>(id, Permission.WriteCustomers, ct);
        Versions.Require(seenVersion, address.Version);
        if (address.ArchivedAt is not null)
            throw new Refusal("already_archived", "This address is archived already.");

        var wasDefault = address.IsDefault;
        (address.ArchivedAt, address.UpdatedAt, address.IsDefault) = (clock.Now(), clock.Now(), false);
        address.Raise(new AddressArchived(address.CustomerId, address.Id));
        if (wasDefault)
            await write.PassOn(address.CustomerId, address.AddressType, ct);
        await change.Save(ct);
    }

    public async Task<Address> Restore(Guid id, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var address = await parts.ForChange<Address>(id, Permission.WriteCustomers, ct);
        if (address.ArchivedAt is null)
            throw new Refusal("not_archived", "This address is not archived.");

        (address.ArchivedAt, address.ArchivedWithCustomerAt, address.UpdatedAt) = (null, null, clock.Now());
        address.IsDefault = await flags.IsMissing(OneFlagged.Group.AddressesOf(address.CustomerId, address.AddressType), ct);
        address.Raise(new AddressRestored(address.CustomerId, address.Id));
        await change.Save(ct);
        return address;
    }
}
