using Rapport.Records.Customers.Panels;
using Rapport.Records.Support.Panels;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Support;

/// <summary>Tickets and what was promised for them.</summary>
public static class SupportModule
{
    public static void AddSupport(this IServiceCollection services)
    {
        services.AddCustomerPart<SupportPart>("support", Permission.ReadSupport);
        services.AddCustomerPanel<TicketsPanel>(
            new("tickets", "Tickets", PanelPlace.Side, 20)
            {
                PhoneOrder = 3,
                Permission = Permission.ReadSupport,
                Reads = ["support"],
                Live = ["ticket", "survey_response"],
                LiveOfOrganization = ["service_levels"],
                Shows = s => s.Of<SupportHistory>() is not null,
            }
        );
        services.AddCustomerAction(
            new("ticket", "Create ticket", "life-buoy", "quick/ticket", Permission.WriteSupport)
            {
                Menu = (1, 20),
                Primary = (30, "Create ticket"),
            }
        );
    }
}
