using Microsoft.AspNetCore.Antiforgery;

namespace Rapport.Platform.Http;

/// <summary>
/// A browser sends its cookie along with whatever any site makes it send. So a change that a cookie reaches must come from a page of ours:
/// the browser says so (Sec-Fetch-Site, Origin), and a form carries its token besides. A program without a browser's headers says
/// X-Requested-With to the API, which other sites may not set, or sends its token as a header, which no browser adds by itself.
/// </summary>
public sealed class RefuseForeignPages(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (Changes(http.Request) && http.Request.Headers.Authorization.Count == 0)
        {
            var isForm = http.GetEndpoint()?.Metadata.GetMetadata<IAntiforgeryMetadata>()?.RequiresValidation == true;
            if (ProblemWriter.IsApi(http))
                RequireOwnCall(http.Request);
            else if (FromOurs(http.Request) is { } ours ? !ours : !isForm)
                throw new ForeignPage();
            else if (isForm && http.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: true })
                throw new StaleForm();
        }
        return next(http);
    }

    private static bool Changes(HttpRequest request) =>
        !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method));

    /// <summary>Whoever sends no cookie lends nobody theirs.</summary>
    private static void RequireOwnCall(HttpRequest request)
    {
        if (request.Cookies.Count > 0 && !(FromOurs(request) ?? request.Headers.ContainsKey("X-Requested-With")))
            throw new ForeignPage();
    }

    /// <summary>Null when the browser says nothing of it.</summary>
    private static bool? FromOurs(HttpRequest request)
    {
        var (site, origin) = (request.Headers["Sec-Fetch-Site"].ToString(), request.Headers.Origin.ToString());
        if (site.Length == 0 && origin.Length == 0)
            return null;
        return (site.Length == 0 || site == "same-origin")
            && (origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == request.Host.Value));
    }
}

/// <summary>A change asked for by another site's page: 403.</summary>
public sealed class ForeignPage()
    : Problem(403, "cross_site", "This request came from another site. Send it from here, or with a token in the Authorization header.");

/// <summary>The form's token does not fit the browser that sends it: one from before signing in anew, or none at all.</summary>
public sealed class StaleForm()
    : Problem(400, "stale_form", "This page was open for too long. Go back, load it again and repeat what you did.");
