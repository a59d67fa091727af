using Rapport.Platform;
using Rapport.Platform.Criteria;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Web;
using Rapport.Records.Customers;
using Rapport.Records.Facts.Intake;
using Rapport.Records.Facts.Pages;
using Rapport.Trust.Permissions;

namespace Rapport.Records.Facts;

/// <summary>
/// Records from other systems: taken in, kept, listed and shown on timelines by one engine. It names no kind; each is a class in the module
/// that it belongs to.
/// </summary>
public sealed class FactsModule : Module
{
    public override void Add(IServiceCollection services)
    {
        services.AddScoped<FactSummaries>().AddScoped<IFollowChanges, KeepFactsInStep>();
        services.AddScoped<VerifyFacts>().AddScoped<IVerify>(provider => provider.GetRequiredService<VerifyFacts>());
        services
            .AddScoped<TakeFacts>()
            .AddScoped<TakeFactStream>()
            .AddScoped<FactCustomers>()
            .AddScoped<FactReferences>()
            .AddScoped<FactRules>()
            .AddScoped<WaitingFacts>()
            .AddScoped<MakeFactCustomers>()
            .AddScoped<FindFacts>()
            .AddScoped<FillByHand>()
            .AddScoped<WriteFact>();
        services.AddScoped<FactLoads>().AddScoped<DropWaitingFact>().AddSingleton(LoadedFile.PlainAccount);
        services.AddSingleton(new NavItem("Customers", "Facts", "/facts", "workflow", 140, Words.Of(Permission.WriteFacts)));
        services.AddEventReader<JoinWaitingFacts>();
        services.AddSingleton<FactCriteria>().AddScoped<ICriteriaSource>(provider => provider.GetRequiredService<FactCriteria>());
        services.AddFactPages();
        AddLiveNames(services);
    }

    private static void AddLiveNames(IServiceCollection services)
    {
        services.AddLiveLists(Permission.WriteFacts, "waiting_facts", "fact_loads").AddLiveOfCustomer(Permission.ReadCustomers, "facts");
        foreach (var kind in FactKind.All)
        {
            services.AddSingleton(new LiveName(kind.Table, LiveReach.Organization, kind.Read, kind.IsPaymentData));
            services.AddSingleton(new LiveName(kind.Type, LiveReach.Customer, kind.Read, kind.IsPaymentData));
        }
    }

    public override void Map(WebApplication app)
    {
        FactBulkRoutes.Map(app);
        FactRoutes.Map(app);
        WaitingRoutes.Map(app);
        LoadRoutes.Map(app);
        FactStatus.Map(app);
    }
}
