using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Addresses;

/// <summary>Adds an address to a customer; the first of its type becomes that type's default.</summary>
public sealed class AddAddress(RapportDb db, Changes changes, CustomerParts parts, WriteAddress write, TimeProvider clock)
{
    public async Task<Address> Run(Guid customerId, AddressInput input, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var customer = await parts.Owner(customerId, Permission.WriteCustomers, ct);
        var address = new Address(customer.Id, input.AddressType.Value, "", "", "", clock.Now());

        var errors = new Errors();
        if (!input.AddressType.IsSet)
            errors.Add("address_type", $"It is required: one of {string.Join(", ", Words.All<AddressType>())}.");
        if (!input.StreetLine1.IsSet)
            errors.Add("street_line_1", "It is required.");
        if (!input.City.IsSet)
            errors.Add("city", "It is required.");
        if (!input.Country.IsSet)
            errors.Add("country", "It is required.");
        var noted = WriteAddress.Fields(address, input, errors);
        noted.Note("address_type", null, (AddressType?)address.AddressType);
        await write.Default(address, input.IsDefault, errors, noted, ct);
        errors.ThrowInvalid();

        db.Add(address);
        write.Locate(address, noted);
        address.Raise(new AddressAdded(customer.Id, address.Id, noted.ByField));
        await change.Save(ct);
        return address;
    }
}
