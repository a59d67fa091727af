using System.Text.Json.Nodes;
using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Security;

/// <summary>
/// Somebody who may do everything, but only with what is theirs or their branch's, walks every route with a record of somebody else.
/// </summary>
[Trait("Spec", "SEC-1")]
public abstract class ScopeTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : ScopeTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : ScopeTests(server), IClassFixture<PostgresServer>;

    /// <summary>
    /// What belongs to no customer, and so to nobody more than to others. Whoever may write the rest of it may write all of it.
    /// </summary>
    private static readonly string[] Shared =
    [
        "/api/users",
        "/api/roles",
        "/api/sessions",
        "/api/branches",
        "/api/tags",
        "/api/custom-fields",
        "/api/segments",
        "/api/views",
        "/api/api-keys",
        "/api/products",
        "/api/campaigns",
        "/api/macros",
        "/api/imports",
        "/api/facts",
        "/api/events",
        "/api/mass-merges",
        "/api/lifecycle/stages",
        "/api/lifecycle/moves",
        "/api/lifecycle/rules",
        // Notifications are a person's own, another's is not there at all; of an action on many only its counts are told.
        "/api/notifications",
        "GET /api/customers/actions",
        "GET /api/bulk-actions",
        "/products",
        "/campaigns",
        "/imports",
        "/facts",
        "/settings",
        "/segments",
    ];

    [Theory]
    [InlineData(Scope.Own), InlineData(Scope.Branch)]
    public async Task A_record_out_of_scope_is_refused_naming_permission_and_scope_and_nothing_changes(Scope scope)
    {
        var rows = await OneOfEach.In(Server, Organization, Api);
        var (samples, walker) = (await ApiSamples.Of(Api), await Reaching(scope));
        var other = (
            await Plain(c =>
                c.Rows(
                    $"select id from customers where organization_id = {Organization} and merged_into_id is null order by id limit 1",
                    row => row.Id(0),
                    default
                )
            )
        )[0];
        var before = await DatabaseImage.AtRest(Server.Database);

        var wrong = new List<string>();
        foreach (
            var route in Routes
                .Of(Server.Node)
                .Where(r =>
                    !r.IsOpen
                    && r.Needs.Count > 0
                    && r.Parameters.Any()
                    && !IsShared(r)
                    && !r.Pattern.Contains("/me/", StringComparison.Ordinal)
                )
        )
        {
            foreach (var path in await rows.PathsOf(route))
            {
                var answer = await walker.Ask(
                    HttpMethod.Parse(route.Method.Length == 0 ? "GET" : route.Method),
                    path + (ApiSamples.QueryOf(route).Length > 0 ? $"?duplicate_ids={other}" : ""),
                    Naming(samples.BodyOf(route), other)
                );
                if (!IsRefused(route, answer, scope))
                    wrong.Add($"{path}: {answer}");
            }
        }

        Nothing.In(wrong);
        Nothing.In(Server.Node.Log.Errors);
        Nothing.In(DatabaseImage.Differences(before, await DatabaseImage.AtRest(Server.Database)));
    }

    [Theory]
    [InlineData(Scope.Own), InlineData(Scope.Branch)]
    public async Task No_list_search_export_or_page_shows_what_is_out_of_scope(Scope scope)
    {
        await OneOfEach.In(Server, Organization, Api);
        var walker = await Reaching(scope);
        var customers = (
            await Plain(c =>
                c.Rows($"select id from customers where organization_id = {Organization}", row => row.Id(0).ToString(), default)
            )
        ).ToHashSet();

        var told = new List<string>();
        foreach (
            var path in Routes
                .Of(Server.Node)
                .Where(r => !r.IsOpen && r.Needs.Count > 0 && !r.Parameters.Any() && r.Method is "" or "GET" && r.Pattern != "/live")
                .Select(r => r.Pattern)
                .Distinct()
                .SelectMany(p => new[] { p, $"{p}?search=lovelace", $"{p}?q=lovelace" })
        )
        {
            var answer = await walker.Get(path);
            if (answer.Status >= 500)
                told.Add($"{path}: {answer}");
            else if (
                answer.Status == 200
                && (
                    answer.Text.Contains("Lovelace", StringComparison.Ordinal)
                    || customers.FirstOrDefault(id => answer.Text.Contains(id, StringComparison.Ordinal)) is not null
                )
            )
                told.Add($"{path} tells of a customer out of scope");
        }
        Nothing.In(told);
    }

    /// <summary>Names, texts and e-mails of <see cref="OneOfEach"/>'s customers.</summary>
    private static readonly string[] TheirWords = ["Lovelace", "Somerville", "Hopper", "Ann Fitter", "123-45-6789", "about the tyres"];

    /// <summary>A list that is narrowed by a record, a comparison, a palette, a page of something shared: none opens what is out of
    /// reach.</summary>
    [Theory]
    [InlineData(Scope.Own), InlineData(Scope.Branch)]
    public async Task No_parameter_and_no_shared_page_opens_what_is_out_of_scope(Scope scope)
    {
        var rows = await OneOfEach.In(Server, Organization, Api);
        var (samples, walker) = (await ApiSamples.Of(Api), await Reaching(scope));
        var ids = await rows.References();

        var told = new List<string>();
        foreach (var route in Routes.Of(Server.Node).Where(r => !r.IsOpen && r.Needs.Count > 0 && r.Method is "" or "GET"))
        {
            if (route.Pattern == "/live")
                continue;
            var parameters = route.IsApi ? samples.QueryOfRoute(route) : PageQuery.Of(route);
            var queries = parameters
                .Where(OneOfEach.IsReference)
                .SelectMany(name => ids.Select(id => $"?{name}={id.Value}{(name == "ids" ? $",{ids["customers"]}" : "")}"))
                .Prepend("");
            foreach (var path in await rows.PathsOf(route))
            foreach (var query in queries.Distinct())
            {
                var answer = await walker.Get(path + query);
                if (answer.Status >= 500)
                    told.Add($"{path}{query}: {answer}");
                else if (
                    answer.Status == 200
                    && TheirWords.FirstOrDefault(w => answer.Text.Contains(w, StringComparison.Ordinal)) is { } word
                )
                    told.Add($"{path}{query} tells {word}");
            }
        }

        Nothing.In(told);
        Nothing.In(Server.Node.Log.Errors);
    }

    private static bool IsShared(Route route) =>
        new[] { route.Pattern, $"{route.Method} {route.Pattern}" }.Any(named =>
            Shared.Any(s => named == s || named.StartsWith(s + "/", StringComparison.Ordinal))
        );

    /// <summary>A body that names real customers, so that the scope is what stands in the way.</summary>
    private static JsonNode? Naming(JsonNode? body, Guid other)
    {
        if (body is not JsonObject fields)
            return body;
        if (fields.ContainsKey("to_customer_id"))
            fields["to_customer_id"] = other;
        if (fields.ContainsKey("duplicate_ids"))
            fields["duplicate_ids"] = new JsonArray(other);
        return fields;
    }

    /// <summary>A form leads back to its page, which says why nothing was done.</summary>
    private static bool IsRefused(Route route, Answer answer, Scope scope) =>
        // An action on many is taken back for those in reach, here for none.
        route.ToString()
            is "DELETE /api/customers/actions/{id}"
                or "DELETE /api/bulk-actions/{id}"
            ? answer.Status == 200 && answer["reverted"].GetInt32() == 0
        : route.IsApi
            ? answer.Status == 403
                && answer.Json.TryGetProperty("scope", out var named)
                && named.GetString() == Words.Of(scope)
                && answer.Json.TryGetProperty("permission", out _)
        : answer.Status == 403 || (route.Method == "POST" && answer.Status is 302 or 400 or 404);
}
