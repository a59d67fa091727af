using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers;

/// <summary>
/// The tree of parents and children. <c>parent_id</c> is the tree; a parent_child relationship is its dated view, and writing either writes
/// both.
/// </summary>
public sealed class Hierarchy(RapportDb db, CustomerAccess customers, TimeProvider clock)
{
    /// <summary>Far beyond any real group of companies; it bounds a walk should the tree be broken.</summary>
    private const int MaxDepth = 10_000;

    internal async Task<bool> MayStandUnder(
        Customer customer,
        Guid? parent,
        Errors errors,
        CancellationToken ct,
        string field = "parent_id"
    )
    {
        if (parent is not { } id)
            return true;
        if (id == customer.Id)
        {
            errors.Add(field, "A customer cannot be its own parent.");
            return false;
        }
        if (!await customers.MayName(id, Permission.WriteCustomers, ct))
        {
            errors.Add(field, "There is no such customer.");
            return false;
        }
        // Two moves that are each harmless can close a loop together.
        await db.Lock("hierarchy", ct);
        var chain = await ChainUp(id, ct);
        // Or merged away while this waited for the lock.
        if (chain is not [{ Archived: false }, ..])
        {
            errors.Add(field, "There is no such customer.");
            return false;
        }
        var at = chain.FindIndex(c => c.Id == customer.Id);
        if (at < 0)
            return true;
        var loop = chain.Take(at + 1).Select(c => c.Id).Reverse().ToList();
        var seen = await customers.NamesSeen(loop, ct);
        var names = string.Join(" → ", loop.Select(c => seen.GetValueOrDefault(c, "another customer")).Append(customer.DisplayName));
        throw new Refusal(
            "hierarchy_loop",
            $"That would close a loop: {names}.",
            new Dictionary<string, object?> { ["chain"] = loop.FindAll(seen.ContainsKey) }
        );
    }

    internal async Task Move(Customer customer, Guid? parent, CancellationToken ct)
    {
        var now = clock.Now();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var views = await db
            .Relationships.Where(r =>
                r.ToCustomerId == customer.Id
                && (r.RelationshipType == RelationshipType.ParentChild || r.RelationshipType == RelationshipType.Subsidiary)
            )
            .ToListAsync(ct);
        foreach (var old in views.Where(v => v.FromCustomerId != parent && v.IsCurrent(today)))
            old.EndDate = today;
        customer.ParentId = parent;
        if (parent is not { } from || views.Any(v => v.FromCustomerId == from && v.IsCurrent(today)))
            return;
        // An ended relation between the two is reopened: the pair and type are unique.
        if (views.SingleOrDefault(v => v.FromCustomerId == from && v.RelationshipType == RelationshipType.ParentChild) is { } known)
            (known.StartDate, known.EndDate, known.ArchivedAt, known.ArchivedWithCustomerAt) = (today, null, null, null);
        else
            db.Add(
                new Relationship
                {
                    FromCustomerId = from,
                    ToCustomerId = customer.Id,
                    RelationshipType = RelationshipType.ParentChild,
                    StartDate = today,
                    CreatedAt = now,
                }
            );
    }

    /// <summary>The customer and its parents, nearest first.</summary>
    private Task<List<(Guid Id, bool Archived)>> ChainUp(Guid id, CancellationToken ct) =>
        db.Rows(
            $"""
            with recursive up (id, parent_id, depth) as (
              select id, parent_id, 0 from customers where organization_id = {db.TenantId} and id = {id} and merged_into_id is null
              union all
              select c.id, c.parent_id, up.depth + 1 from up
              {Sql.LookUp("customers", "c", $"c.organization_id = {db.TenantId} and c.id = up.parent_id")} where up.depth < {MaxDepth})
            select c.id, c.archived_at from up
            {Sql.LookUp("customers", "c", $"c.organization_id = {db.TenantId} and c.id = up.id")} order by up.depth
            """,
            row => (row.Id(0), !row.IsNull(1)),
            ct
        );

    /// <summary>The same lock for what must not wait for it.</summary>
    internal Task<bool> TryHold(CancellationToken ct) => db.TryLock("hierarchy", ct);
}
