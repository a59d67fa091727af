using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Contacts;

/// <summary>Changes the named fields of a contact.</summary>
public sealed class EditContact(Changes changes, CustomerParts parts, WriteContact write)
{
    public async Task<Contact> Run(Guid id, ContactInput input, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var contact = await parts.ForChange<Contact>(id, Permission.WriteCustomers, ct);
        Versions.Require(seenVersion, contact.Version);
        if (contact.ArchivedAt is not null)
            throw new Refusal("archived", $"{contact.FullName} is archived. Restore the contact first.");

        var errors = new Errors();
        var noted = await write.Fields(contact, input, errors, ct);
        await write.Primary(contact, input.IsPrimary, errors, noted, ct);
        errors.ThrowInvalid();
        if (!noted.Any)
            return contact;

        write.Touch(contact);
        contact.Raise(new ContactUpdated(contact.CustomerId, contact.Id, noted.ByField));
        await change.Save(ct);
        return contact;
    }
}
