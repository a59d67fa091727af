using Microsoft.AspNetCore.Antiforgery;

namespace Rapport.Platform.Http;

/// <summary>
/// A browser sends its cookie along with whatever any site makes it send. So a change that a cookie reaches carries what no other site can
/// make: a form its token, all else the browser's word that a page of ours asks (Sec-Fetch-Site, Origin). A program without a browser's
/// headers says X-Requested-With to the API, which other sites may not set, or sends its token as a header, which no browser adds by
/// itself.
/// </summary>
public sealed class RefuseForeignPages(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint() is RouteEndpoint endpoint && Changes(http.Request) && http.Request.Headers.Authorization.Count == 0)
            Require(http, endpoint);
        return next(http);
    }

    private static bool Changes(HttpRequest request) =>
        !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method));

    private static void Require(HttpContext http, RouteEndpoint endpoint)
    {
        var request = http.Request;
        if (endpoint.Metadata.GetMetadata<IAntiforgeryMetadata>()?.RequiresValidation == true)
        {
            if (http.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: true })
                throw new StaleForm();
        }
        else if (!ProblemWriter.IsApi(http))
        {
            if (FromOurs(request) != true)
                throw new ForeignPage();
        }
        // Whoever is nobody by their cookie lends nobody theirs.
        else if (http.User.Identity?.IsAuthenticated == true && !(FromOurs(request) ?? request.Headers.ContainsKey("X-Requested-With")))
            throw new ForeignPage();
    }

    /// <summary>Null when the browser says nothing of it. What it says of the site counts also behind a proxy that changes the
    /// host.</summary>
    private static bool? FromOurs(HttpRequest request)
    {
        var (site, origin) = (request.Headers["Sec-Fetch-Site"].ToString(), request.Headers.Origin.ToString());
        if (site.Length > 0)
            return site == "same-origin";
        return origin.Length == 0 ? null : Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == request.Host.Value;
    }
}

/// <summary>A change asked for by another site's page: 403.</summary>
public sealed class ForeignPage()
    : Problem(403, "cross_site", "This request came from another site. Send it from here, or with a token in the Authorization header.");

/// <summary>The form's token does not fit the browser that sends it: one from before signing in anew, or none at all.</summary>
public sealed class StaleForm()
    : Problem(400, "stale_form", "This page was open for too long. Go back, load it again and repeat what you did.");
