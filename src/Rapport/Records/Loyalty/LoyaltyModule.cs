using Rapport.Platform;
using Rapport.Platform.Criteria;
using Rapport.Platform.Jobs;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Criteria;
using Rapport.Records.Customers.Pages;
using Rapport.Records.Customers.Panels;
using Rapport.Records.Facts;
using Rapport.Records.Facts.Intake;
using Rapport.Records.Loyalty.Panels;
using Rapport.Trust.Pages;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Loyalty;

/// <summary>The ledger of points, and the tiers that members reach with them.</summary>
public sealed class LoyaltyModule : Module
{
    public override void Add(IServiceCollection services)
    {
        AddWordings(services);
        services.AddSingleton<SummaryPart, PointSummary>().AddScoped<IntakeRules, PointRules>();
        services.AddScoped<LoyaltyTiers>().AddJob<MoveMembers, MoveMembers.Arguments>();
        services.AddLiveLists(Permission.ReadCustomers, "loyalty_tiers");
        services.AddSingleton(new SettingsTab("Loyalty", "/settings/loyalty", 100, Permission.ManageSettings));
        services.AddCriteriaField(
            Field("loyalty.points", "Loyalty points", CriteriaType.Number, "points"),
            Field("loyalty.lifetime_points", "Loyalty points in all", CriteriaType.Number, "lifetime_points"),
            Field("loyalty.tier", "Loyalty tier", CriteriaType.Text, "tier")
        );
        AddPanels(services);
    }

    private static void AddWordings(IServiceCollection services) =>
        services.AddTimelineWording(new TimelineWording("loyalty_transaction", "gift") { Detail = e => e.Word("reference") });

    private static CriteriaField Field(string name, string label, CriteriaType type, string column) =>
        CustomerCriteria.OfSummary(name, label, "Loyalty", type, column, Permission.ReadLoyalty, "loyalty_transaction");

    private static void AddPanels(IServiceCollection services)
    {
        services.AddCustomerPart<LoyaltyPart>("loyalty", Permission.ReadLoyalty);
        services.AddCustomerPanel<LoyaltyPanel>(
            new("loyalty", "Loyalty points", PanelPlace.Side, 50)
            {
                Permission = Permission.ReadLoyalty,
                Reads = ["loyalty"],
                Live = ["loyalty_transaction"],
                LiveOfOrganization = ["loyalty_tiers"],
                Shows = s => s.Of<LoyaltyStanding>() is not null,
            }
        );
        services.AddCustomerAction(
            new("points", "Adjust loyalty points", "gift", "quick/points", Permission.WriteLoyalty) { Menu = (1, 30) }
        );
    }

    public override void Map(WebApplication app) => LoyaltyRoutes.Map(app);
}
