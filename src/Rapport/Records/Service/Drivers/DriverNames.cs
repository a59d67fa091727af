using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Service.Drivers;

/// <summary>What drivers are called: a contact by first and last name, a customer as they are shown.</summary>
internal static class DriverNames
{
    /// <summary>The contact, by the alias k, and the customer, by p, who drives by an assignment a; o is whose contact it is.</summary>
    public static readonly Sql Joined = Sql.Of(
        $"""
        {Sql.LeftLookUp("contacts", "k", $"k.organization_id = a.organization_id and k.id = a.contact_id")}
        {Sql.LeftLookUp("customers", "p", $"p.organization_id = a.organization_id and p.id = a.driver_id")}
        {Sql.LeftLookUp("customers", "o", $"o.organization_id = k.organization_id and o.id = k.customer_id")}
        """
    );

    public static readonly Sql Name = Sql.Raw("coalesce(p.display_name, trim(k.first_name || ' ' || k.last_name))");

    /// <summary>ID of the assignment, name of the driver.</summary>
    public static Sql Of(Sql condition) => $"select a.id, {Name} from driver_assignments a {Joined} where {condition}";
}

/// <summary>
/// Drivers by name, as far as the caller may see them: a customer as such, a contact with the customer it belongs to, who may be the
/// vehicle's former owner.
/// </summary>
public sealed class DriverSight(CustomerAccess customers, Access access)
{
    /// <summary>The name, or null; for <see cref="DriverNames.Joined"/>.</summary>
    public Sql Name =>
        access.Has(Permission.ReadCustomers)
            ? (Sql)
                $"""
                    case when (p.id is not null and {customers.Visible(Permission.ReadCustomers, "p")})
                      or (o.id is not null and {customers.Visible(Permission.ReadCustomers, "o")}) then {DriverNames.Name} end
                    """
            : Sql.Raw("null");
}
