using Rapport.Platform.Data;
using Rapport.Records.Billing;
using Rapport.Records.Interactions;
using Rapport.Records.Loyalty;
using Rapport.Records.Sales;
using Rapport.Records.Service;
using Rapport.Records.Support;

namespace Rapport.Records.Facts;

/// <summary>The parts of a customer's summary that facts decide.</summary>
public enum SummaryPart
{
    Purchases,
    Tickets,
    Points,
    Interactions,
}

/// <summary>
/// Works out summaries from the facts of the customers named, in one statement for all of them. From all their facts, not by differences:
/// in whatever order facts come, are repeated, corrected or removed, the summary is that of the facts there are. What is only added goes by
/// <see cref="SummaryAdditions"/>, and "verify" compares both.
/// </summary>
public sealed class FactSummaries(RapportDb db)
{
    private const int Few = 20;

    public static readonly IReadOnlyList<SummaryPart> Parts = Enum.GetValues<SummaryPart>();

    private static readonly Dictionary<string, SummaryPart> ByType = new()
    {
        [FactKind.Of<Order>().Type] = SummaryPart.Purchases,
        [FactKind.Of<Invoice>().Type] = SummaryPart.Purchases,
        [FactKind.Of<Payment>().Type] = SummaryPart.Purchases,
        [FactKind.Of<ServiceVisit>().Type] = SummaryPart.Purchases,
        [FactKind.Of<Ticket>().Type] = SummaryPart.Tickets,
        [FactKind.Of<LoyaltyTransaction>().Type] = SummaryPart.Points,
        [FactKind.Of<Interaction>().Type] = SummaryPart.Interactions,
    };

    public static SummaryPart? PartOf(string type) => ByType.TryGetValue(type, out var part) ? part : null;

    public void Write(Batch batch, SummaryPart part, IReadOnlyList<Guid> customers)
    {
        if (customers.Count > 0)
            batch.Write(
                part == SummaryPart.Interactions && customers.Count <= Few
                    ? LastOfEach(customers)
                    : Update(part, Sql.In("customer_id", customers))
            );
    }

    /// <summary>Of few customers the last interaction is one step into an index for each, however many they have.</summary>
    private Sql LastOfEach(IReadOnlyList<Guid> customers) =>
        $"""
            update customer_summary as s set last_interaction_at = (select max(i.happened_at) from interactions i where i.organization_id = s.organization_id and i.customer_id = s.customer_id)
            where s.organization_id = {db.TenantId} and {Sql.In("s.customer_id", customers)}
            """;

    /// <summary>All columns of the part, as they ought to be for the customers that the condition on <c>customer_id</c> names. What facts
    /// come to is worked out once, before the join:
    /// where a database does not know its tables yet, it would else do so for each customer anew. A summary that is right already is not
    /// written.</summary>
    internal Sql Update(SummaryPart part, Sql which)
    {
        var columns = Columns(part);
        return $"""
            with f as materialized ({Facts(part, which)})
            update customer_summary as s set {Listed(columns, c => $"{c.Name} = n.{c.Name}")}
            from (select w.customer_id as id, {Listed(
                columns,
                c => $"{c.Value} as {c.Name}"
            )} from customer_summary w left join f on f.customer_id = w.customer_id
                  where w.organization_id = {db.TenantId} and {Of("w", which)}) n
            where s.organization_id = {db.TenantId} and s.customer_id = n.id and ({Listed(
                columns,
                c => $"s.{c.Name} {IsNot} n.{c.Name}",
                " or "
            )})
            """;
    }

    /// <summary>The customers whose stored part is not what their facts come to.</summary>
    internal Sql Differing(SummaryPart part) =>
        $"""
            select s.customer_id from customer_summary s left join ({Facts(part, Everybody)}) f on f.customer_id = s.customer_id
            where s.organization_id = {db.TenantId} and ({Listed(Columns(part), c => $"s.{c.Name} {IsNot} {c.Value}", " or ")})
            """;

    private sealed record Column(string Name, string Value);

    /// <summary>The columns of a part, each with what it is when <c>f</c> are the sums of the customer's facts, or nothing.</summary>
    private static IReadOnlyList<Column> Columns(SummaryPart part) =>
        part switch
        {
            SummaryPart.Purchases =>
            [
                new("order_count", "coalesce(f.purchases, 0)"),
                new("currency", "f.currency"),
                new("gross_minor", "coalesce(f.gross, 0)"),
                new("refunded_minor", "coalesce(f.refunded, 0)"),
                new("spent_minor", "coalesce(f.gross, 0) - coalesce(f.refunded, 0)"),
                new("first_purchase_at", "f.first_at"),
                new("last_purchase_at", "f.last_at"),
            ],
            SummaryPart.Tickets => [new("open_tickets", "coalesce(f.tickets, 0)")],
            SummaryPart.Points =>
            [
                new("points", MostPoints("coalesce(f.points, 0)")),
                new("lifetime_points", MostPoints("coalesce(f.lifetime, 0)")),
                new("tier", "f.tier"),
            ],
            _ => [new("last_interaction_at", "f.last_at")],
        };

    /// <summary>Whoever has two billion points has enough of them: a column holds no more.</summary>
    internal static string MostPoints(string sum) =>
        $"case when {sum} > {int.MaxValue} then {int.MaxValue} when {sum} < {int.MinValue} then {int.MinValue} else {sum} end";

