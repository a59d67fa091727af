using System.CommandLine;
using Rapport.Platform;
using Rapport.Platform.Criteria;
using Rapport.Platform.Events;
using Rapport.Platform.Jobs;
using Rapport.Records.Customers;
using Rapport.Records.Customers.Criteria;
using Rapport.Records.Customers.Panels;
using Rapport.Trust.Pages;
using Rapport.Trust.Permissions;

namespace Rapport.Insight.Scoring;

/// <summary>Health and churn risk: kept in step with the log, shown on the customer's page and in the one answer.</summary>
public sealed class ScoringModule : Module
{
    public override void Add(IServiceCollection services)
    {
        services.AddEventReader<KeepScores>().AddLiveOfCustomer(Permission.ReadCustomers, "health");
        services.AddCriteriaField(Field("scores.health", "Health", "health"), Field("scores.churn_risk", "Churn risk", "churn_risk"));
        services.AddScoped<TellOfHealth>().AddScoped<StartScoreRun>().AddJob<RecalculateScores, RecalculateScores.Arguments>();
        services.AddLiveLists(Permission.ManageSettings, "scores");
        services.AddSingleton<NightlyScores>();
        services.AddSingleton(provider => new ScheduledTask(
            "recalculate_scores",
            NightlyScores.At,
            (_, _, ct) => provider.GetRequiredService<NightlyScores>().Run(ct)
        ));
        services.AddSingleton(new SettingsTab("Scores", ScoresPage.Url, 110, Permission.ManageSettings));
        services
            .AddCustomerPart<HealthPart>("health")
            .AddCustomerPart<ChurnRiskPart>("churn_risk")
            .AddCustomerPanel<NextStepPanel>(
                new("next", "Recommendations", PanelPlace.Side, 10)
                {
                    PhoneOrder = 1,
                    Reads = ["health", "churn_risk"],
                    Live = ["facts", "customer"],
                    Shows = s => NextStepPanel.HasSomething(s.Of<HealthScore>(), s.Of<ChurnRisk>()),
                }
            );
    }

    public override void Map(WebApplication app) => ScoreRoutes.Map(app);

    public override IEnumerable<Command> Commands() => [ScoresCommand.Make()];

    private static CriteriaField Field(string name, string label, string column) =>
        CustomerCriteria.OfSummary(
            name,
            label,
            "Scores",
            CriteriaType.Number,
            column,
            Permission.ReadCustomers,
            CriteriaSubjects.Scores
        ) with
        {
            NeedsData = true,
        };
}
