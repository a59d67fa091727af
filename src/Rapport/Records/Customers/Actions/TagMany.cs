using Microsoft.EntityFrameworkCore;
using Rapport.Platform.Data;
using Rapport.Records.Customers.Tags;

namespace Rapport.Records.Customers.Actions;

/// <summary>Gives customers a tag, or takes it from them.</summary>
public sealed class TagMany(RapportDb db, Changes changes, TimeProvider clock) : IBulkChange
{
    public async Task<List<BulkActionRow>> Apply(BulkAction action, IReadOnlyList<Reached> customers, CancellationToken ct)
    {
        if (await Tag(action, ct) is not { } tag)
            return [];
        var given =
            action.Kind == BulkKind.Tag
                ? await Give(action, tag, [.. customers.Where(c => c.ArchivedAt is null).Select(c => c.Id)], ct)
                : await Take(action, tag, [.. customers.Select(c => c.Id)], ct);
        return given.ConvertAll(g => new BulkActionRow
        {
            OrganizationId = db.TenantId,
            ActionId = action.Id,
            CustomerId = g.Customer,
            BeforeId = g.Tagging,
        });
    }

    public async Task<int> Revert(
        BulkAction action,
        IReadOnlyList<Reached> customers,
        IReadOnlyDictionary<Guid, BulkActionRow> before,
        CancellationToken ct
    )
    {
        // A tag that was deleted or merged since has left these customers for good.
        if (await Tag(action, ct) is not { } tag)
            return 0;
        if (action.Kind == BulkKind.Untag)
            return (await Give(action, tag, [.. customers.Select(c => c.Id)], ct)).Count;
        // One that was taken and given again since is somebody else's doing, and has another ID.
        return (await Take(action, tag, [.. customers.Select(c => c.Id)], ct, [.. before.Values.Select(b => b.BeforeId!.Value)])).Count;
    }

    private Task<Tag?> Tag(BulkAction action, CancellationToken ct) =>
        db.Held<Tag>(action.TargetId!.Value, RowLock.KeyShare).AsNoTracking().SingleOrDefaultAsync(ct);

    private async Task<List<(Guid Customer, Guid Tagging)>> Give(BulkAction action, Tag tag, Guid[] customers, CancellationToken ct)
    {
        var full = await db.Rows(
            $"""
            select customer_id from customer_tags where organization_id = {db.TenantId} and {Sql.In("customer_id", customers)}
            group by customer_id having count(*) >= {TagCustomer.Most} or max(case when tag_id = {tag.Id} then 1 else 0 end) = 1
            """,
            row => row.Id(0),
            ct
        );
        var now = clock.Now();
        var given = customers
            .Except(full)
            .Select(c => new CustomerTag
            {
                OrganizationId = db.TenantId,
                CustomerId = c,
                TagId = tag.Id,
                CreatedAt = now,
            })
            .ToList();
        if (given.Count == 0)
            return [];
        await new Batch(db).Insert(MergeTags.Taggings, given).Run(ct);
        changes.Raise(new CustomersTagged(action.Id, [.. given.Select(g => g.CustomerId)], tag.Id, tag.Name));
        return given.ConvertAll(g => (g.CustomerId, g.Id));
    }

    private async Task<List<(Guid Customer, Guid Tagging)>> Take(
        BulkAction action,
        Tag tag,
        Guid[] customers,
        CancellationToken ct,
        Guid[]? taggings = null
    )
    {
        var these = taggings is null ? Sql.Empty : Sql.Of($" and {Sql.In("id", taggings)}");
        var taken = await db.Rows(
            $"""
            delete from customer_tags where organization_id = {db.TenantId} and tag_id = {tag.Id} and {Sql.In(
                "customer_id",
                customers
            )}{these} returning customer_id, id
            """,
            row => (row.Id(0), row.Id(1)),
            ct
        );
        if (taken.Count > 0)
            changes.Raise(new CustomersUntagged(action.Id, [.. taken.Select(t => t.Item1)], tag.Id, tag.Name));
        return taken;
    }
}
