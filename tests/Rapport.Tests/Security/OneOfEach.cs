using System.Data.Common;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;
using Rapport.Records.Customers.Panels;
using Rapport.Records.Facts;
using Rapport.Tests.Platform.Data;

namespace Rapport.Tests.Security;

/// <summary>
/// An organization with at least one record of each kind that has a route of its own, so that no walk passes a route by for want of a row.
/// </summary>
internal sealed class OneOfEach(TestServer server, Guid organization)
{
    /// <param name="facts">What their external IDs end with; those of an earlier walk change hands.</param>
    public static async Task<OneOfEach> In(TestServer server, Guid organization, HttpClient owner, string facts = "x")
    {
        var branch = (await owner.Post("/api/branches", new { name = $"Harbour {Ids.Next():N}" })).Expect(201).Id;
        var customers = new List<Guid>();
        foreach (var name in new[] { "Ada Lovelace", "Grace Hopper", "Mary Somerville" })
            customers.Add((
                    await owner.Post(
                        "/api/customers?on_duplicate=create",
                        new
                        {
                            display_name = $"{name} {Ids.Next():N}",
                            type = "individual",
                            branch_id = branch,
                            email = $"{Ids.Next():N}@example.org",
                        }
                    )
                ).Expect(201).Id);
        (await owner.Post($"/api/customers/{customers[0]}/merges", new { duplicate_ids = new[] { customers[1] } })).Expect(201);
        var samples = await ApiSamples.Of(owner);
        foreach (var part in new[] { "contacts", "addresses", "relationships" })
        {
            var body = samples.BodyOf("POST", $"/api/customers/{{id}}/{part}")!;
            if (part == "relationships")
                (body["to_customer_id"], body["notes"]) = (customers[2], "His number is 123-45-6789");
            (await owner.Post($"/api/customers/{customers[0]}/{part}", body)).Expect(201);
        }
        (await owner.Post("/api/api-keys", new { name = "Till", scopes = new[] { "customers.read" } })).Expect(201);
        var user = await server.AddUser(organization, "viewer", branch);
        var customer = $"/api/customers/{customers[0]}";
        await owner.Made($"{customer}/tags", new { name = "Fleet" });
        await owner.Made($"{customer}/external-ids", new { system = "till", value = $"{Ids.Next():N}" });
        await owner.Made($"{customer}/team", new { user_id = user, role = "support" });
        await owner.Made(
            "/api/custom-fields",
            new
            {
                key = $"colour_{Ids.Next():N}"[..30],
                label = "Colour",
                type = "text",
            }
        );
        var segment = (await owner.Post("/api/segments", new { name = $"Regulars {Ids.Next():N}" })).Expect(201).Id;
        (await owner.Post($"/api/segments/{segment}/members", new { customer_ids = new[] { customers[2] } })).Expect(200);
        await owner.Made($"/api/segments/{segment}/export", null);
        await owner.Made("/api/views", new { name = $"Mine {Ids.Next():N}", query = "status=active" });
        await owner.Made(
            "/api/customers/actions",
            new
            {
                action = "tag",
                customer_ids = new[] { customers[2] },
                parameters = new { tag = "Fleet" },
            }
        );
        var interaction = (await owner.Post("/api/interactions", new { customer_id = customers[0], interaction_type = "call" }))
            .Expect(201)
            .Id;
        (await owner.Post("/api/interactions/deletions", new { ids = new[] { interaction }, reason = "A walk" })).Expect(201);
        await owner.Made("/api/notes", new { customer_id = customers[0], content = "Called about the tyres" });
        await owner.Made(
            "/api/activities",
            new
            {
                customer_id = customers[0],
                subject = "Call back",
                assigned_to = user,
            }
        );
        await owner.Made(
            $"/api/attachments?related_type=customer&related_id={customers[0]}",
            new { url = "https://example.org/offer.pdf", name = "Offer" }
        );
        (await owner.Post($"{customer}/duplicates/dismissals", new { other_id = customers[2] })).Expect(204);
        await owner.Made("/api/macros", new { name = $"Greeting {Ids.Next():N}", body = "Hello {customer}" });
        // One at a time: an earlier walk's may still wait.
        await owner.Post("/api/mass-merges", new { min_probability = 0.99 });
        foreach (var fact in Records.Facts.FactSamples.OneOfEach(facts, customers[2]))
            if (
                JsonSerializer.SerializeToElement(fact).GetProperty("type").GetString() is var type
                && FactKind.Named(type!)! is { Type: not ("interaction" or "note") } kind
            )
                await owner.Made($"/api/{kind.Route}", fact);
        var vehicle = (await owner.Get($"/api/vehicles?customer_id={customers[2]}"))["data"][0].GetProperty("id").GetGuid();
        // A contact of its owner: the same vehicle changes hands with each walk, and leaves the last one's behind.
        var contact = (await owner.Post($"/api/customers/{customers[2]}/contacts", new { first_name = "Ann", last_name = "Fitter" }))
            .Expect(201)
            .Id;
        await owner.Made($"/api/vehicles/{vehicle}/drivers", new { contact_id = contact });
        await owner.Made(
            "/api/orders",
            new
            {
                external_id = $"waits-{facts}",
                customer = new { external_id = "nobody" },
                number = "1",
                status = "paid",
                ordered_at = "2026-03-01T10:00:00Z",
                currency = "EUR",
                total = 1,
            }
        );
        // Not the one with facts, who becomes a customer by a purchase.
        await AskForMove(owner, customers[0]);
        using var file = new MultipartFormDataContent
        {
            { new StringContent("name,email\nEmmy Noether,emmy@example.org\n"), "file", "customers.csv" },
        };
        await owner.Made("/api/imports", file);
        return new OneOfEach(server, organization);
    }

