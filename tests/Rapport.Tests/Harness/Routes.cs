using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Harness;

/// <summary>One way into the server: a method on a path, of the API or a page.</summary>
public sealed record Route(
    string Method,
    string Pattern,
    IReadOnlyList<Permission?> Needs,
    bool IsOpen,
    bool IsAsset,
    bool IsHidden = false
)
{
    public bool IsApi => Pattern.StartsWith("/api/", StringComparison.Ordinal);

    /// <summary>Names of the parts of the path that a caller fills in.</summary>
    public IEnumerable<string> Parameters =>
        Pattern.Split('/').Where(p => p.StartsWith('{')).Select(p => p.Trim('{', '}', '*').Split(':')[0].TrimEnd('?'));

    public string Path(Func<string, string> value) =>
        string.Join(
            '/',
            Pattern.Split('/').Select(part => part.StartsWith('{') ? value(part.Trim('{', '}', '*').Split(':')[0].TrimEnd('?')) : part)
        );

    public override string ToString() => Method.Length == 0 || (!IsApi && Method == "GET") ? Pattern : $"{Method} {Pattern}";
}

public static class Routes
{
    public static IReadOnlyList<Route> Of(TestNode node) =>
        [
            .. from endpoint in node.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            let pattern = "/" + endpoint.RoutePattern.RawText?.TrimStart('/')
            where !pattern.Contains("_framework") && !pattern.Contains("{**")
            from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [""]
            select new Route(
                method,
                pattern.Length > 1 ? pattern.TrimEnd('/') : pattern,
                endpoint.Metadata.GetOrderedMetadata<NeedsAttribute>().Select(n => n.Permission).ToList(),
                endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null,
                endpoint.Metadata.Any(m => m.GetType().Name.Contains("StaticAsset")),
                endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>()?.ExcludeFromDescription == true
            ),
        ];
}
