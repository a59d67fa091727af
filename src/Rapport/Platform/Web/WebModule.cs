using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;
using Rapport.Platform.Web.Live;

namespace Rapport.Platform.Web;

/// <summary>Pages, assets and the live stream.</summary>
public static class WebModule
{
    public static void AddWeb(this IServiceCollection services)
    {
        services.AddScoped<NavCounts>();
        services.AddRazorComponents();
        services.AddSingleton<FlashMessage>();
        services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "rapport_form";
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddApiDescription();
        services.AddSingleton<LiveFeed>().AddHostedService(provider => provider.GetRequiredService<LiveFeed>());
        // Pages repeat nothing of a request beside a secret but the antiforgery token, which is masked anew each time.
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.Providers.Add<BrotliCompressionProvider>();
            compression.Providers.Add<GzipCompressionProvider>();
            compression.MimeTypes = ["text/html", "image/svg+xml", "text/css", "text/javascript"];
        });
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
    }

    public static void UseWeb(this WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseResponseCompression();
        // On the whole, not on a branch: a branch is not routed anew. The API never comes here without a body of its own.
        // In a scope of its own, since the services of a page that failed while it was rendered are used up.
        app.UseStatusCodePagesWithReExecute("/error/{0}", createScopeForStatusCodePages: true);
    }

    public static void MapWeb(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>();
        app.MapApiDescription();
        app.MapApiReference();
    }
}

/// <summary>What browsers are told of every answer: no script or style but our own files, no framing, no guessing of types.</summary>
public sealed class SecurityHeaders(RequestDelegate next)
{
    internal const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "object-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'";

    public Task InvokeAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(self)";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (http.Request.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        if (http.Request.Path == "/fonts/inter.woff2")
            headers.CacheControl = "public, max-age=31536000, immutable";
        http.Response.OnStarting(KeepPrivate, http.Response);
        return next(http);
    }

    /// <summary>What does not say itself how long it may be kept is private: no browser or proxy stores it.</summary>
    private static Task KeepPrivate(object response)
    {
        var headers = ((HttpResponse)response).Headers;
        if (headers.CacheControl.Count == 0)
            headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}
