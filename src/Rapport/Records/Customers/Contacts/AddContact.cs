using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Contacts;

/// <summary>Adds a person to a customer; the first one becomes the primary contact.</summary>
public sealed class AddContact(RapportDb db, Changes changes, CustomerParts parts, WriteContact write, TimeProvider clock)
{
    public async Task<Contact> Run(Guid customerId, ContactInput input, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var customer = await parts.Owner(customerId, Permission.WriteCustomers, ct);
        var contact = new Contact(customer.Id, "", "", clock.Now());

        var errors = new Errors();
        if (!input.FirstName.IsSet)
            errors.Add("first_name", "It is required.");
        if (!input.LastName.IsSet)
            errors.Add("last_name", "It is required.");
        var noted = await write.Fields(contact, input, errors, ct);
        await write.Primary(contact, input.IsPrimary, errors, noted, ct);
        errors.ThrowInvalid();

        db.Add(contact);
        contact.Raise(new ContactAdded(customer.Id, contact.Id, noted.ByField));
        await change.Save(ct);
        return contact;
    }
}
