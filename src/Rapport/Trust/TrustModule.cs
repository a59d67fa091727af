using System.CommandLine;
using Rapport.Trust.Audit;
using Rapport.Trust.Commands;
using Rapport.Trust.Identity;
using Rapport.Trust.Identity.SigningIn;
using Rapport.Trust.Pages;
using Rapport.Trust.Permissions;
using Rapport.Trust.Permissions.Roles;

namespace Rapport.Trust;

/// <summary>Who may do what: sign-in, permissions, audit.</summary>
public static class TrustModule
{
    public static void AddTrust(this IServiceCollection services)
    {
        services.AddScoped<Access>();
        services.AddScoped<FindRoles>().AddScoped<KeepRoles>().AddScoped<FindEvents>();
        services.AddIdentity();
        services.AddTrustPages();
    }

    public static void AddTrustBackground(this IServiceCollection services) => services.AddIdentityBackground();

    public static void UseTrust(this WebApplication app)
    {
        app.UseMiddleware<Admit>();
        app.UseMiddleware<CheckNeeds>();
        app.Use(CallerFrame.SpeakLocale);
    }

    public static void MapTrust(this WebApplication app)
    {
        app.MapIdentity();
        app.MapRoles();
        app.MapAudit();
        app.MapTrustPages();
    }

    public static IEnumerable<Command> Commands() => [OrganizationCommand.Make(), AuditCommand.Make()];
}
