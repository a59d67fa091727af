using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Records.Customers.Merge;

/// <summary>Looks whether customers that came back closed a loop with what was hung elsewhere in the meantime.</summary>
internal sealed class MergedTree(RapportDb db)
{
    public async Task RefuseLoop(IReadOnlyList<Guid> customers, CancellationToken ct)
    {
        foreach (var start in customers)
        {
            var chain = await WayUp(start, ct);
            if (chain is null)
                continue;
            throw new Refusal(
                "hierarchy_loop",
                $"Undoing would close a loop: {string.Join(" → ", chain)}. Give one of them another parent first.",
                new Dictionary<string, object?> { ["chain"] = chain }
            );
        }
    }

    /// <summary>The names from here back to here, null when the way up ends.</summary>
    private async Task<List<string>?> WayUp(Guid start, CancellationToken ct)
    {
        var above = (
            await db.Rows(
                $"""
                with recursive above (id, parent_id, display_name) as (
                  select id, parent_id, display_name from customers where organization_id = {db.TenantId} and id = {start}
                  union
                  select c.id, c.parent_id, c.display_name from above cross join customers c
                  where c.organization_id = {db.TenantId} and c.id = above.parent_id)
                select id, parent_id, display_name from above
                """,
                row => (Id: row.Id(0), Parent: row.IdOrNull(1), Name: row.Text(2)),
                ct
            )
        ).ToDictionary(a => a.Id);
        var chain = new List<string> { above[start].Name };
        for (var parent = above[start].Parent; parent is { } id && chain.Count <= above.Count; parent = above[id].Parent)
        {
            chain.Add(above[id].Name);
            if (id == start)
                return chain;
        }
        return null;
    }
}
