using Rapport.Platform.Data;

namespace Rapport.Records.Purchases;

/// <summary>
/// What a purchase is (FCT-13), for summaries, panels, lists and reports alike: an order that is neither draft nor cancelled, or an invoice
/// or visit that belongs to none. A visit that an invoice bills is shown by that invoice. A refund that pays for goods which came back is
/// counted with the goods.
/// </summary>
public static class PurchaseRule
{
    /// <summary>
    /// What was bought and given back, a row each: customer_id, currency, gross, refunded, purchases (1 of a purchase), first_at and
    /// last_at, and moved_at of any.
    /// </summary>
    /// <param name="customers">A condition on <c>customer_id</c>.</param>
    public static Sql Movements(Guid organization, Sql customers) =>
        $"""
            select customer_id, currency, case when is_return then 0 else total_minor end as gross,
              case when is_return then abs(total_minor) when status = 'returned' then {Kept} else 0 end as refunded,
              case when is_return then 0 else 1 end as purchases, case when is_return then null else ordered_at end as first_at,
              case when is_return then null else ordered_at end as last_at, ordered_at as moved_at
            from orders o where organization_id = {organization} and {customers} and status not in ('draft', 'cancelled')
            union all
            select customer_id, currency, case when total_minor < 0 then 0 else total_minor end,
              case when total_minor < 0 then -total_minor else 0 end, case when total_minor < 0 then 0 else 1 end,
              case when total_minor < 0 then null else issued_at end, case when total_minor < 0 then null else issued_at end, issued_at
            from invoices where organization_id = {organization} and {customers} and status not in ('draft', 'void') and order_ref is null
            union all
            select customer_id, currency, total_minor, 0, 1, opened_at, opened_at, opened_at
            from service_visits v where organization_id = {organization} and {customers} and status = 'completed'
              and not exists (select 1 from invoices i where i.organization_id = v.organization_id and i.customer_id = v.customer_id
                              and i.total_minor = v.total_minor and i.currency = v.currency
                              and i.status not in ('draft', 'void') and i.issued_at >= v.opened_at)
            union all
            select customer_id, currency, 0, refunded_amount_minor, 0, null, null, paid_at
            from payments p where organization_id = {organization} and {customers} and refunded_amount_minor > 0
              and not exists (select 1 from invoices i where i.organization_id = p.organization_id and i.customer_id = p.customer_id
                              and i.external_id = p.invoice_ref and ({NotSold}))
            """;

    /// <summary>What of an order that came back is not covered by returns of its own.</summary>
    private static readonly Sql Kept = Sql.Raw(
        """
        case when total_minor > coalesce((select sum(abs(r.total_minor)) from orders r where {Back}), 0)
          then total_minor - coalesce((select sum(abs(r.total_minor)) from orders r where {Back}), 0) else 0 end
        """.Replace(
            "{Back}",
            "r.organization_id = o.organization_id and r.customer_id = o.customer_id and r.returns_ref = o.external_id "
                + "and r.status not in ('draft', 'cancelled')",
            StringComparison.Ordinal
        )
    );

    /// <summary>
    /// An invoice whose money was never counted, or is taken off already: its goods came back, its order was called off, or it was.
    /// </summary>
    private static readonly Sql NotSold = Sql.Raw(
        """
        (i.order_ref is null and i.status in ('draft', 'void'))
        or exists (select 1 from orders r where r.organization_id = i.organization_id and r.customer_id = i.customer_id
                   and ((r.returns_ref = i.order_ref and r.status not in ('draft', 'cancelled'))
                     or (r.external_id = i.order_ref and r.status in ('draft', 'cancelled', 'returned'))))
        """
    );
}
