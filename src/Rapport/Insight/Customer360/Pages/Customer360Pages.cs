using Rapport.Insight.Customer360.Pages.Quick;

namespace Rapport.Insight.Customer360.Pages;

/// <summary>The pages of Customer 360.</summary>
internal static class Customer360Pages
{
    public static void AddCustomer360Pages(this IServiceCollection services) => services.AddScoped<ReadPanels>().AddScoped<WriteFact>();

    public static void MapCustomer360Pages(this IEndpointRouteBuilder app)
    {
        PanelRoutes.Map(app);
        SegmentForms.Map(app);
        Jot.Map(app);
    }
}
