using Microsoft.AspNetCore.Antiforgery;

namespace Rapport.Platform.Web;

/// <summary>Where the small forms of pages are sent: buttons that act at once and lead back to a page.</summary>
public static class FormRoutes
{
    public static RouteHandlerBuilder MapForm(this IEndpointRouteBuilder app, string pattern, Delegate handler) =>
        app.MapPost(pattern, handler).WithMetadata(new RequireAntiforgeryTokenAttribute()).ExcludeFromDescription();

    /// <summary>Back to a page of ours, wherever the form says it came from.</summary>
    public static IResult BackTo(string? url, string otherwise) =>
        Results.LocalRedirect(
            url is { Length: > 0 }
            && url[0] == '/'
            && !url.StartsWith("//", StringComparison.Ordinal)
            && !url.StartsWith("/\\", StringComparison.Ordinal)
                ? url
                : otherwise
        );
}
