using Rapport.Platform.Data;

namespace Rapport.Insight.Lifecycle;

/// <summary>Gives customers their first stage. It is no move: the history begins with it, and nothing follows.</summary>
internal static class LifecycleRows
{
    /// <summary>By the status that stands in the record, or all in one stage.</summary>
    public static Batch Begin(
        this Batch batch,
        Guid organization,
        IReadOnlyCollection<Guid> customers,
        SystemStage? stage,
        MoveTrigger trigger
    )
    {
        var key = stage is { } known
            ? (Sql)$"{known}"
            : Sql.Raw(
                """
                case c.status when 'active' then 'customer' when 'inactive' then 'customer' when 'churned' then 'churned' else 'lead' end
                """
            );
        // The first line of a history has the customer's own ID: no customer has two.
        return batch
            .Write(
                $"""
                insert into customer_lifecycles (organization_id, customer_id, current_stage_id, entered_stage_at, purchases_at_entry,
                  is_inactive, onboarding_expected, high_risk_rechurn, version, updated_at)
                select c.organization_id, c.id, s.id, c.created_at, 0, c.status = 'inactive',
                  c.type = 'organization' and s.system_key = 'customer', {false}, 1, c.created_at
                from customers c join lifecycle_stages s on s.organization_id = c.organization_id and s.system_key = {key}
                where c.organization_id = {organization} and {Sql.In("c.id", customers)} on conflict do nothing
                """
            )
            .Write(
                $"""
                insert into stage_changes (organization_id, id, customer_id, to_stage_id, changed_at, changed_by_id, trigger)
                select l.organization_id, l.customer_id, l.customer_id, l.current_stage_id, l.entered_stage_at, c.created_by_id, {trigger}
                from customer_lifecycles l join customers c on c.organization_id = l.organization_id and c.id = l.customer_id
                where l.organization_id = {organization} and {Sql.In("l.customer_id", customers)} and not exists (
                  select 1 from stage_changes h where h.organization_id = l.organization_id and h.id = l.customer_id)
                """
            );
    }

    /// <summary>For customers that were written past the use cases, before something is done with their stage.</summary>
    public static async Task Ensure(RapportDb db, IReadOnlyCollection<Guid> customers, CancellationToken ct)
    {
        var known = (
            await db.Rows(
                $"select customer_id from customer_lifecycles where organization_id = {db.TenantId} and {Sql.In("customer_id", customers)}",
                row => row.Id(0),
                ct
            )
        ).ToHashSet();
        var missing = customers.Where(id => !known.Contains(id)).ToList();
        if (missing.Count > 0)
            await new Batch(db).Begin(db.TenantId, missing, null, MoveTrigger.System).Run(ct);
    }

    public static async Task<Guid> Current(RapportDb db, Guid customer, CancellationToken ct) =>
        (
            await db.Rows(
                $"select current_stage_id from customer_lifecycles where organization_id = {db.TenantId} and customer_id = {customer}",
                row => row.Id(0),
                ct
            )
        ).Single();
}
