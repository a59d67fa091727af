using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Rapport.Platform.Data;

namespace Rapport.Bench;

/// <summary>One row of the table: a request that changes with each turn, and the statement at its heart.</summary>
internal sealed record Scenario(string Name, Func<int, (string Method, string Path, string? Body)> Call, Func<Guid, int, Sql>? Bare = null)
{
    public byte[] Request(int turn, string token, Uri server)
    {
        var (method, path, body) = Call(turn);
        var content = body is null ? "" : $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n";
        return Encoding.UTF8.GetBytes(
            $"{method} {path} HTTP/1.1\r\nHost: {server.Authority}\r\nAuthorization: Bearer {token}\r\n{content}\r\n{body}"
        );
    }
}

internal static class Scenarios
{
    private const string Columns =
        "id, type, display_name, status, source, email, phone, phone_e164, owner_id, branch_id, parent_id, created_at, updated_at, "
        + "archived_at, version";
    private const string Live = "archived_at is null and merged_into_id is null";
    private static readonly string[] Fragments = ["hug", "mara", "stan", "beck", "thou", "wynn", "shel", "grai", "cool", "foun"];

    public static async Task<List<Scenario>> All(Uri server, string token, int rows)
    {
        var ids = await Ids(server, token);
        var deep = await DeepCursor(server, token, Math.Min(50_000, rows / 2));
        var run = Platform.Data.Ids.Next().ToString("N")[..12];
        var created = Random.Shared.Next(90_000_000);
        return
        [
            new(
                "list 50 by name, with total",
                _ => ("GET", "/api/customers?limit=50", null),
                (o, _) =>
                    $"""
                        select {Sql.Raw(Columns)} from customers where organization_id = {o} and {Sql.Raw(
                            Live
                        )} order by name_key, id limit 51
                        """
            ),
            new(
                "list 50 by -created_at",
                _ => ("GET", "/api/customers?limit=50&sort=-created_at", null),
                (o, _) =>
                    $"""
                        select {Sql.Raw(Columns)} from customers where organization_id = {o} and {Sql.Raw(Live)}
                        order by created_at desc, id desc limit 51
                        """
            ),
            new("list 50 by -updated_at", _ => ("GET", "/api/customers?limit=50&sort=-updated_at", null)),
            new("list 50, status=churned, by name", _ => ("GET", "/api/customers?limit=50&status=churned", null)),
            new("the page at 50,000, by cursor", _ => ("GET", $"/api/customers?limit=50&cursor={deep}", null)),
            new("search a fragment", n => ("GET", $"/api/customers?limit=25&search={Fragments[n % Fragments.Length]}", null)),
            new(
                "search two words",
                n =>
                    (
                        "GET",
                        $"/api/customers?limit=25&search={Fragments[n % Fragments.Length]}%20{Fragments[(n + 3) % Fragments.Length][..3]}",
                        null
                    )
            ),
            new("search an e-mail", n => ("GET", $"/api/customers?limit=25&search=.{n % 1000 * 37}%40example", null)),
            new(
                "open one",
                n => ("GET", $"/api/customers/{ids[n % ids.Count]}", null),
                (o, n) => $"select {Sql.Raw(Columns)} from customers where organization_id = {o} and id = {ids[n % ids.Count]}"
            ),
            new(
                "open one's history",
                n => ("GET", $"/api/customers/{ids[n % ids.Count]}/timeline", null),
                (o, n) =>
                    $"""
                        select id, type, occurred_at, actor_id, details, pinned from timeline_entries
                        where organization_id = {o} and customer_id = {ids[n % ids.Count]} order by occurred_at desc, id desc limit 51
                        """
            ),
            new("create with duplicate check", _ => ("POST", "/api/customers", NewCustomer(run, Interlocked.Increment(ref created)))),
            new(
                "update",
                n =>
                    (
                        "PATCH",
                        $"/api/customers/{ids[n % ids.Count]}",
                        JsonSerializer.Serialize(new { preferred_language = n % 2 == 0 ? "en" : "de", email = $"u{n}.{run}@example.com" })
                    )
            ),
        ];
    }

    internal static string NewCustomer(string run, int number) =>
        JsonSerializer.Serialize(
            new
            {
                type = "individual",
                display_name = $"New {run} {number}",
                email = $"n{number}.{run}@example.com",
                phone = $"+4479{number % 100000000:00000000}",
            }
        );

    private static async Task<List<Guid>> Ids(Uri server, string token)
    {
        var ids = new List<Guid>();
        string? cursor = null;
        for (var page = 0; page < 20; page++)
        {
            var list = await Get(server, token, $"/api/customers?limit=200&sort=created_at{(cursor is null ? "" : "&cursor=" + cursor)}");
            ids.AddRange(list.GetProperty("data").EnumerateArray().Select(c => c.GetProperty("id").GetGuid()));
            cursor = list.GetProperty("next_cursor").GetString();
            if (cursor is null)
                break;
        }
        return ids;
    }

    private static async Task<string> DeepCursor(Uri server, string token, int depth)
    {
        var cursor = (await Get(server, token, "/api/customers?limit=200")).GetProperty("next_cursor").GetString();
        for (var at = 200; at < depth && cursor is not null; at += 200)
            cursor =
                (await Get(server, token, $"/api/customers?limit=200&cursor={cursor}")).GetProperty("next_cursor").GetString() ?? cursor;
        return cursor!;
    }

    private static async Task<JsonElement> Get(Uri server, string token, string path)
    {
        using var handler = new SocketsHttpHandler();
        using var http = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request, default);
        return await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
    }
}
