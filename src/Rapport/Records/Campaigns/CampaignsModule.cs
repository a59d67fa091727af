using Rapport.Records.Campaigns.Panels;
using Rapport.Records.Customers.Panels;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Campaigns;

/// <summary>Campaigns that customers received from other systems.</summary>
public static class CampaignsModule
{
    public static void AddCampaigns(this IServiceCollection services)
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
