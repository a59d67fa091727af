using System.CommandLine;
using Rapport.Platform;
using Rapport.Platform.Events;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Pages;
using Rapport.Records.Customers.Panels;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;
using Rapport.Records.Sales.OnlineRetail;
using Rapport.Records.Sales.Panels;
using Rapport.Records.Sales.Pipeline;
using Rapport.Trust.Pages;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Sales;

/// <summary>Products, orders and opportunities, the board of deals, and the import of the public retail file.</summary>
public sealed class SalesModule : Module
{
    public override void Add(IServiceCollection services)
    {
        AddWordings(services);
        services.AddScoped<IntakeRules, ReturnRules>();
        services.AddSingleton(new CountedFacts(FactKind.Of<Order>(), "f.status not in ('draft', 'cancelled') and not f.is_return"));
        services.AddScoped<SalesStages>().AddScoped<ReadBoard>().AddScoped<MoveOpportunity>();
        services.AddScoped<ImportOnlineRetail>().AddSingleton(RetailReconciliation.Account);
        services.AddLiveLists(Permission.ReadSales, "sales_stages");
        services.AddSingleton(new SettingsTab("Sales", SalesSettingsPage.Path, 80, Permission.ManageSettings));
        AddPanels(services);
    }

    private static void AddWordings(IServiceCollection services) =>
        services.AddTimelineWording(
            new TimelineWording("order", "receipt")
            {
                IconOf = e => e.Truth("is_return") ? "undo-2" : "receipt",
                More = e =>
                    e.Truth("is_return")
                        ? null
                        : (e.Money("total") is { } total ? $", {total}" : "")
                            + (e.Number("items") is > 0 and var items ? $", {items} {(items == 1 ? "item" : "items")}" : ""),
            },
            new("opportunity", "trending-up") { More = e => e.Money("amount") is { } amount ? $", {amount}" : null }
        );

    private static void AddPanels(IServiceCollection services)
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

    public override void Map(WebApplication app) => PipelineRoutes.Map(app);

    public override IEnumerable<Command> ImportCommands() => [OnlineRetailCommand.Make()];
}
