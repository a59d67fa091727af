using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Architecture;

[Trait("Spec", "SEC-1")]
public sealed partial class EndpointTests(SqliteServer server) : ServerTest(server), IClassFixture<SqliteServer>
{
    /// <summary>What anybody on the network may call. A new line here is a decision.</summary>
    private static readonly string[] Pages = ["/error/{Status:int}", "/not-found", "/sign-in", "/set-up", "/invitation/{Link}", "/design"];

    private static readonly string[] Open =
    [
        .. Pages,
        .. Pages.Select(page => "POST " + page),
        "/health/live",
        "/health/ready",
        "/metrics",
        "/api-docs/{documentName?}",
        "/api-docs/favicon.svg",
        "/api-docs/scalar.js",
        "/api-docs/scalar.aspnetcore.js",
        "/openapi/{documentName}.json",
        "POST /api/auth/passkey",
        "POST /api/auth/passkey/options",
        "POST /api/auth/login",
        "POST /api/auth/mfa",
        "POST /api/auth/refresh",
        "GET /api/invitations/{link}",
        "POST /api/invitations/{link}/acceptance",
    ];

    [Fact]
    public void Every_endpoint_and_page_says_what_it_needs() =>
        Nothing.In(Routes.Of(Server.Node).Where(route => route.Needs.Count == 0 && !route.IsOpen).Select(route => route.ToString()));

    [Fact]
    public void No_endpoint_is_both_open_and_guarded() =>
        Nothing.In(Routes.Of(Server.Node).Where(route => route.Needs.Count > 0 && route.IsOpen).Select(route => route.ToString()));

    [Fact]
    public void Few_endpoints_are_open_to_all() =>
        Nothing.In(
            Routes
                .Of(Server.Node)
                .Where(route => route.IsOpen && !route.IsAsset)
                .Select(route => route.IsApi ? route.ToString() : route.Pattern)
                .Distinct()
                .Except(Open)
        );

    [Fact]
    [Trait("Spec", "PLT-8")]
    public void Every_route_of_the_API_has_an_operation_ID_of_verb_and_object_and_a_summary()
    {
        var routes = Server
            .Node.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal))
            .Where(e => e.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null)
            .Select(e =>
                (Route: e.DisplayName, Id: Id(e) ?? "", Summary: e.Metadata.GetMetadata<IEndpointSummaryMetadata>()?.Summary ?? "")
            )
            .ToList();

        Nothing.In(routes.Where(r => !OperationId().IsMatch(r.Id) || r.Summary.Length == 0).Select(r => r.Route));
        Nothing.In(routes.GroupBy(r => r.Id).Where(same => same.Count() > 1).Select(same => same.Key));
    }

    private static string? Id(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName;

    [GeneratedRegex("^[a-z]+([A-Z0-9][a-z0-9]*)+$")]
    private static partial Regex OperationId();

    [Fact]
    public void Every_page_carries_its_need_itself() =>
        Nothing.In(
            from page in typeof(Server).Assembly.GetTypes()
            where page.GetCustomAttributes(typeof(Microsoft.AspNetCore.Components.RouteAttribute), false).Length > 0
            where
                page.GetCustomAttributes(typeof(NeedsAttribute), true).Length == 0
                && !page.GetCustomAttributes(true).Any(a => a is IAllowAnonymous)
            select page.FullName
        );

    [Fact]
    public void Paths_are_plural_kebab_case_and_identifiers_are_named() =>
        Nothing.In(
            from route in Routes.Of(Server.Node)
            where !route.IsAsset
            from part in route.Pattern.Split('/', StringSplitOptions.RemoveEmptyEntries)
            where !part.StartsWith('{') && part.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('-' or '.'))
            select $"{route}: {part}"
        );
}
