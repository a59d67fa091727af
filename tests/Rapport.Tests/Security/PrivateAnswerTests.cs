using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Rapport.Tests.Security;

/// <summary>What is private stays with whoever asked for it: no browser or proxy on the way keeps it.</summary>
[Trait("Spec", "SEC-1")]
public abstract class PrivateAnswerTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : PrivateAnswerTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : PrivateAnswerTests(server), IClassFixture<PostgresServer>;

    [Fact]
    public async Task No_page_or_answer_may_be_kept()
    {
        var paths = Server
            .Node.Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") != false)
            .Select(e => "/" + e.RoutePattern.RawText?.TrimStart('/'))
            .Where(path =>
                !path.Contains('{', StringComparison.Ordinal) && !Path.HasExtension(path) && path is not "/live" and not "/metrics"
            )
            .Distinct()
            .ToList();
        Assert.True(paths.Count > 40, $"Only {paths.Count} routes were found.");

        var kept = new List<string>();
        foreach (var path in paths)
            if ((await Api.Get(path)).Headers.CacheControl?.NoStore != true)
                kept.Add(path);

        Assert.Empty(kept);
    }

    [Fact]
    public async Task A_picture_elsewhere_is_not_taken_and_no_page_would_show_it()
    {
        var refused = await Api.Post(
            "/api/customers",
            new
            {
                type = "individual",
                display_name = "Ada Lovelace",
                avatar_url = "https://tracker.example/ada.png",
            }
        );

        Assert.Equal(422, refused.Status);
        Assert.True(refused["errors"].TryGetProperty("avatar_url", out _));
        var policy = (await Stranger.Ask(HttpMethod.Get, "/sign-in", null)).Headers.GetValues("Content-Security-Policy").Single();
        Assert.DoesNotContain("https:", policy, StringComparison.Ordinal);
    }
}
