using Rapport.Formats;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Jobs;
using Rapport.Records.Customers.FreeTexts;
using Rapport.Records.Facts.Intake;
using Rapport.Records.Facts.Pages;
using Rapport.Records.Sales.Pipeline;

namespace Rapport.Records.Facts;

/// <summary>Facts from other systems: taken in, kept, listed and told on timelines by one engine for all kinds.</summary>
public static class FactsModule
{
    public static void AddFacts(this IServiceCollection services)
    {
        services
            .AddScoped<FactSummaries>()
            .AddScoped<VerifyFacts>()
            .AddScoped<Loyalty.LoyaltyTiers>()
            .AddJob<Loyalty.MoveMembers, Loyalty.MoveMembers.Arguments>()
            .AddScoped<IFollowChanges, KeepFactsInStep>();
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
            .AddScoped<WriteFact>()
            .AddScoped<Files.RunFactFile>()
            .AddScoped<Files.TakeBackFacts>()
            .AddScoped<FactLoads>()
            .AddScoped<DropWaitingFact>();
        services.AddSingleton(
            new Platform.Web.NavItem("Customers", "Facts", "/facts", "workflow", 140, Words.Of(Trust.Permissions.Permission.WriteFacts))
        );
        services.AddScoped<Sales.OnlineRetail.ImportOnlineRetail>().AddScoped<Samples.SampleDrivers>().AddScoped<Samples.SampleFacts>();
        services
            .AddScoped<IProperField>(p => new Billing.WayToPay(
                PersonalDataKind.Card,
                Billing.PaymentMethodType.Card,
                p.GetRequiredService<TakeFacts>()
            ))
            .AddScoped<IProperField>(p => new Billing.WayToPay(
                PersonalDataKind.Iban,
                Billing.PaymentMethodType.Bank,
                p.GetRequiredService<TakeFacts>()
            ));
        services.AddEventReader<JoinWaitingFacts>();
        services
            .AddScoped<Flows.WonDeals>()
            .AddScoped<Flows.RequestedServices>()
            .AddScoped<Flows.CompletedJobs>()
            .AddEventReader<Flows.FollowFacts>();
        services.AddFactPages();
        services.AddPipeline();
        services.AddScoped<Platform.Web.Live.IHearLive, HearLive>();
        services.AddScoped<Support.KeepServiceLevels>().AddScoped<Support.DueTickets>();
    }

    public static IEnumerable<System.CommandLine.Command> ImportCommands() => FactsCommand.Make();

    public static void MapFacts(this IEndpointRouteBuilder app)
    {
        FactBulkRoutes.Map(app);
        FactRoutes.Map(app);
        WaitingRoutes.Map(app);
        LoadRoutes.Map(app);
        app.MapPipeline();
        Support.ServiceLevelRoutes.Map(app);
        Pages.FactStatus.Map(app);
        Loyalty.LoyaltyRoutes.Map(app);
    }
}
