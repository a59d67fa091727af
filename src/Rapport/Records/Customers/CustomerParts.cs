using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers;

/// <summary>A row that belongs to one customer: seen and changed by whoever may see and change that customer.</summary>
public interface ICustomerPart
{
    Guid CustomerId { get; }
}

/// <summary>Finds customers and their parts for a change, under the rules of the customer.</summary>
public sealed class CustomerParts(RapportDb db, CustomerAccess customers)
{
    /// <summary>The customer whose parts are about to change, locked; an archived one is refused.</summary>
    public async Task<Customer> Owner(Guid customerId, Permission permission, CancellationToken ct)
    {
        var customer = await customers.ForChange(customerId, permission, ct);
        if (customer.IsArchived)
            throw new Refusal("archived", $"{customer.DisplayName} is archived. Restore it first.");
        return customer;
    }

    /// <summary>The part; its customer is locked with it, so that flags which only one part may carry move safely.</summary>
    public async Task<T> ForChange<T>(Guid id, Permission permission, CancellationToken ct)
        where T : Entity, ICustomerPart
    {
        var owner = await OwnerOf<T>(id, ct);
        while (true)
        {
            Moved? sentOn = null;
            try
            {
                await Owner(owner, permission, ct);
            }
            catch (Moved moved)
            {
                sentOn = moved;
            }
            // While this waited for the lock, a merge or its undoing may have taken the part along.
            var now = await OwnerOf<T>(id, ct);
            if (now == owner)
                return sentOn is null ? await db.Set<T>().SingleAsync(p => p.Id == id, ct) : throw sentOn;
            owner = now;
        }
    }

    private async Task<Guid> OwnerOf<T>(Guid id, CancellationToken ct)
        where T : Entity, ICustomerPart =>
        await db.Set<T>().Where(p => p.Id == id).Select(p => (Guid?)p.CustomerId).SingleOrDefaultAsync(ct)
        ?? throw new Missing(Snake.Of(typeof(T).Name).Replace('_', ' '));
}
