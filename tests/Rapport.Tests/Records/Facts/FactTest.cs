using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Platform.Http;

namespace Rapport.Tests.Records.Facts;

/// <summary>What tests of facts share: customers with an external ID, bulks, and the summary as it is stored.</summary>
public abstract class FactTest(TestServer server) : ServerTest(server)
{
    protected async Task<(Guid Id, string ExternalId)> Customer(string? name = null, string type = "individual")
    {
        var externalId = $"C-{Ids.Next():N}"[..14] + Random.Shared.Next(1000, 9999);
        var id = (
            await Api.Post(
                "/api/customers?on_duplicate=create",
                new
                {
                    display_name = name ?? $"Customer {externalId}",
                    type,
                    external_id = externalId,
                }
            )
        ).Expect(201).Id;
        return (id, externalId);
    }

    /// <summary>The rows' answers and the last line, of facts sent as NDJSON.</summary>
    protected Task<(List<JsonElement> Rows, JsonElement Tally)> Bulk(params object[] facts) =>
        BulkText(string.Join('\n', facts.Select(f => f as string ?? JsonSerializer.Serialize(f, ApiJson.Options))));

    protected async Task<(List<JsonElement> Rows, JsonElement Tally)> BulkText(string text, string query = "", HttpClient? api = null)
    {
        using var body = new StringContent(text, Encoding.UTF8);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        var answer = await (api ?? Api).Post("/api/facts/bulk" + query, body);
        Assert.True(answer.Status == 200, $"{answer} {string.Join((char)10, Server.Node.Log.Errors)}");
        var lines = answer
            .Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line))
            .ToList();
        return (lines[..^1], lines[^1]);
    }

    protected static string ResultOf(JsonElement row) => row.GetProperty("result").GetString()!;

    protected static IEnumerable<string> FaultsOf(JsonElement row) =>
        row.TryGetProperty("errors", out var errors) ? errors.EnumerateObject().Select(e => e.Name) : [];

    protected sealed record Summary(
        int Orders,
        string? Currency,
        long Gross,
        long Refunded,
        long Spent,
        DateTimeOffset? First,
        DateTimeOffset? Last,
        int OpenTickets,
        int Points,
        int LifetimePoints,
        string? Tier,
        DateTimeOffset? LastInteraction
    );

    protected async Task<Summary> SummaryOf(Guid customer) =>
        (
            await Plain(c =>
                c.Rows(
                    $"""
                    select order_count, currency, gross_minor, refunded_minor, spent_minor, first_purchase_at, last_purchase_at,
                      open_tickets, points, lifetime_points, tier, last_interaction_at
                    from customer_summary where organization_id = {Organization} and customer_id = {customer}
                    """,
                    row => new Summary(
                        row.Int(0),
                        row.TextOrNull(1),
                        row.Long(2),
                        row.Long(3),
                        row.Long(4),
                        row.TimeOrNull(5),
                        row.TimeOrNull(6),
                        row.Int(7),
                        row.Int(8),
                        row.Int(9),
                        row.TextOrNull(10),
                        row.TimeOrNull(11)
                    ),
                    default
                )
            )
        ).Single();

    protected Task<List<string>> TimelineTitles(Guid customer) =>
        Plain(c =>
            c.Rows(
                $"""
                select details from timeline_entries where organization_id = {Organization} and customer_id = {customer}
                  and source_type not in ('customer') and type not like 'milestone%' and type not like 'lifecycle%'
                order by occurred_at desc, id desc
                """,
                row =>
                    JsonSerializer.Deserialize<JsonElement>(row.Text(0)) is var details && details.TryGetProperty("title", out var title)
                        ? title.GetString()!
                        : "",
                default
            )
        );
}
