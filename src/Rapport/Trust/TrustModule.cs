using Rapport.Trust.Permissions;

namespace Rapport.Trust;

/// <summary>Who may do what: sign-in, permissions, audit.</summary>
public static class TrustModule
{
    public static void AddTrust(this IServiceCollection services)
    {
        services.AddScoped<Access>();
    }

    public static void UseTrust(this WebApplication app)
    {
        app.UseMiddleware<CheckNeeds>();
    }

    public static void MapTrust(this WebApplication app)
    {
    }
}
