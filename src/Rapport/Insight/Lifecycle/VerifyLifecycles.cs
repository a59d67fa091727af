using Rapport.Platform.Data;

namespace Rapport.Insight.Lifecycle;

/// <summary>Compares the current stages with their histories, and the statuses of customers with their stages.</summary>
internal sealed class VerifyLifecycles(RapportDb db) : IVerify
{
    private const int Named = 5;

    public async Task<IReadOnlyList<Difference>> Run(CancellationToken ct)
    {
        var found = new List<Difference>();
        await Note(
            found,
            "customers have another status than their stage says",
            $"""
            select c.id from customer_lifecycles l
            join customers c on c.organization_id = l.organization_id and c.id = l.customer_id
            join lifecycle_stages s on s.organization_id = l.organization_id and s.id = l.current_stage_id
            where l.organization_id = {db.TenantId} and c.status <> case when l.is_inactive = {true} then 'inactive'
              when s.category = 'pre_customer' then 'prospect' when s.category = 'customer' then 'active' else 'churned' end
            """,
            ct
        );
        await Note(
            found,
            "customers are in another stage than their history ends with",
            $"""
            select l.customer_id from customer_lifecycles l where l.organization_id = {db.TenantId} and l.current_stage_id <> (
              select h.to_stage_id from stage_changes h where h.organization_id = l.organization_id and h.customer_id = l.customer_id
              order by h.changed_at desc, h.id desc limit 1)
            """,
            ct
        );
        return found;
    }

    private async Task Note(List<Difference> found, string what, Sql differing, CancellationToken ct)
    {
        var ids = await db.Rows(differing, row => row.Id(0), ct);
        if (ids.Count > 0)
            found.Add(new(ids.Count, $"{ids.Count} {what}: {string.Join(", ", ids.Take(Named))}"));
    }
}
