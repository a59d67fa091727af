namespace Rapport.Platform.Web;

public static class WebModule
{
    public static void AddWeb(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddCascadingAuthenticationState();
        services.AddAntiforgery();
        services.AddOpenApi("v1");
    }

    public static void UseWeb(this WebApplication app)
    {
    }

    public static void MapWeb(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>();
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
    }
}
