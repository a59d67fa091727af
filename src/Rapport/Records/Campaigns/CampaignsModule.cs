using Rapport.Platform;
using Rapport.Records.Campaigns.Panels;
using Rapport.Records.Customers.Pages;
using Rapport.Records.Customers.Panels;
using Rapport.Records.Facts.Intake;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Campaigns;

/// <summary>Campaigns that other systems sent, and how they reached customers.</summary>
public sealed class CampaignsModule : Module
{
    public override void Add(IServiceCollection services)
    {
        AddWordings(services);
        services.AddScoped<IntakeRules, MessageRules>();
        AddPanels(services);
    }

    private static void AddWordings(IServiceCollection services) =>
        services.AddTimelineWording(new TimelineWording("campaign_message", "megaphone"));

    private static void AddPanels(IServiceCollection services)
    {
        services.AddCustomerPart<MarketingPart>("marketing", Permission.ReadMarketing);
        services.AddCustomerPanel<MarketingPanel>(
            new("marketing", "Marketing", PanelPlace.Side, 80)
            {
                IsSingular = true,
                Permission = Permission.ReadMarketing,
                Reads = ["marketing"],
                Live = ["campaign_message", "customer", "segments"],
                Shows = s => s.Of<MarketingEngagement>() is not null,
            }
        );
    }
}
