using Rapport.Platform;
using Rapport.Records.Behaviour.Panels;
using Rapport.Records.Customers.Pages;
using Rapport.Records.Customers.Panels;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Behaviour;

/// <summary>Visits to the site and use of the product.</summary>
public sealed class BehaviourModule : Module
{
    public override void Add(IServiceCollection services)
    {
        AddWordings(services);
        services.AddCustomerPart<BehaviourPart>("behaviour", Permission.ReadBehaviour);
        services
            .AddCustomerPanel<AccountPanel>(
                new("account", "The account", PanelPlace.Main, 10)
                {
                    PhoneOrder = 2,
                    IsSingular = true,
                    Reads = ["account", "behaviour", "metrics"],
                    Live = ["customer", "usage_metric"],
                    Shows = AccountPanel.HasSomething,
                }
            )
            .AddCustomerPanel<BehaviourPanel>(
                new("behaviour", "Behaviour", PanelPlace.Side, 90)
                {
                    IsSingular = true,
                    Permission = Permission.ReadBehaviour,
                    Reads = ["behaviour"],
                    Live = ["session", "order"],
                    Shows = s =>
                        s.Of<BehaviourProfile>() is { } known
                        && (known.TotalSessions > 0 || known.TopPurchasedCategories.Count > 0 || known.PreferredTimes is not null),
                }
            );
    }

    private static void AddWordings(IServiceCollection services) => services.AddTimelineWording(new TimelineWording("session", "eye"));
}
