using Rapport.Models.Linkage;
using Rapport.Platform.Data;

namespace Rapport.Records.Customers;

/// <summary>Draws the images of customers from the rows of the running change, all tables in one round trip.</summary>
public sealed class SearchDocuments(RapportDb db, TaxIds taxIds)
{
    public Task<Dictionary<Guid, SearchDocument>> Of(IReadOnlyCollection<Guid> ids, CancellationToken ct) => Of(ids, new Batch(db), ct);

    /// <summary>Runs what already stands in the batch in the same round trip.</summary>
    internal async Task<Dictionary<Guid, SearchDocument>> Of(IReadOnlyCollection<Guid> ids, Batch batch, CancellationToken ct)
    {
        if (ids.Count == 0)
            return [];
        var organization = db.TenantId;
        var images = new List<SearchDocument>();
        var contacts = new List<(Guid Customer, string First, string Last, string? Email, string? E164, string? Phone)>();
        var addresses = new List<(Guid Customer, PostalAddress Address)>();
        var words = new List<(Guid Customer, string? System, string Text)>();
        await batch
            .Read(
                images,
                $"""
                select c.id, c.type, c.display_name, c.branch_id, c.birth_date, c.archived_at, c.merged_into_id, c.email, c.phone,
                  c.phone_e164, a.legal_name, a.dba_name, a.tax_id_sealed, c.owner_id
                from customers c left join accounts a on a.organization_id = c.organization_id and a.id = c.id
                where c.organization_id = {organization} and {Sql.In("c.id", ids)}
                """,
                Image
            )
            .Read(
                contacts,
                $"""
                select customer_id, first_name, last_name, email, phone_e164, phone from contacts
                where organization_id = {organization} and {Sql.In("customer_id", ids)} and archived_at is null
                order by {Sql.Unindexed("id")}
                """,
                row => (row.Id(0), row.Text(1), row.Text(2), row.TextOrNull(3), row.TextOrNull(4), row.TextOrNull(5))
            )
            .Read(
                addresses,
                $"""
                select customer_id, street_line_1, city, postal_code, country from addresses
                where organization_id = {organization} and {Sql.In("customer_id", ids)} and archived_at is null
                order by {Sql.Unindexed("id")}
                """,
                row => (row.Id(0), new PostalAddress(row.Text(1), row.Text(2), row.TextOrNull(3), row.Text(4)))
            )
            .Read(
                words,
                $"""
                select g.customer_id, null, t.name, {Sql.Unindexed("g.id")} from customer_tags g
                join tags t on t.organization_id = g.organization_id and t.id = g.tag_id
                where g.organization_id = {organization} and {Sql.In("g.customer_id", ids)}
                union all
                select customer_id, system, value, {Sql.Unindexed("id")} from external_ids
                where organization_id = {organization} and {Sql.In("customer_id", ids)}
                order by 4
                """,
                row => (row.Id(0), row.TextOrNull(1), row.Text(2))
            )
            .Run(ct);

        var byId = images.ToDictionary(i => i.Id);
        foreach (var contact in contacts)
            byId[contact.Customer].Contacts.Add(($"{contact.First} {contact.Last}".Trim(), contact.Email, contact.E164, contact.Phone));
        foreach (var (customer, address) in addresses)
            byId[customer].Addresses.Add(address);
        foreach (var (customer, system, text) in words)
        {
            (system is null ? byId[customer].Tags : byId[customer].ExternalIds).Add(text);
            if (system == ExternalId.DefaultSystem)
                byId[customer].ExternalId ??= text;
        }
        return byId;
    }

    /// <summary>Of a customer that the running change has just made: nothing is in the database that is not at hand.</summary>
    internal SearchDocument? OfNew(Guid id)
    {
        if (db.Customers.Local.SingleOrDefault(c => c.Id == id) is not { } customer)
            return null;
        var account = db.Accounts.Local.SingleOrDefault(a => a.Id == id);
        var image = new SearchDocument
        {
            Id = id,
            Type = customer.Type,
            Name = customer.DisplayName,
            BranchId = customer.BranchId,
            BirthDate = customer.BirthDate,
            Email = customer.Email,
            Phone = customer.Phone,
            PhoneE164 = customer.PhoneE164,
            TaxId = taxIds.Open(account?.TaxIdSealed),
            OwnerId = customer.OwnerId,
        };
        image.OtherNames.AddRange(new[] { account?.LegalName, account?.DbaName }.OfType<string>().Where(name => name != image.Name));
        image.Contacts.AddRange(
            db.Contacts.Local.Where(c => c.CustomerId == id)
                .Select(c => ($"{c.FirstName} {c.LastName}".Trim(), c.Email, c.PhoneE164, c.Phone))
        );
        image.Addresses.AddRange(
            db.Addresses.Local.Where(a => a.CustomerId == id).Select(a => new PostalAddress(a.StreetLine1, a.City, a.PostalCode, a.Country))
        );
        image.Tags.AddRange(
            db.CustomerTags.Local.Where(g => g.CustomerId == id).Select(g => db.Tags.Local.Single(t => t.Id == g.TagId).Name)
        );
        foreach (var external in db.ExternalIds.Local.Where(e => e.CustomerId == id))
        {
            image.ExternalIds.Add(external.Value);
            if (external.System == ExternalId.DefaultSystem)
                image.ExternalId ??= external.Value;
        }
        return image;
    }

    private SearchDocument Image(Row row)
    {
        var image = new SearchDocument
        {
            Id = row.Id(0),
            Type = Words.Parse<CustomerType>(row.Text(1)),
            Name = row.Text(2),
            BranchId = row.IdOrNull(3),
            BirthDate = row.DateOrNull(4),
            IsArchived = !row.IsNull(5),
            IsMerged = !row.IsNull(6),
            Email = row.TextOrNull(7),
            Phone = row.TextOrNull(8),
            PhoneE164 = row.TextOrNull(9),
            TaxId = taxIds.Open(row.BytesOrNull(12)),
            OwnerId = row.IdOrNull(13),
        };
        image.OtherNames.AddRange(new[] { row.TextOrNull(10), row.TextOrNull(11) }.OfType<string>().Where(name => name != image.Name));
        return image;
    }
}
