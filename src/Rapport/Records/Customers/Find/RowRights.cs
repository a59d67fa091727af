using Rapport.Trust.Permissions;

namespace Rapport.Records.Customers.Find;

/// <summary>Which columns of a list the caller may read, and of whose customers.</summary>
internal sealed class RowRights(Access access)
{
    private readonly bool contactData = access.Sees(Trust.Permissions.Mask.ContactData);

    public static RowRights Of(Access access) => new(access);

    public CustomerRow Mask(CustomerRow row)
    {
        var withheld = new List<string>();
        if (!contactData)
        {
            withheld.AddRange(["email", "phone"]);
            row = row with { Email = null, Phone = null, PhoneE164 = null };
        }
        if (!Reaches(Permission.ReadSales, row))
        {
            withheld.AddRange(["order_count", "lifetime_value", "currency", "last_purchase_at"]);
            row = row with { OrderCount = null, LifetimeValue = null, Currency = null, LastPurchaseAt = null };
        }
        if (!Reaches(Permission.ReadLoyalty, row))
        {
            withheld.AddRange(["tier", "points"]);
            row = row with { Tier = null, Points = null };
        }
        if (!Reaches(Permission.ReadSupport, row))
        {
            withheld.Add("open_tickets");
            row = row with { OpenTickets = null };
        }
        return withheld.Count == 0 ? row : row with { Withheld = [.. withheld] };
    }

    // Whoever is on the team of a customer sees more on the customer's own page; a list does not look that up for each row.
    private bool Reaches(Permission permission, CustomerRow row) =>
        access.Caller.Grants.Scopes.TryGetValue(permission, out var scope) && access.Reaches(scope, row.OwnerId, row.BranchId, false);
}
