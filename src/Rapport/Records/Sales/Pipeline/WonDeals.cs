using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Records.Customers;
using Rapport.Records.Facts;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Sales.Pipeline;

/// <summary>A deal that is won makes a customer of a prospect.</summary>
public sealed class WonDeals(RapportDb db, Access access, EditCustomer edit, TimeProvider clock) : FactFlow(db, access), IEventReader
{
    public static string Name => "won_deals";

    public static Sql Follows => Written("opportunity");

    protected override async Task Follow(IReadOnlyList<Guid> customers, CancellationToken ct)
    {
        var won = await Db.Rows(
            $"""
            select o.id, o.customer_id, c.status, c.archived_at from opportunities o join customers c on c.organization_id = o.organization_id and c.id = o.customer_id
            where o.organization_id = {Db.TenantId} and {Sql.In(
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
        await Followed.Mark(Db, "opportunities", [.. won.Select(w => w.Id)], clock.Now(), ct);
    }
}
