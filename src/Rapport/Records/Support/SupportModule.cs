using Rapport.Platform;
using Rapport.Records.Customers;
using Rapport.Records.Facts;
using Rapport.Trust.Pages;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Support;

/// <summary>Tickets, the service levels they are held to, and surveys.</summary>
public sealed class SupportModule : Module
{
    public override void Add(IServiceCollection services)
    {
        services.AddSingleton<SummaryPart, TicketSummary>();
        services.AddScoped<KeepServiceLevels>().AddScoped<DueTickets>().AddSingleton(DueTickets.Filter);
        services.AddLiveLists(Permission.ReadSupport, "service_levels");
        services.AddSingleton(new SettingsTab("Service levels", SupportSettingsPage.Path, 90, Permission.ManageSettings));
    }

    public override void Map(WebApplication app) => ServiceLevelRoutes.Map(app);
}
