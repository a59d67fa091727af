using Rapport.Models.Linkage;
using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Pages.Parts;

/// <summary>The only customer of a name whom the caller sees: what a picker falls back on where no script ran.</summary>
internal static class CalledOnly
{
    public static async Task<Guid> Find(RapportDb db, CustomerAccess customers, string name, string field, CancellationToken ct)
    {
        var key = NameFolding.Key(name, Customer.MaxName);
        var called = await db.Rows(
            $"""
            select c.id from customers c where c.organization_id = {db.TenantId} and c.name_key = {key} and c.archived_at is null
              and c.merged_into_id is null and {customers.Visible(Permission.ReadCustomers, "c")} limit 2
            """,
            row => row.Id(0),
            ct
        );
        return called switch
        {
            [var only] => only,
            [] => throw new Invalid(field, "Nobody is called that. Choose from the list."),
            _ => throw new Invalid(field, "More than one customer is called that. Choose from the list."),
        };
    }
}
