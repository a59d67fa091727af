using Rapport.Platform;
using Rapport.Records.Customers.Panels;
using Rapport.Records.Facts;
using Rapport.Records.Purchases.Panels;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Purchases;

/// <summary>What customers bought, whichever record shows it: orders, invoices or visits.</summary>
public sealed class PurchasesModule : Module
{
    public override void Add(IServiceCollection services)
    {
        services.AddSingleton<SummaryPart, PurchaseSummary>();
        AddPanels(services);
    }

    private static void AddPanels(IServiceCollection services)
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
