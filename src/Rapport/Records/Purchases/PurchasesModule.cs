using Rapport.Platform;
using Rapport.Platform.Criteria;
using Rapport.Records.Customers.Criteria;
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
        services.AddCriteriaField(
            Field("lifecycle.first_purchase_date", "First purchase", CriteriaType.Time, "first_purchase_at"),
            Field("lifecycle.last_purchase_date", "Last purchase", CriteriaType.Time, "last_purchase_at"),
            Field("lifecycle.order_count", "Number of purchases", CriteriaType.Number, "order_count"),
            Field("lifecycle.lifetime_value", "Lifetime value", CriteriaType.Money, "spent_thousandths"),
            Field("lifecycle.currency", "Currency of purchases", CriteriaType.Text, "currency")
        );
        AddPanels(services);
    }

    private static CriteriaField Field(string name, string label, CriteriaType type, string column) =>
        CustomerCriteria.OfSummary(
            name,
            label,
            "Lifecycle",
            type,
            column,
            Permission.ReadSales,
            [.. new PurchaseSummary().Kinds.Select(k => k.Type)]
        );

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
