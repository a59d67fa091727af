using Rapport.Platform.Data;
using Rapport.Records.Customers;

namespace Rapport.Records.Facts.Flows;

/// <summary>A deal that is won makes a customer of a prospect.</summary>
public sealed class WonDeals(RapportDb db, EditCustomer edit, TimeProvider clock)
{
    public async Task Run(IReadOnlyList<Guid> customers, CancellationToken ct)
    {
        var won = await db.Rows(
            $"""
            select o.id, o.customer_id, c.status, c.archived_at from opportunities o join customers c on c.organization_id = o.organization_id and c.id = o.customer_id
            where o.organization_id = {db.TenantId} and {Sql.In(
                "o.customer_id",
                customers
            )} and o.status = 'won' and o.followed_at is null order by o.id
            """,
            row =>
                (
                    Id: row.Id(0),
                    Customer: row.Id(1),
                    IsProspect: row.Text(2) == Words.Of(CustomerStatus.Prospect),
                    IsArchived: !row.IsNull(3)
                ),
            ct
        );
        foreach (var customer in won.Where(w => w is { IsProspect: true, IsArchived: false }).Select(w => w.Customer).Distinct())
            await edit.Run(customer, new CustomerInput { Status = CustomerStatus.Active }, null, ct);
        await Followed.Mark(db, "opportunities", [.. won.Select(w => w.Id)], clock.Now(), ct);
    }
}
