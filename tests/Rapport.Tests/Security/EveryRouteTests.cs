using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Security;

/// <summary>Made from the server's own routes, so that a new one is walked the day it is written.</summary>
[Trait("Spec", "SEC-1")]
public abstract class EveryRouteTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : EveryRouteTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : EveryRouteTests(server), IClassFixture<PostgresServer>;

    private IEnumerable<Route> Guarded => Routes.Of(Server.Node).Where(route => !route.IsOpen && route.Needs.Count > 0);

    [Fact]
    public async Task Whoever_lacks_the_permission_gets_403_that_names_it_and_changes_nothing()
    {
        var (samples, rows) = (await ApiSamples.Of(Api), await OneOfEach.In(Server, Organization, Api));
        var without = new Dictionary<Permission, HttpClient>();
        foreach (var permission in Guarded.SelectMany(r => r.Needs).OfType<Permission>().Distinct())
            without[permission] = await As(await RoleWithout(permission));
        var before = await DatabaseImage.AtRest(Server.Database);

        var wrong = new List<string>();
        foreach (var route in Guarded)
        {
            foreach (var permission in route.Needs.OfType<Permission>())
            {
                var path = await rows.PathOf(route) ?? route.Path(_ => Ids.Next().ToString());
                var answer = await without[permission].Ask(MethodOf(route), path, samples.BodyOf(route));
                if (
                    answer.Status != 403
                    || (route.IsApi && answer.Json.TryGetProperty("permission", out var named) && named.GetString() != Words.Of(permission))
                )
                    wrong.Add($"{route} without {Words.Of(permission)}: {answer}");
            }
        }

        Nothing.In(wrong.Concat(wrong.Count == 0 ? [] : Server.Node.Log.Errors.Take(5)));
        Nothing.In(DatabaseImage.Differences(before, await DatabaseImage.AtRest(Server.Database)));
    }

    [Fact]
    public async Task Nobody_gets_in_without_signing_in()
    {
        var rows = await OneOfEach.In(Server, Organization, Api);
        var samples = await ApiSamples.Of(Api);
        var before = await DatabaseImage.AtRest(Server.Database);
        HttpClient[] strangers = [Stranger, Server.Node.Client("rs_" + new string('A', 64)), Server.Node.Client("nonsense")];

        var wrong = new List<string>();
        foreach (var route in Guarded)
        {
            foreach (var stranger in strangers)
            {
                var answer = await stranger.Ask(
                    MethodOf(route),
                    await rows.PathOf(route) ?? route.Path(_ => Ids.Next().ToString()),
                    samples.BodyOf(route)
                );
                var isRight = route.IsApi
                    ? answer.Status == 401 && answer.ContentType == "application/problem+json" && answer.Headers.WwwAuthenticate.Count > 0
                    : answer.Status is 401
                        || (
                            answer.Status == 302
                            && answer.Headers.Location?.ToString().StartsWith("/sign-in", StringComparison.Ordinal) == true
                        );
                if (!isRight)
                    wrong.Add($"{route}: {answer}");
            }
        }

        Nothing.In(wrong.Concat(wrong.Count == 0 ? [] : Server.Node.Log.Errors.Take(5)));
        Nothing.In(DatabaseImage.Differences(before, await DatabaseImage.AtRest(Server.Database)));
    }

    [Fact]
    public async Task What_belongs_to_another_organization_is_not_there()
    {
        var rows = await OneOfEach.In(Server, Organization, Api);
        var (_, elsewhere) = await OtherOrganization();
        var own = (await elsewhere.Post("/api/customers", new { display_name = "Their own", type = "individual" })).Expect(201).Id;
        var samples = await ApiSamples.Of(Api);
        var before = await DatabaseImage.AtRest(Server.Database);

        var wrong = new List<string>();
        // A passkey belongs to a sign-in, which stands in no organization; its own tests tell that nobody removes another's.
        foreach (var route in Guarded.Where(r => r.Parameters.Any() && !r.Pattern.Contains("/me/")))
        {
            var body = samples.BodyOf(route);
            if (body is JsonObject fields && fields.ContainsKey("to_customer_id"))
                fields["to_customer_id"] = own;
            var paths = await rows.PathsOf(route);
            if (paths.Count == 0)
                wrong.Add($"{route}: there is no row to try it with; add one to {nameof(OneOfEach)}");
            foreach (var path in paths)
                if (
                    await elsewhere.Ask(MethodOf(route), path + ApiSamples.QueryOf(route), body) is var answer
                    && answer.Status != 404
                    && !IsForm(route, answer)
                )
                    wrong.Add($"{path}: {answer}");
        }

        Nothing.In(wrong.Concat(Server.Node.Log.Errors.Take(5)));
        Nothing.In(DatabaseImage.Differences(before, await DatabaseImage.AtRest(Server.Database)));
    }

    [Fact]
    public async Task What_nobody_has_is_not_there_and_no_error_stands_in_the_log()
    {
        var (samples, rows) = (await ApiSamples.Of(Api), await OneOfEach.In(Server, Organization, Api));
        var known = await rows.References();
        var before = await DatabaseImage.AtRest(Server.Database);

        var wrong = new List<string>();
        foreach (var route in Guarded.Where(r => r.Parameters.Any()))
        foreach (var pattern in await rows.PathsOf(route))
        {
            // The last ID of the path is unknown; those before it are real.
            var parts = pattern.Split('/');
            parts[Array.FindLastIndex(parts, part => Guid.TryParse(part, out _)) is >= 0 and var last ? last : ^1] = Ids.Next().ToString();
            var path = string.Join('/', parts);
            var body = samples.BodyOf(route);
            if (body is JsonObject fields && fields.ContainsKey("to_customer_id"))
                fields["to_customer_id"] = known["customers"];
            var answer = await Api.Ask(MethodOf(route), path + ApiSamples.QueryOf(route), body);
            if (answer.Status != 404 && !IsForm(route, answer))
                wrong.Add($"{route} at {path}: {answer}");
        }

        Nothing.In(wrong.Concat(Server.Node.Log.Errors.Take(5)));
        Nothing.In(DatabaseImage.Differences(before, await DatabaseImage.AtRest(Server.Database)));
    }

    [Fact]
    public async Task A_body_cannot_reach_into_another_organization()
    {
        var rows = await OneOfEach.In(Server, Organization, Api);
        var (_, elsewhere) = await OtherOrganization();
        var (foreign, own) = (
            await ForeignIds(),
            await OneOfEach.In(Server, (await elsewhere.Get("/api/me"))["organization"].GetProperty("id").GetGuid(), elsewhere)
        );
        var samples = await ApiSamples.Of(Api);

        var reached = new List<string>();
        foreach (var route in Guarded.Where(r => r.IsApi && r.Method is "POST" or "PUT" or "PATCH"))
        {
            if (samples.BodyOf(route) is not JsonObject body || await own.PathOf(route) is not { } path)
                continue;
            foreach (
                var (field, id) in body.Select(p => p.Key)
                    .Where(f => f.EndsWith("_id", StringComparison.Ordinal) && f != "external_id")
                    .SelectMany(f => foreign.Select(id => (f, id)))
            )
            {
                var reaching = body.DeepClone().AsObject();
                reaching[field] = id;
                var answer = await elsewhere.Ask(MethodOf(route), path, reaching);
                if (answer.Status is < 400 or >= 500)
                    reached.Add($"{route} with {field}: {answer}");
            }
        }

        Nothing.In(reached);
        Assert.NotNull(rows);
    }

    [Fact]
    public async Task Every_route_of_the_api_is_described()
    {
        var samples = await ApiSamples.Of(Api);

        Nothing.In(
            Routes
                .Of(Server.Node)
                .Where(route => route is { IsApi: true, IsHidden: false } && !samples.IsDescribed(route))
                .Select(route => route.ToString())
        );
    }

    private static HttpMethod MethodOf(Route route) => HttpMethod.Parse(route.Method.Length == 0 ? "GET" : route.Method);

    /// <summary>What a form sends is checked before anything is looked up, and a form leads back to its page, which says what was
    /// wrong.</summary>
    private static bool IsForm(Route route, Answer answer) => route is { IsApi: false, Method: "POST" } && answer.Status is 302 or 400;

    private Task<List<Guid>> ForeignIds() =>
        Plain(connection =>
            connection.Rows(
                $"""
                select * from (select id from customers where organization_id = {Organization} limit 1) a union all select *
                from (select id from users where organization_id = {Organization} limit 1) b
                union all select * from (select id from branches where organization_id = {Organization} limit 1) c
                """,
                row => row.Id(0),
                default
            )
        );

    private async Task<string> RoleWithout(Permission missing)
    {
        var key = $"without_{Words.Of(missing).Replace('.', '_')}";
        var grants = Grants.All with { Scopes = Grants.All.Scopes.Where(s => s.Key != missing).ToDictionary() };
        await Change((db, _) => db.Add(new Role(key, key, grants, false)));
        return key;
    }
}
