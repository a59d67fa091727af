using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Rapport.Platform.Observability;

/// <summary>Who may read <c>/metrics</c>: whoever sends the token; without one, programs on this machine alone.</summary>
public sealed record MetricsAccess(string? Token)
{
    private const int ShortestToken = 16;

    /// <summary>From <c>RAPPORT_METRICS</c>.</summary>
    public static MetricsAccess FromSetting(string? setting) =>
        string.IsNullOrWhiteSpace(setting) ? new(Token: null)
        : setting.Trim().Length >= ShortestToken ? new(setting.Trim())
        : throw new InvalidOperationException($"RAPPORT_METRICS is a token of at least {ShortestToken} characters, or not set.");

    public bool Admits(HttpContext http) => Token is null ? IsLocal(http) : HasToken(http.Request);

    private bool HasToken(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Hash(header[Scheme.Length..].Trim()), Hash(Token!));
    }

    /// <summary>A proxy on this machine passes strangers on from a loopback address: what it adds to their requests shows it.</summary>
    private static bool IsLocal(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address
        && IPAddress.IsLoopback(address)
        && (
            http.Request.Host.Host is "localhost"
            || (IPAddress.TryParse(http.Request.Host.Host, out var host) && IPAddress.IsLoopback(host))
        )
        && !http.Request.Headers.Keys.Any(name =>
            name.StartsWith("X-Forwarded", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("X-Original", StringComparison.OrdinalIgnoreCase)
            || name.Equals("X-Real-IP", StringComparison.OrdinalIgnoreCase)
            || name.Equals("Forwarded", StringComparison.OrdinalIgnoreCase)
            || name.Equals("Via", StringComparison.OrdinalIgnoreCase)
        );

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

/// <summary>Stands before <c>/metrics</c>, and has what waits counted before it is shown.</summary>
internal sealed class AdmitScraper(RequestDelegate next, MetricsAccess access, MeasureBacklog backlog)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (!access.Admits(http))
        {
            http.Response.StatusCode = access.Token is null ? StatusCodes.Status403Forbidden : StatusCodes.Status401Unauthorized;
            if (access.Token is not null)
                http.Response.Headers.WWWAuthenticate = "Bearer";
            http.Response.ContentType = "text/plain; charset=utf-8";
            await http.Response.WriteAsync("Metrics are for the monitoring of this server. See RAPPORT_METRICS in docs/operations.md.\n");
            return;
        }
        await backlog.Refresh(http.RequestAborted);
        await next(http);
    }
}
