using Microsoft.EntityFrameworkCore;
using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Intake.Rows;

namespace Rapport.Records.Customers.Intake;

/// <summary>Loads the customers that a batch changes, with the parts it may change, locked in the order of their IDs.</summary>
internal sealed class LoadKnown(RapportDb db, ImportCatalog catalog, string system)
{
    public async Task<Dictionary<Guid, CustomerRecord>> Of(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        if (ids.Count == 0)
            return [];
        await db.Hold("customers", ids, RowLock.Update, ct);
        var records = (await db.Customers.Where(c => ids.Contains(c.Id)).ToListAsync(ct)).ToDictionary(
            c => c.Id,
            c => new CustomerRecord(c, isNew: false) { ExternalIdSystem = system }
        );
        foreach (var account in await db.Accounts.Where(a => ids.Contains(a.Id)).ToListAsync(ct))
            records[account.Id].Account = account;
        foreach (var contact in await db.Contacts.Where(c => ids.Contains(c.CustomerId) && c.ArchivedAt == null).ToListAsync(ct))
            records[contact.CustomerId].Contacts.Add(contact);
        foreach (var address in await db.Addresses.Where(a => ids.Contains(a.CustomerId) && a.ArchivedAt == null).ToListAsync(ct))
            records[address.CustomerId].Addresses.Add(address);
        await Labels(records, ids, ct);
        return records;
    }

    private async Task Labels(Dictionary<Guid, CustomerRecord> records, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var (tags, externals, values) = (
            new List<(Guid Customer, string Key, string Name)>(),
            new List<(Guid Customer, string Value)>(),
            new List<(Guid Customer, Guid Field, string Value, double? Number)>()
        );
        await new Batch(db)
            .Read(
                tags,
                $"""
                select g.customer_id, t.name_key, t.name from customer_tags g
                join tags t on t.organization_id = g.organization_id and t.id = g.tag_id
                where g.organization_id = {db.TenantId} and {Sql.In("g.customer_id", ids)}
                """,
                row => (row.Id(0), row.Text(1), row.Text(2))
            )
            .Read(
                externals,
                $"""
                select customer_id, value from external_ids
                where organization_id = {db.TenantId} and {Sql.In("customer_id", ids)} and system = {system} order by {Sql.Unindexed("id")}
                """,
                row => (row.Id(0), row.Text(1))
            )
            .Read(
                values,
                $"""
                select customer_id, field_id, value, number from custom_field_values
                where organization_id = {db.TenantId} and {Sql.In("customer_id", ids)}
                """,
                row => (row.Id(0), row.Id(1), row.Text(2), row.DoubleOrNull(3))
            )
            .Run(ct);
        foreach (var (customer, key, name) in tags)
            records[customer].Tags[key] = name;
        foreach (var (customer, value) in externals)
            records[customer].ExternalIds.Add(value);
        var fields = catalog.CustomFields.ToDictionary(f => f.Id);
        foreach (var group in values.Where(v => fields.ContainsKey(v.Field)).GroupBy(v => (v.Customer, v.Field)))
            records[group.Key.Customer].Custom[fields[group.Key.Field].Key] = (
                fields[group.Key.Field],
                [.. group.Select(v => new CustomFields.Stored(v.Value, v.Number))]
            );
    }
}
