using Rapport.Records.Customers.Panels;
using Rapport.Records.Sales.Panels;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Sales;

/// <summary>Orders and opportunities.</summary>
public static class SalesModule
{
    public static void AddSales(this IServiceCollection services)
    {
        services
            .AddCustomerPart<OrdersPart>("orders", Permission.ReadSales)
            .AddCustomerPart<OpportunitiesPart>("opportunities", Permission.ReadSales);
        services
            .AddCustomerPanel<OpportunitiesPanel>(
                new("opportunities", "Opportunities", PanelPlace.Main, 20)
                {
                    PhoneOrder = 2,
                    Permission = Permission.ReadSales,
                    Reads = ["opportunities"],
                    Live = ["opportunity"],
                    Shows = s => s.Of<OpportunityPipeline>() is not null,
                }
            )
            .AddCustomerPanel<OrdersPanel>(
                new("orders", "Orders", PanelPlace.Main, 30)
                {
                    Permission = Permission.ReadSales,
                    Reads = ["orders"],
                    Live = ["order"],
                    YieldsToLeading = true,
                    Shows = s => s.Of<OrderHistory>() is not null,
                }
            );
    }
}
