using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Rapport.Tests.Security;

/// <summary>
/// Each route is told nonsense in every way we could think of. It answers with a clear refusal, never with a failure of its own.
/// </summary>
[Trait("Spec", "PLT-9")]
public abstract class BadInputTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : BadInputTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : BadInputTests(server), IClassFixture<PostgresServer>;

    private readonly List<string> wrong = [];

    private IEnumerable<Route> ApiRoutes => Routes.Of(Server.Node).Where(route => route.IsApi);

    [Fact]
    public async Task A_body_that_is_not_what_the_route_takes_is_refused()
    {
        var samples = await ApiSamples.Of(Api);
        var rows = await OneOfEach.In(Server, Organization, Api);
        foreach (var route in ApiRoutes.Where(r => samples.BodyOf(r) is not null))
        {
            var path = await rows.PathOf(route) ?? route.Path(_ => "x");
            foreach (
                var body in (object[])
                    [
                        "{",
                        "",
                        "nonsense",
                        "[]",
                        "\"text\"",
                        "null",
                        "1",
                        "{\"a\":",
                        "{}{}",
                        new byte[] { (byte)'{', (byte)'"', 0xff, 0xfe, (byte)'"', (byte)':', (byte)'1', (byte)'}' },
                        string.Concat(Enumerable.Repeat("{\"a\":", 200)) + "1" + new string('}', 200),
                    ]
            )
                if (samples.NeedsBody(route) || body is not ("" or "null"))
                    await Refused(route, path, body);
            await Refused(route, path, Typed("{}", "text/plain"), 415);
            await Refused(route, path, Typed("{}", "application/json; charset=utf-16"));
        }
        Nothing.In(wrong);
    }

    [Fact]
    public async Task A_field_of_the_wrong_kind_is_refused_or_taken_but_never_fails()
    {
        var samples = await ApiSamples.Of(Api);
        var rows = await OneOfEach.In(Server, Organization, Api);
        foreach (var route in ApiRoutes.Where(r => samples.BodyOf(r) is JsonObject && !EndsTheWalk(r)))
        {
            var path = await rows.PathOf(route) ?? route.Path(_ => "x");
            var body = samples.BodyOf(route)!.AsObject();
            foreach (var field in body.Select(p => p.Key).ToList())
            {
                foreach (var nonsense in Nonsense)
                {
                    var bad = body.DeepClone().AsObject();
                    bad.Remove(field);
                    var rest = bad.ToJsonString();
                    await NotFailed(route, path, $"{{\"{field}\":{nonsense}{(bad.Count == 0 ? "" : ",")}{rest[1..]}");
                }
                await Refused(route, path, $"{{\"{field}\":null,\"{field}\":null}}");
            }
        }
        Nothing.In(wrong);
        Nothing.In(Server.Node.Log.Errors);
    }

    [Fact]
    public async Task An_identifier_that_is_none_is_not_found_or_refused()
    {
        var samples = await ApiSamples.Of(Api);
        foreach (var route in ApiRoutes.Where(r => r.Parameters.Any()))
        foreach (
            var id in new[]
            {
                "x",
                "1",
                "-1",
                "00000000-0000-0000-0000-000000000000",
                "ffffffff-ffff-ffff-ffff-ffffffffffff",
                "0197c1f0-0000-7000-8000-00000000000g",
                "%00",
                "%ff%fe",
                "%c0%af",
                "..%2f..",
                "'%20or%201=1",
                new string('9', 3000),
                "%F0%9F%98%80",
                "{id}",
            }
        )
            await Refused(route, route.Path(_ => id), samples.BodyOf(route));
        Nothing.In(wrong);
        Nothing.In(Server.Node.Log.Errors);
    }

    [Fact]
    public async Task A_query_parameter_that_is_unknown_or_absurd_is_refused()
    {
        var samples = await ApiSamples.Of(Api);
        var rows = await OneOfEach.In(Server, Organization, Api);
        foreach (var route in ApiRoutes.Where(r => r.Method == "GET" && !r.IsOpen))
        {
            var path = await rows.PathOf(route) ?? route.Path(_ => "x");
            foreach (
                var query in new[]
                {
                    "nobody_asked=1",
                    "page=0",
                    "page=-1",
                    "page=abc",
                    "page=99999999999999999999",
                    "page=2147483647&limit=200",
                    "limit=0",
                    "limit=201",
                    "limit=-5",
                    "limit=1.5",
                    "limit=abc",
                    "sort=nonsense",
                    "sort=-",
                    "cursor=abc",
                    "cursor=%00",
                    "cursor=" + new string('A', 5000),
                    "page=1&page=2",
                    "nobody%5B%5D=1",
                }
            )
                await Refused(route, $"{path}?{query}");
            foreach (
                var query in new[]
                {
                    "search=%00",
                    "search=%ff",
                    "search=" + new string('x', 5000),
                    "%00=1",
                    "=",
                    "&&&",
                    "search=%ED%A0%80",
                    "tag=%27",
                    "search=%25%25",
                    "search=_",
                    "search=%5C",
                    "owner_id=x",
                    "status=x",
                    "created_from=9999-99-99",
                    "created_from=0001-01-01",
                    "created_to=2026-02-30",
                }
            )
                await NotFailed(route, $"{path}?{query}", null);
        }
        Nothing.In(wrong);
        Nothing.In(Server.Node.Log.Errors);
    }

    [Fact]
    public async Task Headers_that_make_no_sense_do_not_fail()
    {
        var rows = await OneOfEach.In(Server, Organization, Api);
        foreach (var route in ApiRoutes.Where(r => !EndsTheWalk(r)))
        {
            var path = await rows.PathOf(route) ?? route.Path(_ => "x");
            foreach (
                var header in new[]
                {
                    ("If-Match", "nonsense"),
                    ("If-Match", "\"99999999999999\""),
                    ("Idempotency-Key", new string('k', 300)),
                    ("Accept", "image/png"),
                    ("Content-Length", "0"),
                    ("If-None-Match", "*"),
                    ("Range", "bytes=5-1"),
                    ("Accept-Language", "xx-YY;q=abc"),
                }
            )
                await NotFailed(route, path, route.Method is "POST" or "PUT" or "PATCH" ? "{}" : null, header);
        }
        Nothing.In(wrong);
        Nothing.In(Server.Node.Log.Errors);
    }

    [Fact]
    public async Task A_path_that_leads_nowhere_and_a_method_that_does_not_fit_are_told_as_problems()
    {
        foreach (
            var (method, path, status) in new[]
            {
                ("GET", "/api/nothing", 404),
                ("POST", "/api/nothing/at/all", 404),
                ("DELETE", "/api/customers", 405),
                ("PATCH", "/api/me/nothing", 404),
                ("GET", "/api/auth/login", 405),
                ("GET", "/api", 404),
                ("GET", "/api/", 404),
            }
        )
            // Routing cannot always tell a path that is not there from a method that is not.
            Check($"{method} {path}", await Api.Ask(HttpMethod.Parse(method), path), Math.Min(status, 404), 405);
        Nothing.In(wrong);
    }

    [Theory]
    [InlineData("POST", "/api/customers", "[]", "body", "It must be a JSON object.")]
    [InlineData("POST", "/api/customers", "null", "body", "Send a JSON object.")]
    [InlineData("POST", "/api/customers", """{"owner_id":5}""", "owner_id", "It must be a UUID.")]
    [InlineData("POST", "/api/customers", """{"birth_date":"31.12.1999"}""", "birth_date", "It must be a date such as 2026-03-01.")]
    [InlineData("POST", "/api/customers", """{"tags":"vip"}""", "tags", "It must be a list.")]
    [InlineData(
        "POST",
        "/api/customers",
        """{"account":{"arr":"much"}}""",
        "account.arr",
        "It must be a number, and not as large as this."
    )]
    [InlineData("POST", "/api/customers", """{"custom_fields":5}""", "custom_fields", "It must be a JSON object.")]
    [InlineData(
        "PATCH",
        "/api/contacts/0197c1f0-0000-7000-8000-000000000000",
        """{"is_primary":"yes"}""",
        "is_primary",
        "It must be true or false."
    )]
    [InlineData("PATCH", "/api/contacts/4711", "{}", "id", "It must be a UUID.")]
    [InlineData("GET", "/api/customers?search=%ff%fe", null, "search", "It is not valid UTF-8.")]
    public async Task What_is_wrong_is_said_by_field_in_plain_words(string method, string path, string? body, string field, string fault)
    {
        var answer = await Api.Ask(HttpMethod.Parse(method), path, body);

        Assert.Equal(400, answer.Status);
        Assert.Equal(fault, Assert.Single(answer["errors"].GetProperty(field).EnumerateArray().ToList()).GetString());
    }

    [Fact]
    public async Task A_form_that_is_broken_or_ends_too_early_is_refused()
    {
        foreach (
            var form in new[]
            {
                "--x\r\nbroken",
                "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nName\nAda",
                "",
            }
        )
        foreach (var path in new[] { "/api/imports", "/api/attachments" })
            Check($"POST {path} {form}", await Api.Post(path, Typed(form, "multipart/form-data; boundary=x")), 400, 499);
        Nothing.In(wrong);
        Nothing.In(Server.Node.Log.Errors);
    }

    [Fact]
    public async Task A_body_past_the_limit_is_refused_with_413()
    {
        var answer = await Api.Post("/api/customers", new string(' ', 5 << 20) + "{}", ("Expect", "100-continue"));

        Check("POST /api/customers", answer, 413, 413);
        Nothing.In(wrong);
    }

    /// <summary>JSON values that some field of some route will not expect.</summary>
    private static readonly string[] Nonsense =
    [
        "{}",
        "[]",
        "[null]",
        "true",
        "1",
        "-1",
        "1.5",
        "1e400",
        "99999999999999999999999999",
        "null",
        "\"\"",
        "\" \"",
        "\"\\u0000\"",
        "\"a\\u0000b\"",
        "\"\\ud800\"",
        "\"\\ud83d\\ude00\"",
        "\"2026-02-30\"",
        "\"9999-12-31T23:59:59Z\"",
        "\"not-a-uuid\"",
        "\"00000000-0000-0000-0000-000000000000\"",
        "\"" + new string('x', 10_000) + "\"",
        "\"\\u202e\\u0627\\u200f\"",
        "[\"\\u0000\"]",
        "{\"a\":{\"b\":1}}",
        "[{\"a\":1}]",
        "[1,2,3]",
    ];

    private static bool EndsTheWalk(Route route) =>
        route.Pattern is "/api/auth/logout" or "/api/me/password" or "/api/sessions"
        || route.Pattern.StartsWith("/api/sessions/", StringComparison.Ordinal)
        || route.Pattern.EndsWith("/deactivation", StringComparison.Ordinal);

    private static HttpContent Typed(string text, string type)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return content;
    }

    private async Task Refused(Route route, string path, object? body = null, int? status = null) =>
        Check(
            $"{route} {Shown(path)} {Shown(body)}",
            await Api.Ask(HttpMethod.Parse(route.Method), path, body),
            status ?? 400,
            status ?? 499
        );

    private async Task NotFailed(Route route, string path, object? body, params (string, string)[] headers) =>
        Check(
            $"{route} {Shown(path)} {Shown(body)} {string.Join(' ', headers)}",
            await Api.Ask(HttpMethod.Parse(route.Method), path, body, headers),
            200,
            499
        );

    private void Check(string asked, Answer answer, int from, int to)
    {
        if (answer.Status < from || answer.Status > to)
            wrong.Add($"{asked}: {answer}");
        // The web server itself refuses a NUL in a path, before any of our code could say why.
        else if (answer is { Status: 400, Text: "" } && asked.Contains("%00", StringComparison.Ordinal))
            return;
        else if (answer.Status >= 400 && Fault(answer) is { } fault)
            wrong.Add($"{asked}: {fault} in {answer}");
    }

    private static string? Fault(Answer answer)
    {
        if (answer.ContentType != "application/problem+json")
            return $"'{answer.ContentType}'";
        var problem = answer.Json;
        if (
            !problem.TryGetProperty("type", out var type)
            || !problem.TryGetProperty("title", out var title)
            || !problem.TryGetProperty("status", out var status)
        )
            return "type, title or status missing";
        if (status.GetInt32() != answer.Status || title.GetString() is not { Length: > 0 } || type.GetString() is not { Length: > 0 })
            return "status or title do not fit";
        if (
            new[] { "`1", "Rapport.", "Implicit body", "Failed to bind", "could not be converted" }.FirstOrDefault(answer.Text.Contains) is
            { } ours
        )
            return $"'{ours}', which nobody outside knows,";
        return answer.Text.Contains("   at ", StringComparison.Ordinal) || answer.Text.Contains("Exception", StringComparison.Ordinal)
            ? "a stack trace"
            : null;
    }

    private static string Shown(object? value) =>
        value switch
        {
            null => "",
            byte[] raw => Convert.ToHexString(raw),
            string { Length: > 120 } text => text[..120] + "…",
            _ => value.ToString()!,
        };
}
