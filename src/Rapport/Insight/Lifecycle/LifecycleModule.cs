using Rapport.Insight.Lifecycle.Pages;
using Rapport.Platform;
using Rapport.Platform.Criteria;
using Rapport.Platform.Data;
using Rapport.Platform.Events;
using Rapport.Platform.Jobs;
using Rapport.Platform.Web;
using Rapport.Platform.Web.Parts;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Find;
using Rapport.Records.Customers.Pages;
using Rapport.Records.Customers.Panels;
using Rapport.Records.Samples;
using Rapport.Trust.Pages;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Lifecycle;

/// <summary>Stages of customers: moves, rules, history, milestones, funnel. The status of a customer follows from its stage.</summary>
public sealed class LifecycleModule : Module
{
    public override void Add(IServiceCollection services)
    {
        services
            .AddScoped<IFollowChanges, KeepLifecycles>()
            .AddScoped<KeepStanding>()
            .AddScoped<CustomerStanding>(provider => provider.GetRequiredService<KeepStanding>())
            .AddScoped<ImportedStatuses>();
        services
            .AddScoped<WriteMoves>()
            .AddScoped<FollowMoves>()
            .AddScoped<SuggestMoves>()
            .AddScoped<AlertOwners>()
            .AddScoped<KeepMilestones>()
            .AddScoped<EvaluateRules>()
            .AddScoped<OpenRenewals>();
        services
            .AddScoped<MoveStage>()
            .AddScoped<MoveMany>()
            .AddScoped<DecideMoves>()
            .AddScoped<EditStages>()
            .AddScoped<EditMoves>()
            .AddScoped<AddMilestone>();
        services.AddScoped<FindLifecycle>().AddScoped<FindStages>().AddScoped<MeasureFunnel>().AddScoped<IVerify, VerifyLifecycles>();
        services.AddEventReader<FollowFacts>();
        services.AddCriteriaField(StageCriteria.OfAll()).AddCriteriaSource<StageCriteria>();
        services.AddScoped<SampleStages>().AddSingleton(new SampleStep((scope, ct) => scope.GetRequiredService<SampleStages>().Run(ct)));
        services
            .AddJob<EvaluateDaily, EvaluateDaily.Arguments>()
            .AddJob<GiveFirstStages, GiveFirstStages.Arguments>()
            .AddSingleton(new ScheduledTask(EvaluateDaily.Kind, "0 10 4 * * ?", EvaluateDaily.Queue));
        services
            .AddLiveLists(Permission.ReadCustomers, "lifecycle", "lifecycle_stages")
            .AddLiveOfCustomer(Permission.ReadCustomers, "lifecycle");
        services.AddTimelineWording(
            new TimelineWording("lifecycle.", "workflow") { Detail = entry => entry.Word("reason") },
            new TimelineWording("milestone.", "star") { Tone = _ => Tone.Accent, Detail = entry => entry.Word("note") }
        );
        AddScreens(services);
    }

    private static void AddScreens(IServiceCollection services)
    {
        services.AddSingleton(new NavItem("Understand", "Lifecycle", "/lifecycle", "workflow", 405, Words.Of(Permission.ReadCustomers)));
        services.AddSingleton(new SettingsTab("Lifecycle", StageSettingsPage.Path, 75, Permission.ConfigureLifecycle));
        services.AddSingleton(new StageDoor(StagesOfList.In, StagesOfList.Holds, StagesOfList.Names, StagesOfList.OfCustomers));
        services
            .AddCustomerPart<LifecyclePart>("lifecycle")
            .AddCustomerPart<StageChoicesPart>("stage_choices", isInAnswer: false)
            .AddCustomerPanel<LifecyclePanel>(
                new("lifecycle", "The lifecycle", PanelPlace.Tab, 30)
                {
                    IsSingular = true,
                    Reads = ["lifecycle", "stage_choices"],
                    Live = ["lifecycle", "facts"],
                    LiveOfOrganization = ["lifecycle_stages"],
                    Own = LifecyclePanelRead.Of,
                    Shows = s => s.Of<CustomerJourney>() is not null,
                }
            )
            .AddCustomerTab(new("lifecycle", "Lifecycle", 15, "lifecycle"));
    }

    public override void Map(WebApplication app)
    {
        LifecycleRoutes.Map(app);
        LifecycleForms.Map(app);
    }
}
