using Rapport.Records.Customers.Panels;

namespace Rapport.Insight.Customer360.Pages;

/// <summary>The page that hosts all panels, and the two of its panels that are its own.</summary>
internal static class Customer360Pages
{
    public static void AddCustomer360Pages(this IServiceCollection services)
    {
        services.AddScoped<ReadPanels>();
        services
            .AddCustomerPanel<HeadPanel>(
                new("head", "The profile", PanelPlace.Head, 10)
                {
                    PhoneOrder = 1,
                    IsSingular = true,
                    IsOfRecord = true,
                    Reads = ["segments", "tag_choices", "lifecycle", "stage_choices"],
                    Live = ["customer", "segments", "lifecycle"],
                    Shows = s => s.Sheet is not null,
                }
            )
            .AddCustomerPanel<KeyFigures>(
                new("figures", "The figures", PanelPlace.Top, 10)
                {
                    PhoneOrder = 1,
                    Reads = ["metrics", "orders", "field_service", "interactions", "health", "churn_risk"],
                    Live = ["facts", "customer"],
                    Shows = s => s.View is not null,
                }
            );
    }

    public static void MapCustomer360Pages(this IEndpointRouteBuilder app)
    {
        _ = app.ServiceProvider.GetRequiredService<RegisteredPanels>();
        PanelRoutes.Map(app);
    }
}
