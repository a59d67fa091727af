using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Trust.Permissions;

namespace Rapport.Trust.Identity.SigningIn;

/// <summary>
/// Tells who a request is from: by <c>Authorization: Bearer</c> (a session or an API key), else by the browser's cookie (a session).
/// </summary>
public sealed class Authenticate(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http, ResolveCaller resolve, SeenTokens seen, Tenant tenant, Access access)
    {
        // Health, and the page of errors while nobody can be looked up, are the same for everybody.
        if (
            http.GetEndpoint()?.Metadata.GetMetadata<AsksNobody>() is not null
            || ProblemWriter.Failure.Of(http) is { Code: Unavailable.Word }
        )
        {
            await next(http);
            return;
        }
        var (token, fromCookie) = TokenOf(http.Request);
        if (token is not null && await resolve.Run(token, http.RequestAborted) is { } admitted)
        {
            if (fromCookie)
                RefuseForeignPages(http);
            var caller = admitted.Caller;
            tenant.Enter(caller.OrganizationId, admitted.Kind, caller.UserId, http.Connection.RemoteIpAddress);
            access.Admit(caller);
            http.User = admitted.Principal;
            seen.Note(caller);
        }
        await next(http);
    }

    private static (Token? Token, bool FromCookie) TokenOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.Length == 0)
            return (Token.Read(request.Cookies[SessionCookie.Name], TokenKind.Session), true);
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return (null, false);
        var token = Token.Read(header["Bearer ".Length..].Trim());
        return (token?.Kind is TokenKind.Session or TokenKind.ApiKey ? token : null, false);
    }

    /// <summary>
    /// A browser sends the cookie along with whatever another site makes it send. The API takes a cookie's word for a change only from our
    /// own pages:
    /// the browser says so (Sec-Fetch-Site, Origin), or the request bears a header that other sites may not set. Forms carry antiforgery
    /// tokens besides.
    /// </summary>
    private static void RefuseForeignPages(HttpContext http)
    {
        var request = http.Request;
        if (
            !ProblemWriter.IsApi(http)
            || HttpMethods.IsGet(request.Method)
            || HttpMethods.IsHead(request.Method)
            || HttpMethods.IsOptions(request.Method)
        )
            return;
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var origin = request.Headers.Origin.ToString();
        var ours =
            site.Length > 0 ? site == "same-origin"
            : origin.Length > 0 ? Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == request.Host.Value
            : request.Headers.ContainsKey("X-Requested-With");
        if (!ours)
            throw new ForeignPage();
    }
}

/// <summary>A change asked for by another site's page: 403.</summary>
public sealed class ForeignPage()
    : Problem(403, "cross_site", "This request came from another site. Send it from here, or with a token in the Authorization header.");

/// <summary>
/// The cookie that keeps a browser signed in. It is only ever set to a token made at that moment, so nobody can plant one beforehand.
/// </summary>
public static class SessionCookie
{
    public const string Name = "rapport_session";

    public static void Set(HttpContext http, OpenedSession session)
    {
        http.Response.Cookies.Append(Name, session.Access.Text, Options(http, session.ExpiresAt));
        if (session.DeviceProof is { } proof)
            http.Response.Cookies.Append(
                KnownDevices.Cookie,
                proof,
                new()
                {
                    HttpOnly = true,
                    SameSite = SameSiteMode.Lax,
                    Secure = http.Request.IsHttps,
                    Path = "/sign-in",
                    MaxAge = KnownDevices.Lifetime,
                    IsEssential = true,
                }
            );
    }

    public static void Clear(HttpContext http) => http.Response.Cookies.Delete(Name, Options(http, null));

    private static CookieOptions Options(HttpContext http, DateTimeOffset? expires) =>
        new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Secure = http.Request.IsHttps,
            Path = "/",
            Expires = expires,
            IsEssential = true,
        };
}
