using Rapport.Platform.Data;
using Rapport.Records.Customers;

namespace Rapport.Records.Customers.Intake;

/// <summary>A customer that a row names or resembles, as far as deciding needs it.</summary>
internal sealed record KnownCustomer(Guid Id, Guid? OwnerId, Guid? BranchId, bool IsArchived);

/// <summary>Finds whom external IDs belong to, all of a batch at once; who was merged answers as the survivor.</summary>
internal sealed class ResolveExternalIds(RapportDb db, string system)
{
    private sealed record Found(string Value, Guid Id, Guid? OwnerId, Guid? BranchId, bool IsArchived, Guid? MergedInto);

    public async Task<Dictionary<string, KnownCustomer>> Of(IReadOnlyCollection<string> values, CancellationToken ct)
    {
        if (values.Count == 0)
            return [];
        var found = await db.Rows(
            $"""
            select e.value, c.id, c.owner_id, c.branch_id, c.archived_at, c.merged_into_id
            from external_ids e join customers c on c.organization_id = e.organization_id and c.id = e.customer_id
            where e.organization_id = {db.TenantId} and e.system = {system} and {Sql.In("e.value", values)}
            """,
            row => new Found(row.Text(0), row.Id(1), row.IdOrNull(2), row.IdOrNull(3), !row.IsNull(4), row.IdOrNull(5)),
            ct
        );
        var known = new Dictionary<string, KnownCustomer>();
        foreach (var one in found)
            known[one.Value] = one.MergedInto is { } survivor
                ? await Survivor(survivor, ct)
                : new KnownCustomer(one.Id, one.OwnerId, one.BranchId, one.IsArchived);
        return known;
    }

    private async Task<KnownCustomer> Survivor(Guid id, CancellationToken ct)
    {
        while (true)
        {
            var (next, customer) = (
                await db.Rows(
                    $"""
                    select merged_into_id, id, owner_id, branch_id, archived_at from customers
                    where organization_id = {db.TenantId} and id = {id}
                    """,
                    row => (row.IdOrNull(0), new KnownCustomer(row.Id(1), row.IdOrNull(2), row.IdOrNull(3), !row.IsNull(4))),
                    ct
                )
            ).Single();
            if (next is not { } further)
                return customer;
            id = further;
        }
    }
}
