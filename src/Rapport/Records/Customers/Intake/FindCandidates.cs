using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Duplicates;

namespace Rapport.Records.Customers.Intake;

/// <summary>
/// Finds customers in the database that rows may be: every key of a batch is looked up in one statement, by equality alone,
/// and who shares one is loaded as far as comparing needs.
/// </summary>
internal sealed class FindCandidates(RapportDb db, TaxIds taxIds)
{
    // Fewer than a search of all looks at: loading them is most of what an import costs where many live in one place.
    private const int PerKey = 20;

    internal sealed record Candidate(KnownCustomer Customer, LinkageRecord Linkage);

    /// <summary>The candidates of each key.</summary>
    public async Task<Dictionary<long, List<Candidate>>> Of(IReadOnlyCollection<long> keys, CancellationToken ct)
    {
        if (keys.Count == 0)
            return [];
        var shared = await KeyMates.Of(db, keys, ct, PerKey);
        var loaded = await Load(shared.SelectMany(s => s.Customers).ToHashSet(), ct);
        return shared.ToDictionary(s => s.Key, s => s.Customers.Where(loaded.ContainsKey).Select(id => loaded[id]).ToList());
    }

    private async Task<Dictionary<Guid, Candidate>> Load(HashSet<Guid> ids, CancellationToken ct)
    {
        if (ids.Count == 0)
            return [];
        var customers =
            new List<(
                KnownCustomer Customer,
                string Name,
                CustomerType Type,
                string? Email,
                string? Phone,
                DateOnly? Birth,
                string? TaxId
            )>();
        var addresses = new List<(Guid Customer, PostalAddress Address)>();
        await new Batch(db)
            .Read(
                customers,
                $"""
                select c.id, c.owner_id, c.branch_id, c.display_name, c.type, c.email, coalesce(c.phone_e164, c.phone), c.birth_date,
                  a.tax_id_sealed
                from customers c left join accounts a on a.organization_id = c.organization_id and a.id = c.id
                where c.organization_id = {db.TenantId} and {Sql.In("c.id", ids)} and c.archived_at is null and c.merged_into_id is null
                """,
                row =>
                    (
                        new KnownCustomer(row.Id(0), row.IdOrNull(1), row.IdOrNull(2), false),
                        row.Text(3),
                        Words.Parse<CustomerType>(row.Text(4)),
                        row.TextOrNull(5),
                        row.TextOrNull(6),
                        row.DateOrNull(7),
                        taxIds.Open(row.BytesOrNull(8))
                    )
            )
            .Read(
                addresses,
                $"""
                select customer_id, street_line_1, city, postal_code, country from addresses
                where organization_id = {db.TenantId} and {Sql.In("customer_id", ids)} and archived_at is null
                """,
                row => (row.Id(0), new PostalAddress(row.Text(1), row.Text(2), row.TextOrNull(3), row.Text(4)))
            )
            .Run(ct);
        var homes = addresses.ToLookup(a => a.Customer, a => a.Address);
        return customers.ToDictionary(
            c => c.Customer.Id,
            c => new Candidate(
                c.Customer,
                new LinkageRecord
                {
                    Name = c.Name,
                    Type = c.Type == CustomerType.Organization ? PartyType.Organization : PartyType.Individual,
                    Emails = c.Email is null ? [] : [c.Email],
                    Phones = c.Phone is null ? [] : [c.Phone],
                    BirthDate = c.Birth,
                    Addresses = [.. homes[c.Customer.Id]],
                    TaxId = c.TaxId,
                }
            )
        );
    }
}
