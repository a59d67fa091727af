using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Described;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers;

/// <summary>Changes the named fields of a customer.</summary>
public sealed class EditCustomer(
    RapportDb db,
    Changes changes,
    CustomerAccess customers,
    Access access,
    WriteCustomer write,
    TimeProvider clock
)
{
    /// <param name="then">Read after the last write, in the same round trip.</param>
    public async Task<Customer> Run(Guid id, CustomerInput input, int? seenVersion, CancellationToken ct, params Statement[] then)
    {
        await using var change = await changes.Begin(ct);
        var customer = await customers.ForChange(id, Permission.WriteCustomers, ct);
        Versions.Require(seenVersion, customer.Version);
        RefuseArchived(customer);
        RefuseMasked(input);

        var errors = new Errors();
        var noted = await write.Fields(customer, input, errors, ct);
        await write.Parts(customer, input, isNew: false, errors, noted, ct);
        errors.ThrowInvalid();
        if (!noted.Any)
        {
            await db.Run(ct, then);
            return customer;
        }
        if (noted.ByField.ContainsKey("owner_id") || noted.ByField.ContainsKey("branch_id"))
            access.Require(Permission.AssignCustomers);

        customer.UpdatedAt = clock.Now();
        // Two edits within one tick of the clock are two versions, and so is one of the account alone.
        db.Entry(customer).Property(c => c.UpdatedAt).IsModified = true;
        customer.Raise(new CustomerUpdated(customer.Id, noted.ByField));
        await change.Save(ct, then);
        return customer;
    }

    private static void RefuseArchived(Customer customer)
    {
        if (customer.IsArchived)
            throw new Refusal("archived", $"{customer.DisplayName} is archived. Restore it first.");
    }

    /// <summary>Who may not see contact data may not overwrite it either.</summary>
    private void RefuseMasked(CustomerInput input)
    {
        if (
            (input.Email.IsSet || input.Phone.IsSet || CustomerDescription.OfCustomer.Any(f => f.Hidden is not null && input.Fields.Has(f)))
            && !access.Sees(Mask.ContactData)
        )
            throw new Forbidden("customers.contact_data");
    }
}