    /// <summary>The sums of the facts, a row for each customer who has any.</summary>
    private Sql Facts(SummaryPart part, Sql which) =>
        part switch
        {
            SummaryPart.Purchases => Purchases(which),
            SummaryPart.Tickets =>
                $"select customer_id, count(*) as tickets from tickets where organization_id = {db.TenantId} and {which} and status in ('open', 'pending', 'on_hold') group by customer_id",
            SummaryPart.Points => $"""
                select l.customer_id, l.points, l.lifetime, (select t.name from loyalty_tiers t where t.organization_id = {db.TenantId} and t.points <= l.lifetime order by t.points desc limit 1) as tier
                from (select customer_id, sum(points) as points, sum(case when points > 0 then points else 0 end) as lifetime from loyalty_transactions where organization_id = {db.TenantId} and {which} group by customer_id) l
                """,
            _ =>
                $"select customer_id, max(happened_at) as last_at from interactions where organization_id = {db.TenantId} and {which} group by customer_id",
        };

    // "Is distinct from" is too new for some SQLite; its "is not" says the same.
    private string IsNot => db.Engine == Engine.Postgres ? "is distinct from" : "is not";

    private static Sql Listed(IReadOnlyList<Column> columns, Func<Column, string> each, string between = ", ") =>
        Sql.Raw(string.Join(between, columns.Select(each)));

    private static readonly Sql Everybody = Sql.Raw("customer_id is not null");

    private static Sql Of(string alias, Sql which) => $"{Sql.Raw(alias + ".")}{which}";

    /// <summary>
    /// A purchase is an order that is neither draft nor cancelled, or an invoice or visit that belongs to none (FCT-13). A visit that an
    /// invoice bills is told by that invoice.
    /// A refund that pays for goods which came back is counted with the goods.
    /// </summary>
    private Sql Purchases(Sql which) =>
        $"""
            select customer_id, currency, gross, refunded, purchases, first_at, last_at from (
              select customer_id, currency, gross, refunded,
                sum(own_purchases) over (partition by customer_id) as purchases, min(own_first) over (partition by customer_id) as first_at, max(own_last) over (partition by customer_id) as last_at,
                row_number() over (partition by customer_id order by own_purchases desc, gross desc, currency) as place
              from (
                select customer_id, currency, sum(gross) as gross, sum(refunded) as refunded, sum(purchases) as own_purchases, min(first_at) as own_first, max(last_at) as own_last
                from ({Movements(which)}) moved group by customer_id, currency) by_currency) ranked
            where place = 1
            """;

    /// <summary>
    /// What was bought and given back, a row each: customer_id, currency, gross, refunded, purchases (1 of a purchase), first_at and
    /// last_at, and moved_at of any.
    /// </summary>
    internal Sql Movements(Sql which) =>
        $"""
            select customer_id, currency, case when is_return then 0 else total_minor end as gross, case when is_return then abs(total_minor) when status = 'returned' then {Kept} else 0 end as refunded,
              case when is_return then 0 else 1 end as purchases, case when is_return then null else ordered_at end as first_at, case when is_return then null else ordered_at end as last_at, ordered_at as moved_at
            from orders o where organization_id = {db.TenantId} and {which} and status not in ('draft', 'cancelled')
            union all
            select customer_id, currency, case when total_minor < 0 then 0 else total_minor end, case when total_minor < 0 then -total_minor else 0 end,
              case when total_minor < 0 then 0 else 1 end, case when total_minor < 0 then null else issued_at end, case when total_minor < 0 then null else issued_at end, issued_at
            from invoices where organization_id = {db.TenantId} and {which} and status not in ('draft', 'void') and order_ref is null
            union all
            select customer_id, currency, total_minor, 0, 1, opened_at, opened_at, opened_at
            from service_visits v where organization_id = {db.TenantId} and {which} and status = 'completed'
              and not exists (select 1 from invoices i where i.organization_id = v.organization_id and i.customer_id = v.customer_id and i.total_minor = v.total_minor and i.currency = v.currency
                              and i.status not in ('draft', 'void') and i.issued_at >= v.opened_at)
            union all
            select customer_id, currency, 0, refunded_amount_minor, 0, null, null, paid_at
            from payments p where organization_id = {db.TenantId} and {which} and refunded_amount_minor > 0
              and not exists (select 1 from invoices i where i.organization_id = p.organization_id and i.customer_id = p.customer_id and i.external_id = p.invoice_ref and ({NotSold}))
            """;

    /// <summary>What of an order that came back no return of its own tells of.</summary>
    private static readonly Sql Kept = Sql.Raw(
        """
        case when total_minor > coalesce((select sum(abs(r.total_minor)) from orders r where {Back}), 0) then total_minor - coalesce((select sum(abs(r.total_minor)) from orders r where {Back}), 0) else 0 end
        """.Replace(
            "{Back}",
            "r.organization_id = o.organization_id and r.customer_id = o.customer_id and r.returns_ref = o.external_id and r.status not in ('draft', 'cancelled')",
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
                   and ((r.returns_ref = i.order_ref and r.status not in ('draft', 'cancelled')) or (r.external_id = i.order_ref and r.status in ('draft', 'cancelled', 'returned'))))
        """
    );
}