    /// <summary>A move that waits for an approval.</summary>
    private static async Task AskForMove(HttpClient owner, Guid customer)
    {
        var move = (await owner.Get("/api/lifecycle/moves?limit=200"))["data"]
            .EnumerateArray()
            .First(m => m.GetProperty("from").GetProperty("system_key").GetString() == "lead");
        var (path, stage) = (
            $"/api/lifecycle/moves/{move.GetProperty("id").GetGuid()}",
            move.GetProperty("to").GetProperty("id").GetGuid()
        );
        (await owner.Patch(path, new { needs_approval = true })).Expect(200);
        (await owner.Post($"/api/customers/{customer}/lifecycle", new { stage, reason = "A walk" })).Expect(202);
        (await owner.Patch(path, new { needs_approval = false })).Expect(200);
    }

    /// <summary>Routes whose word is not their table's.</summary>
    private static readonly Dictionary<string, string> Tables = new()
    {
        ["drivers"] = "driver_assignments",
        ["views"] = "saved_views",
        ["actions"] = "bulk_actions",
        ["team"] = "users",
        ["duplicates"] = "duplicate_pairs",
        ["data-protection"] = "personal_data_flags",
        ["waiting"] = "waiting_facts",
        ["transactions"] = "loyalty_transactions",
        ["deletions"] = "interaction_deletions",
        ["members"] = "customers",
        ["stages"] = "lifecycle_stages",
        ["moves"] = "stage_moves",
        ["rules"] = "stage_rules",
        ["requests"] = "stage_move_requests",
        ["suggestions"] = "stage_suggestions",
        ["exports"] = "segment_exports",
    };

    /// <summary>Of a route that takes a panel's name, a path for each panel there is.</summary>
    public async Task<IReadOnlyList<string>> PathsOf(Route route)
    {
        if (await PathOf(route) is not { } path)
            return [];
        var panels = server.Node.Services.GetRequiredService<RegisteredPanels>().All.Select(p => p.Name);
        return route.Pattern.Contains("/panels/", StringComparison.Ordinal)
            ? [.. panels.Select(name => string.Join('/', path.Split('/')[..^1].Append(name)))]
            : [path];
    }

    /// <summary>A field or parameter that names another record by its ID.</summary>
    public static bool IsReference(string name) =>
        name is "id" or "ids" or "survivor" or "duplicates" or "customer" or "edit"
        || (name.EndsWith("_id", StringComparison.Ordinal) && name is not ("external_id" or "trace_id"))
        || name.EndsWith("_ids", StringComparison.Ordinal);

    /// <summary>The newest row of each table that belongs to a customer, and of the customers themselves.</summary>
    public async Task<IReadOnlyDictionary<string, Guid>> References()
    {
        await using var connection = await server.Database.OpenPlain();
        var ids = new Dictionary<string, Guid>();
        foreach (var table in (await DatabaseShape.Of(connection)).Tables.Where(t => t is not ("timeline_entries" or "events")))
        {
            var columns = await ColumnsOf(connection, table);
            if (
                !columns.Contains("id")
                || !columns.Contains("organization_id")
                || !(columns.Contains("customer_id") || table == "customers")
            )
                continue;
            var live = table == "customers" ? Sql.Raw("and merged_into_id is null") : Sql.Empty;
            var found = await connection.Rows(
                $"select id from {Sql.Raw(table)} where organization_id = {organization} {live} order by id desc limit 1",
                row => row.Id(0),
                default
            );
            if (found.Count > 0)
                ids[table] = found[0];
        }
        return ids;
    }

    private static async Task<List<string>> ColumnsOf(DbConnection connection, string table)
    {
        await using var command = Sql.Raw($"select * from {table} limit 0").Command(connection);
        await using var reader = await command.ExecuteReaderAsync();
        return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
    }

    /// <summary>An ID to stand in this path: of a row in the table that the part before it names. Null when there is none.</summary>
    public async Task<string?> PathOf(Route route)
    {
        var parts = route.Pattern.Split('/');
        for (var i = 0; i < parts.Length; i++)
        {
            if (!parts[i].StartsWith('{'))
                continue;
            // Panels go by name; any of them stands for all.
            if (parts[i - 1] == "panels")
            {
                parts[i] = "head";
                continue;
            }
            if (await RowOf(Tables.GetValueOrDefault(parts[i - 1], parts[i - 1].Replace('-', '_'))) is not { } id)
                return null;
            parts[i] = id.ToString();
        }
        return string.Join('/', parts);
    }

    private async Task<Guid?> RowOf(string table)
    {
        await using var connection = await server.Database.OpenPlain();
        var tables = await connection.Rows(
            server.Engine == Engine.Postgres
                ? (Sql)$"select table_name::text from information_schema.tables where table_schema = 'public'"
                : $"select name from sqlite_master where type = 'table'",
            row => row.Text(0),
            default
        );
        if (!tables.Contains(table))
            return null;
        // The newest but for sessions and users: those that came first belong to whoever walks.
        var rows = await connection.Rows(
            $"select id from {Sql.Raw(table)} where organization_id = {organization} order by id desc limit 1",
            row => row.Id(0),
            default
        );
        return rows.Count == 0 ? null : rows[0];
    }
}

file static class Making
{
    public static async Task Made(this HttpClient owner, string path, object? body)
    {
        var answer = await owner.Post(path, body);
        if (answer.Status is < 200 or > 299)
            throw new InvalidOperationException($"{path}: {answer}");
    }
}
