using System.Security.Cryptography;
using Scalar.AspNetCore;

namespace Rapport.Platform.Web;

/// <summary>The page to browse the API's description and to try it: Scalar, served from here alone.</summary>
internal static class ApiReference
{
    public static void MapApiReference(this IEndpointRouteBuilder app) =>
        app.MapScalarApiReference("/api-docs", Configure).AllowAnonymous().ExcludeFromDescription();

    private static void Configure(ScalarOptions options, HttpContext http)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        http.Response.Headers.ContentSecurityPolicy = Policy(nonce);
        options.Title = "Rapport API";
        options.Nonce = nonce;
        options.Favicon = "/favicon.svg";
        options.OpenApiRoutePattern = "/openapi/{documentName}.json";
        // These would load from elsewhere, or send something there.
        options.DefaultFonts = false;
        options.Telemetry = false;
        options.HideClientButton = true;
        options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
        options.DisableAgent().DisableMcp();
        options.TagSorter = TagSorter.Alpha;
        options.CustomCss = """
            @font-face { font-family: "Inter"; src: url(/fonts/inter.woff2); font-weight: 100 900; }
            :root { --scalar-font: "Inter", sans-serif; }
            """;
    }

    /// <summary>Its start is a script in the page, and it writes styles; this page alone lets it.</summary>
    private static string Policy(string nonce) =>
        SecurityHeaders
            .Policy.Replace("script-src 'self'", $"script-src 'self' 'nonce-{nonce}'", StringComparison.Ordinal)
            .Replace("style-src 'self'", "style-src 'self' 'unsafe-inline'", StringComparison.Ordinal);
}
