using Rapport.Platform.Events;
using Rapport.Records.Customers.Panels;

namespace Rapport.Insight.Scoring;

/// <summary>Health and churn risk: kept in step with the log, shown on the customer's page and in the one answer.</summary>
public static class ScoringModule
{
    public static void AddScoring(this IServiceCollection services)
    {
        services.AddEventReader<KeepScores>();
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
}
