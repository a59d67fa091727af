using System.CommandLine;
using Rapport.Platform;
using Rapport.Trust.Audit;
using Rapport.Trust.Commands;
using Rapport.Trust.Identity;
using Rapport.Trust.Identity.Organizations;
using Rapport.Trust.Identity.SigningIn;
using Rapport.Trust.Pages;
using Rapport.Trust.Permissions;
using Rapport.Trust.Permissions.Roles;

namespace Rapport.Trust;

/// <summary>Who may do what: sign-in, permissions, audit.</summary>
public sealed class TrustModule : Module
{
    public override void Add(IServiceCollection services)
    {
        services.AddScoped<Access>();
        services.AddScoped<FindRoles>().AddScoped<KeepRoles>().AddScoped<FindEvents>();
        services.AddIdentity();
        services.AddTrustPages();
        services
            .AddSingleton(new SettingsTab("Profile", "/settings", 10))
            .AddSingleton(new SettingsTab("Security", "/settings/security", 20))
            .AddSingleton(new SettingsTab("API keys", "/settings/api-keys", 30))
            .AddSingleton(new SettingsTab("Users", "/settings/users", 40, Permission.ReadUsers))
            .AddSingleton(new SettingsTab("Roles", "/settings/roles", 45, Permission.ReadUsers))
            .AddSingleton(new SettingsTab("Branches", "/settings/branches", 50));
    }

    public override void Map(WebApplication app)
    {
        app.MapIdentity();
        app.MapRoles();
        app.MapAudit();
        app.MapTrustPages();
    }

    public override IEnumerable<Command> Commands() => [OrganizationCommand.Make(), AuditCommand.Make()];
}

/// <summary>Where sign-in and permissions stand among what every request passes.</summary>
public static class TrustPipeline
{
    public static void AddTrustBackground(this IServiceCollection services) => services.AddIdentityBackground();

    public static void UseTrust(this WebApplication app)
    {
        // A setting that cannot be read stops the start.
        app.Services.GetRequiredService<PublicAddress>();
        app.UseMiddleware<Authenticate>();
        app.UseMiddleware<CheckNeeds>();
        app.Use(CallerFrame.SpeakLocale);
    }
}
