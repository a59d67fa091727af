using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Addresses;

/// <summary>Changes the named fields of an address.</summary>
public sealed class EditAddress(Changes changes, CustomerParts parts, WriteAddress write, TimeProvider clock)
{
    public async Task<Address> Run(Guid id, AddressInput input, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var address = await parts.ForChange<Address>(id, Permission.WriteCustomers, ct);
        Versions.Require(seenVersion, address.Version);
        if (address.ArchivedAt is not null)
            throw new Refusal("archived", "This address is archived. Restore it first.");

        var (errors, type, wasDefault) = (new Errors(), address.AddressType, address.IsDefault);
        var noted = WriteAddress.Fields(address, input, errors);
        await write.Default(address, input.IsDefault, errors, noted, ct);
        errors.ThrowInvalid();
        if (!noted.Any)
            return address;

        address.UpdatedAt = clock.Now();
        write.Locate(address, noted);
        address.Raise(new AddressUpdated(address.CustomerId, address.Id, noted.ByField));
        if (wasDefault && address.AddressType != type)
            await write.PassOn(address.CustomerId, type, ct);
        await change.Save(ct);
        return address;
    }
}
