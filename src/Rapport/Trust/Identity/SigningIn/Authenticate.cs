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
        if (TokenOf(http.Request) is { } token && await resolve.Run(token, http.RequestAborted) is { } admitted)
        {
            var caller = admitted.Caller;
            tenant.Enter(caller.OrganizationId, admitted.Kind, caller.UserId, http.Connection.RemoteIpAddress);
            access.Admit(caller);
            http.User = admitted.Principal;
            seen.Note(caller);
        }
        await next(http);
    }

    private static Token? TokenOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.Length == 0)
            return Token.Read(request.Cookies[SessionCookie.Name], TokenKind.Session);
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            return null;
        var token = Token.Read(header["Bearer ".Length..].Trim());
        return token?.Kind is TokenKind.Session or TokenKind.ApiKey ? token : null;
    }
}

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
