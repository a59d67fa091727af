using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers;

/// <summary>Takes a customer and its contacts, addresses and relationships out of sight, and brings exactly these back.</summary>
public sealed class ArchiveCustomer(RapportDb db, Changes changes, CustomerAccess customers, TimeProvider clock)
{
    public async Task<Customer> Run(Guid id, int? seenVersion, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var customer = await customers.ForChange(id, Permission.ArchiveCustomers, ct);
        Versions.Require(seenVersion, customer.Version);
        var now = clock.Now();
        customer.Archive(now);
        foreach (var part in (string[])["contacts", "addresses"])
            await db.Execute($"update {Sql.Raw(part)} set archived_at = {now}, archived_with_customer_at = {now}, version = version + 1 where organization_id = {db.TenantId} and customer_id = {id} and archived_at is null", ct);
        await db.Execute($"""
            update relationships set archived_at = {now}, archived_with_customer_at = {now}, version = version + 1
            where organization_id = {db.TenantId} and (from_customer_id = {id} or to_customer_id = {id}) and archived_at is null
            """, ct);
        customer.Raise(new CustomerArchived(customer.Id));
        await change.Save(ct);
        return customer;
    }

    public async Task<Customer> Restore(Guid id, CancellationToken ct)
    {
        await using var change = await changes.Begin(ct);
        var customer = await customers.ForChange(id, Permission.ArchiveCustomers, ct);
        var taken = customer.ArchivedAt;
        customer.Restore(clock.Now());
        foreach (var part in (string[])["contacts", "addresses"])
            await db.Execute($"""
                update {Sql.Raw(part)} set archived_at = null, archived_with_customer_at = null, version = version + 1
                where organization_id = {db.TenantId} and customer_id = {id} and archived_with_customer_at = {taken}
                """, ct);
        // A relation whose other end is archived by itself stays with that end.
        await db.Execute($"""
            update relationships set archived_at = null, archived_with_customer_at = null, version = version + 1
            where organization_id = {db.TenantId} and (from_customer_id = {id} or to_customer_id = {id}) and archived_with_customer_at = {taken}
            and not exists (select 1 from customers o where o.organization_id = {db.TenantId} and o.archived_at is not null and o.id <> {id}
                            and o.id in (relationships.from_customer_id, relationships.to_customer_id))
            """, ct);
        customer.Raise(new CustomerRestored(customer.Id));
        await change.Save(ct);
        return customer;
    }
}
