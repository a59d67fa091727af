using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Facts.Intake;

/// <summary>A customer that a fact belongs to, locked until the change ends.</summary>
public sealed record FactCustomer(Guid Id, Guid? OwnerId, Guid? BranchId, bool IsArchived, bool InTeam) : IOwned;

/// <summary>
/// Finds the customers that facts name, all of a batch at once. A merged one leads to who answers for it now. They are locked in the order
/// of their IDs,
/// so that two batches about the same people stand in line instead of in each other's way.
/// </summary>
public sealed class FactCustomers(RapportDb db, Access access)
{
    private const int Together = 500;
    private readonly Dictionary<string, Guid> known = [];

    public async Task<Dictionary<string, FactCustomer>> Of(IEnumerable<CustomerName> names, CancellationToken ct)
    {
        var wanted = names.DistinctBy(Key).ToList();
        var asked = wanted.Where(n => n.Id is null && !known.ContainsKey(Key(n))).ToList();
        foreach (var some in asked.Where(n => n.ExternalId is not null).Chunk(Together))
            await ByExternalId([.. some.Select(n => n.ExternalId!)], ct);
        foreach (var some in asked.Where(n => n.Email is not null).Chunk(Together))
            await ByEmail([.. some.Select(n => EmailKey(n.Email!))], ct);
        var ids = wanted.Where(n => n.Id is not null || known.ContainsKey(Key(n))).ToDictionary(Key, n => n.Id ?? known[Key(n)]);
        var locked = await Lock(ids.Values, ct);
        var found = new Dictionary<string, FactCustomer>();
        foreach (var (key, id) in ids)
            if (locked.TryGetValue(id, out var customer))
                found[key] = customer;
        return found;
    }

    public static string Key(CustomerName name) =>
        name.Id is { } id ? $"id:{id}"
        : name.ExternalId is { } external ? $"external_id:{external}"
        : $"email:{EmailKey(name.Email!)}";

    private static string EmailKey(string email) =>
        Formats.EmailAddress.TryParse(email, out var parsed) ? parsed.Normalized : email.Trim().ToLowerInvariant();

    private async Task ByExternalId(string[] values, CancellationToken ct)
    {
        foreach (
            var (value, id) in await db.Rows(
                $"""
                select value, customer_id from external_ids where organization_id = {db.TenantId}
                  and system = {Customers.ExternalId.DefaultSystem} and {Sql.In("value", values)}
                """,
                row => (row.Text(0), row.Id(1)),
                ct
            )
        )
            known["external_id:" + value] = id;
    }

    /// <summary>The customer's own address first, then a contact's; of several live ones the oldest.</summary>
    private async Task ByEmail(string[] emails, CancellationToken ct)
    {
        var keys = emails.SelectMany(email => BlockingKeys.Strict(new LinkageRecord { Name = "", Emails = [email] })).ToArray();
        var customer = Sql.LookUp("customers", "c", $"c.organization_id = k.organization_id and c.id = k.customer_id");
        var found = await db.Rows(
            $"""
            select c.email_key, c.id, 0 from match_keys k {customer}
            where k.organization_id = {db.TenantId} and {Sql.In("k.key", keys)} and c.merged_into_id is null and c.archived_at is null
            union all
            select email_key, customer_id, 1 from contacts where organization_id = {db.TenantId} and {Sql.In(
                "email_key",
                emails
            )} and archived_at is null
            """,
            row => (Email: row.TextOrNull(0), Id: row.Id(1), Rank: row.Int(2)),
            ct
        );
        foreach (
            var best in found
                .Where(f => f.Email is not null)
                .GroupBy(f => f.Email!)
                .Select(g => g.OrderBy(f => f.Rank).ThenBy(f => f.Id, Ids.Order).First())
        )
            known["email:" + best.Email] = best.Id;
    }

    private async Task<Dictionary<Guid, FactCustomer>> Lock(IEnumerable<Guid> ids, CancellationToken ct)
    {
        var (answers, merged) = (new Dictionary<Guid, FactCustomer>(), new Dictionary<Guid, Guid>());
        foreach (var some in ids.Distinct().Order(Ids.Order).Chunk(Together))
        foreach (var (customer, into) in await Locked(some, ct))
        {
            if (into is { } survivor)
                merged[customer.Id] = survivor;
            else
                answers[customer.Id] = customer;
        }
        if (merged.Count == 0)
            return answers;
        var survivors = await Lock(merged.Values, ct);
        foreach (var (id, survivor) in merged)
            if (survivors.TryGetValue(survivor, out var customer))
                answers[id] = customer;
        return answers;
    }

    private Task<List<(FactCustomer Customer, Guid? Into)>> Locked(Guid[] ids, CancellationToken ct)
    {
        var me = access.Caller.UserId ?? Guid.Empty;
        return db.Rows(
            $"""
            select c.id, c.owner_id, c.branch_id, c.archived_at, c.merged_into_id,
              exists (select 1 from team_members m where m.organization_id = c.organization_id and m.customer_id = c.id
                and m.user_id = {me})
            from customers c where c.organization_id = {db.TenantId} and {Sql.In("c.id", ids)}
            order by c.id {RowLock.NoKeyUpdate.Clause("c")}
            """,
            row => (new FactCustomer(row.Id(0), row.IdOrNull(1), row.IdOrNull(2), !row.IsNull(3), row.Truth(5)), row.IdOrNull(4)),
            ct
        );
    }
}
