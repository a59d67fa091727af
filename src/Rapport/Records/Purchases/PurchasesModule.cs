using Rapport.Records.Customers.Panels;
using Rapport.Records.Purchases.Panels;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Purchases;

/// <summary>What customers bought, in the shop, in the workshop or on an invoice alone.</summary>
public static class PurchasesModule
{
    public static void AddPurchases(this IServiceCollection services)
    {
        services
            .AddCustomerPart<MetricsPart>("metrics", Permission.ReadSales)
            .AddCustomerPart<SpendPart>("spend", Permission.ReadSales, isInAnswer: false);
        services.AddCustomerPanel<SpendPanel>(
            new("spend", "Spending", PanelPlace.Side, 60)
            {
                IsSingular = true,
                Reads = ["metrics", "orders", "spend"],
                Live = ["order", "invoice", "service_visit", "payment"],
                Shows = s => s.Of<SpendByMonth>() is not null,
            }
        );
    }
}
