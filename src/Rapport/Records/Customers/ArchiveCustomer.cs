using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers;

/// <summary>Takes a customer and its contacts, addresses and relationships out of sight, and brings exactly these back.</summary>
public sealed class ArchiveCustomer(Changes changes, CustomerAccess customers, ArchiveParts parts, TimeProvider clock)
{
    public async Task<Customer> Run(Guid id, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var customer = await customers.ForChange(id, Permission.ArchiveCustomers, ct);
        Versions.Require(seenVersion, customer.Version);
        var now = clock.Now();
        customer.Archive(now);
        await parts.TakeAlong([id], now, ct);
        customer.Raise(new CustomerArchived(customer.Id));
        await change.Save(ct);
        return customer;
    }

    public async Task<Customer> Restore(Guid id, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var customer = await customers.ForChange(id, Permission.ArchiveCustomers, ct);
        customer.Restore(clock.Now());
        await parts.BringBack([id], ct);
        customer.Raise(new CustomerRestored(customer.Id));
        await change.Save(ct);
        return customer;
    }
}
