namespace Rapport.Platform.Http;

/// <summary>Whatever answers GET answers HEAD (RFC 9110): the same headers, while the server leaves the body out.</summary>
public sealed class AnswerHead(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        // The live stream has no end to wait for.
        if (HttpMethods.IsHead(http.Request.Method) && !http.Request.Path.StartsWithSegments("/live"))
            http.Request.Method = HttpMethods.Get;
        return next(http);
    }
}
