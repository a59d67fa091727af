using Rapport.Records.Customers.Panels;
using Rapport.Records.Loyalty.Panels;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Loyalty;

/// <summary>Points and tiers.</summary>
public static class LoyaltyModule
{
    public static void AddLoyalty(this IServiceCollection services)
    {
        services.AddCustomerPart<LoyaltyPart>("loyalty", Permission.ReadLoyalty);
        services.AddCustomerPanel<LoyaltyPanel>(
            new("loyalty", "Loyalty points", PanelPlace.Side, 50)
            {
                Permission = Permission.ReadLoyalty,
                Reads = ["loyalty"],
                Live = ["loyalty_transaction"],
                LiveOfOrganization = ["loyalty_tiers"],
                Shows = s => s.Of<LoyaltyStanding>() is not null,
            }
        );
        services.AddCustomerAction(
            new("points", "Adjust loyalty points", "gift", "quick/points", Permission.WriteLoyalty) { Menu = (1, 30) }
        );
    }
}
