using Rapport.Platform.Data;
using Rapport.Records.Customers.Panels;

namespace Rapport.Records.Sales.Panels;

/// <summary>What kinds of goods the customer buys; of an order line without a category that of its product.</summary>
internal sealed class CategoryReads(PartReading reading) : CustomerRead
{
    private const int Orders = 200;

    private readonly List<(string Category, int Count)> bought = [];

    public override IEnumerable<Statement> Statements =>
        [
            Statement.Into(
                bought,
                $"""
                select category, count(*) from (
                  select coalesce(l.category, (select p.category from products p where p.organization_id = l.organization_id
                    and p.sku = l.sku limit 1)) as category, l.quantity * l.unit_price as spent
                  from order_lines l where l.organization_id = {reading.Organization} and l.quantity > 0
                    and l.fact_id in (select id from orders where {reading.Mine} and not is_return
                      and status not in ('draft', 'cancelled') order by happened_at desc, id desc limit {Orders})) lines
                where category is not null group by category order by sum(spent) desc, category
                """,
                row => (row.Text(0), (int)row.Long(1))
            ),
        ];

    public IReadOnlyList<(string Category, int Count)> Bought => bought;
}
