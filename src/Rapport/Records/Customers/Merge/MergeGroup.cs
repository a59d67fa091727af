using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Merge;

/// <summary>The customers that become one: the survivor and its duplicates, the oldest duplicate first.</summary>
public sealed record MergeGroup(Customer Survivor, IReadOnlyList<Customer> Duplicates)
{
    public const int Most = 20;

    public IEnumerable<Customer> All => Duplicates.Prepend(Survivor);
    public IReadOnlyList<Guid> DuplicateIds { get; } = Duplicates.Select(d => d.Id).ToList();
    public IReadOnlyList<Guid> Ids { get; } = Duplicates.Select(d => d.Id).Prepend(Survivor.Id).ToList();

    public bool Holds(Guid? id) => id is { } known && Ids.Contains(known);

    /// <summary>Who answers for this customer once the group is one.</summary>
    public Guid? Mapped(Guid? id) => Holds(id) ? Survivor.Id : id;
}

/// <summary>Finds the customers of a merge, locks them where they are about to change, and refuses what cannot become one.</summary>
public sealed class FindMergeGroup(RapportDb db, CustomerAccess customers, Hierarchy hierarchy)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    public async Task<MergeGroup> Find(Guid survivorId, IReadOnlyCollection<Guid>? duplicateIds, bool locked, CancellationToken ct)
    {
        var duplicates = Checked(survivorId, duplicateIds);
        if (locked)
            await Lock([survivorId, .. duplicates], ct);
        var found = await Load([survivorId, .. duplicates], ct);
        var survivor = found[0];
        if (survivor.IsMerged)
            throw new Moved(survivor.Id, await customers.Survivor(survivor, ct));
        foreach (var customer in found)
            Refuse(customer);
        return new MergeGroup(survivor, found.Skip(1).OrderBy(c => c.Id.ToString(), StringComparer.Ordinal).ToList());
    }

    /// <summary>
    /// In the order of their IDs, together with the children that will get another parent, so that two merges never wait for each other in
    /// a circle.
    /// Whoever moves a customer in the tree holds its row and then waits for the tree: so the tree is never waited for while rows are held
    /// here.
    /// </summary>
    public async Task Lock(IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        if (db.Source.HasOneWriter)
            return;
        while (true)
        {
            await db.Execute($"savepoint before_locks", ct);
            await db.Rows(
                $"""
                select id from customers where organization_id = {db.TenantId} and ({Sql.In("id", ids)} or {Sql.In("parent_id", ids)})
                order by id for update
                """,
                row => row.Id(0),
                ct
            );
            if (await hierarchy.TryHold(ct))
                return;
            await db.Execute($"rollback to savepoint before_locks", ct);
            await Task.Delay(Patience, ct);
        }
    }

    /// <summary>These customers in the order asked for; 404 for one that is not there, 403 for one out of reach.</summary>
    public async Task<List<Customer>> Load(IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        var found = await db.Customers.AsNoTracking().Where(c => ids.Contains(c.Id)).ToDictionaryAsync(c => c.Id, ct);
        if (ids.Any(id => !found.ContainsKey(id)))
            throw new Missing("customer");
        foreach (var id in ids)
            await customers.Require(Permission.MergeCustomers, found[id], ct);
        return ids.Select(id => found[id]).ToList();
    }

    private static List<Guid> Checked(Guid survivorId, IReadOnlyCollection<Guid>? duplicateIds)
    {
        var duplicates = (duplicateIds ?? []).Distinct().ToList();
        if (duplicates.Count == 0)
            throw new Invalid("duplicate_ids", "Name at least one customer to merge.");
        if (duplicates.Count > MergeGroup.Most)
            throw new Invalid("duplicate_ids", $"At most {MergeGroup.Most} customers are merged at once.");
        if (duplicates.Contains(survivorId))
            throw new Refusal("merge_into_self", "A customer cannot be merged into itself.");
        return duplicates;
    }

    private static void Refuse(Customer customer)
    {
        if (customer.IsMerged)
            throw new Refusal(
                "already_merged",
                $"{customer.DisplayName} has already been merged.",
                new Dictionary<string, object?> { ["customer_id"] = customer.Id, ["merged_into"] = customer.MergedIntoId }
            );
        if (customer.IsArchived)
            throw new Refusal(
                "archived",
                $"{customer.DisplayName} is archived. Restore it first, then merge.",
                new Dictionary<string, object?> { ["customer_id"] = customer.Id }
            );
    }
}
