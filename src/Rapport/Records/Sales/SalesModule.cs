using System.CommandLine;
using Rapport.Platform;
using Rapport.Platform.Events;
using Rapport.Records.Customers;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;
using Rapport.Records.Sales.OnlineRetail;
using Rapport.Records.Sales.Pipeline;
using Rapport.Trust.Pages;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Sales;

/// <summary>Products, orders and opportunities, the board of deals, and the import of the public retail file.</summary>
public sealed class SalesModule : Module
{
    public override void Add(IServiceCollection services)
    {
        services.AddScoped<IntakeRules, ReturnRules>();
        services.AddScoped<SalesStages>().AddScoped<ReadBoard>().AddScoped<MoveOpportunity>();
        services.AddEventReader<WonDeals>();
        services.AddScoped<ImportOnlineRetail>().AddSingleton(RetailReconciliation.Account);
        services.AddLiveLists(Permission.ReadSales, "sales_stages");
        services.AddSingleton(new SettingsTab("Sales", SalesSettingsPage.Path, 80, Permission.ManageSettings));
    }

    public override void Map(WebApplication app) => PipelineRoutes.Map(app);

    public override IEnumerable<Command> ImportCommands() => [OnlineRetailCommand.Make()];
}
