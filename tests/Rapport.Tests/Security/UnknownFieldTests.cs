using System.Text.Json;

namespace Rapport.Tests.Security;

/// <summary>
/// What a client sends and nobody reads is a mistake that it must hear of. Made from the server's description of itself, so that a new
/// route
/// is walked the day it is written.
/// </summary>
[Trait("Spec", "PLT-9")]
public abstract class UnknownFieldTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : UnknownFieldTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : UnknownFieldTests(server), IClassFixture<PostgresServer>;

    private const string Refusal = "Unknown field.";

    private IEnumerable<Route> ApiRoutes => Routes.Of(Server.Node).Where(route => route.IsApi);

    [Fact]
    public async Task Every_route_refuses_a_field_that_it_does_not_know_at_every_level_and_writes_nothing()
    {
        var (samples, rows) = (await ApiSamples.Of(Api), await OneOfEach.In(Server, Organization, Api));
        var before = await DatabaseImage.AtRest(Server.Database);

        var (wrong, tried) = (new List<string>(), 0);
        foreach (var route in ApiRoutes)
        foreach (var (field, body) in samples.WithUnknownField(route))
        {
            tried++;
            var path = (await rows.PathOf(route) ?? route.Path(_ => Guid.Empty.ToString())) + ApiSamples.QueryOf(route);
            var answer = await Api.Ask(HttpMethod.Parse(route.Method), path, body);
            if (answer.Status != 400 || !Names(answer, field))
                wrong.Add($"{route} with {field}: {answer}");
        }

        Nothing.In(wrong);
        Assert.True(tried > 100, $"Only {tried} bodies were tried.");
        Nothing.In(DatabaseImage.Differences(before, await DatabaseImage.AtRest(Server.Database)));
    }

    [Theory]
    [InlineData("PATCH", "processing_restricted", "{\"processing_restricted\":true}")]
    [InlineData("PATCH", "account.sise", "{\"account\":{\"size\":\"small\",\"sise\":\"large\"}}")]
    [InlineData("PATCH", "confirms_personal_data", "{\"confirms_personal_data\":true}")]
    public async Task A_field_is_named_by_its_path(string method, string field, string body)
    {
        var customer = (await Api.Post("/api/customers", new { display_name = "Ada Lovelace", type = "organization" })).Expect(201).Id;

        var answer = await Api.Ask(HttpMethod.Parse(method), $"/api/customers/{customer}", body);

        Assert.Equal(400, answer.Status);
        Assert.Equal([Refusal], answer["errors"].GetProperty(field).EnumerateArray().Select(e => e.GetString()));
    }

    [Theory]
    [InlineData(
        "/api/customers/bulk",
        """{"display_name":"Ada","type":"individual","contacts":[{"emial":"a@example.org"}]}""",
        "contacts[0].emial"
    )]
    [InlineData("/api/customers/bulk", """{"display_name":"Ada","type":"individual","nobody_knows":1}""", "nobody_knows")]
    [InlineData("/api/facts/bulk", """{"type":"product","external_id":"p","sku":"p","name":"P","nobody_knows":1}""", "nobody_knows")]
    [InlineData(
        "/api/facts/bulk",
        """{"type":"vehicle","external_id":"v","make":"A","model":"B","customer":{"external_id":"c","nobody_knows":1}}""",
        "customer.nobody_knows"
    )]
    [InlineData("/api/facts/bulk", """{"type":"product","external_id":"p","deleted":true,"nobody_knows":1}""", "nobody_knows")]
    public async Task A_row_of_a_bulk_is_refused_by_the_name_of_its_field(string path, string row, string field)
    {
        var answer = await Api.Post(path, new StringContent(row, null, "application/x-ndjson"));

        // Customers answer as a whole, facts a line a row.
        var first = JsonDocument.Parse(answer.Text.Split('\n')[0]).RootElement;
        var line = first.TryGetProperty("results", out var results) ? results[0] : first;
        Assert.StartsWith(Refusal, line.GetProperty("errors").GetProperty(field)[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_of_an_unknown_kind_answers_its_external_id()
    {
        var row = """{"type":"banana","external_id":"b-7","sku":"x"}""";

        var answer = await Api.Post("/api/facts/bulk", new StringContent(row, null, "application/x-ndjson"));

        var line = JsonDocument.Parse(answer.Text.Split('\n')[0]).RootElement;
        Assert.Equal(["b-7", "banana", "rejected"], new[] { "external_id", "type", "result" }.Select(f => line.GetProperty(f).GetString()));
    }

    [Fact]
    public async Task A_form_with_a_field_that_nobody_knows_is_refused()
    {
        using var import = new MultipartFormDataContent
        {
            { new StringContent("1"), "nobody_knows" },
            { new StringContent("name\nAda\n"), "file", "a.csv" },
        };
        using var attachment = new MultipartFormDataContent { { new StringContent("1"), "nobody_knows" } };
        var customer = (await Api.Post("/api/customers", new { display_name = "Grace Hopper", type = "individual" })).Expect(201).Id;

        foreach (
            var answer in new[]
            {
                await Api.Post("/api/imports", import),
                await Api.Post($"/api/attachments?related_type=customer&related_id={customer}", attachment),
            }
        )
        {
            Assert.Equal(400, answer.Status);
            Assert.True(answer["errors"].TryGetProperty("nobody_knows", out _), answer.ToString());
        }
    }

    [Fact]
    public async Task Every_route_refuses_a_parameter_that_it_does_not_know()
    {
        var (samples, rows) = (await ApiSamples.Of(Api), await OneOfEach.In(Server, Organization, Api));

        var wrong = new List<string>();
        foreach (var route in ApiRoutes)
        {
            var path = await rows.PathOf(route) ?? route.Path(_ => Guid.Empty.ToString());
            var answer = await Api.Ask(HttpMethod.Parse(route.Method), $"{path}?nobody_asked=1", samples.BodyOf(route));
            if (
                answer.Status != 400
                || !answer.Json.TryGetProperty("errors", out var errors)
                || !errors.TryGetProperty("nobody_asked", out _)
            )
                wrong.Add($"{route}: {answer}");
        }

        Nothing.In(wrong);
    }

    /// <summary>Parameters that take one of a few words.</summary>
    private static readonly string[] Worded =
    [
        "activity_type",
        "count",
        "device",
        "direction",
        "fuel",
        "interaction_type",
        "kind",
        "outcome",
        "priority",
        "result",
        "sentiment",
        "sort",
        "source",
        "state",
        "status",
        "visibility",
    ];

    private static readonly string[] Offers = ["It must be", "is not offered. Known are"];

    [Fact]
    public async Task A_list_names_the_words_that_a_sort_or_a_filter_takes()
    {
        var (samples, rows) = (await ApiSamples.Of(Api), await OneOfEach.In(Server, Organization, Api));

        var (wrong, tried) = (new List<string>(), 0);
        foreach (var route in ApiRoutes.Where(r => r.Method == "GET" && !r.IsOpen))
        foreach (var parameter in samples.QueryOfRoute(route).Where(Worded.Contains))
        {
            tried++;
            var path = await rows.PathOf(route) ?? route.Path(_ => Guid.Empty.ToString());
            var answer = await Api.Get($"{path}?{parameter}=banana");
            if (
                answer.Status != 400
                || !answer["errors"].TryGetProperty(parameter, out var said)
                || !(said[0].GetString() is { } words && Offers.Any(offer => words.Contains(offer, StringComparison.Ordinal)))
            )
                wrong.Add($"{route}?{parameter}=banana: {answer}");
        }

        Nothing.In(wrong);
        Assert.True(tried > 20, $"Only {tried} parameters were tried.");
    }

    private static bool Names(Answer answer, string field) =>
        answer.Json.TryGetProperty("errors", out var errors)
        && errors.TryGetProperty(field, out var said)
        && said[0].GetString()!.StartsWith(Refusal, StringComparison.Ordinal);
}
