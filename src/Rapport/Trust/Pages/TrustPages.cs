using Rapport.Platform.Data;
using Rapport.Platform.Web;
using Rapport.Trust.Identity.SigningIn;
using Rapport.Trust.Permissions;

namespace Rapport.Trust.Pages;

/// <summary>What the pages share: the frame of who is signed in, the way out, and the entries of the navigation.</summary>
internal static class TrustPages
{
    public static void AddTrustPages(this IServiceCollection services)
    {
        services.AddCascadingValue(CallerFrame.Of);
        services.AddSingleton(new NavItem(NavItem.Foot, "Audit log", "/audit", "history", 80, Words.Of(Permission.ReadAudit)));
        services.AddSingleton(new NavItem(NavItem.Foot, "Settings", "/settings", "settings", 90));
        services.AddSingleton(new NavItem(NavItem.You, "Your profile", "/settings", "circle-user", 10));
        services.AddSingleton(new NavItem(NavItem.You, "Password and security", "/settings/security", "shield", 20));
        services.AddSingleton(
            new NavItem(NavItem.Do, "Invite a user", "/settings/users#invite", "user-plus", 90, Words.Of(Permission.ManageUsers))
        );
    }

    public static void MapTrustPages(this IEndpointRouteBuilder app) => app.MapForm("/sign-out", SignOut).NeedsSignIn();

    private static async Task<IResult> SignOut(EndSessions sessions, HttpContext http, CancellationToken ct)
    {
        await sessions.SignOut(ct);
        SessionCookie.Clear(http);
        return TypedResults.LocalRedirect("/sign-in");
    }
}
