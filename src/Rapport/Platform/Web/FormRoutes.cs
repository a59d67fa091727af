using Microsoft.AspNetCore.Antiforgery;
using Rapport.Platform.Http;

namespace Rapport.Platform.Web;

/// <summary>Where the small forms of pages are sent: buttons that act at once and lead back to a page.</summary>
public static class FormRoutes
{
    public static RouteHandlerBuilder MapForm(this IEndpointRouteBuilder app, string pattern, Delegate handler) =>
        app.MapPost(pattern, handler)
            .WithMetadata(new RequireAntiforgeryTokenAttribute())
            .ExcludeFromDescription()
            .AddEndpointFilter(
                async (context, next) =>
                {
                    if (context.HttpContext.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false })
                        throw new StaleForm();
                    return await next(context);
                }
            );

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

/// <summary>The form's token does not fit the browser that sends it: another site's page, or one from before signing in anew.</summary>
public sealed class StaleForm()
    : Problem(400, "stale_form", "This page was open for too long. Go back, load it again and repeat what you did.");
