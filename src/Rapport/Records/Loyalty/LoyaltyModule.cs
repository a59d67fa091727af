using Rapport.Platform;
using Rapport.Platform.Jobs;
using Rapport.Records.Customers;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;
using Rapport.Trust.Pages;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Loyalty;

/// <summary>The ledger of points, and the tiers that members reach with them.</summary>
public sealed class LoyaltyModule : Module
{
    public override void Add(IServiceCollection services)
    {
        services.AddSingleton<SummaryPart, PointSummary>().AddScoped<IntakeRules, PointRules>();
        services.AddScoped<LoyaltyTiers>().AddJob<MoveMembers, MoveMembers.Arguments>();
        services.AddLiveLists(Permission.ReadCustomers, "loyalty_tiers");
        services.AddSingleton(new SettingsTab("Loyalty", "/settings/loyalty", 100, Permission.ManageSettings));
    }

    public override void Map(WebApplication app) => LoyaltyRoutes.Map(app);
}
