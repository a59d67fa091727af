using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Tests.Records.Facts;

namespace Rapport.Tests.Insight.Segments;

/// <summary>What tests of segments share: customers with a tag, their orders, and the members of a segment.</summary>
public abstract class SegmentTest(TestServer server) : FactTest(server)
{
    protected static object Tagged(string tag) =>
        new
        {
            field = "customer.tags",
            @operator = "contains",
            value = tag,
        };

    protected static object NoOrder(string window) =>
        new
        {
            field = "orders.count",
            window,
            @operator = "eq",
            value = 0,
        };

    protected static object Ordered(string window) =>
        new
        {
            field = "orders.count",
            window,
            @operator = "gte",
            value = 1,
        };

    protected async Task<Guid> TaggedCustomer(string tag, Guid? owner = null)
    {
        var (id, _) = await Customer();
        (await Api.Patch($"/api/customers/{id}", new { tags = new[] { tag }, owner_id = owner })).Expect(200);
        return id;
    }

    protected Task<Answer> Make(string name, object criteria, object? more = null)
    {
        var body = JsonSerializer.SerializeToNode(more ?? new { }, Rapport.Platform.Http.ApiJson.Options)!.AsObject();
        (body["name"], body["type"]) = (name, "dynamic");
        body["criteria"] = JsonSerializer.SerializeToNode(criteria);
        return Api.Post("/api/segments", body);
    }

    protected async Task<List<Guid>> Members(Guid segment, HttpClient? by = null) =>
        [
            .. (await (by ?? Api).Get($"/api/segments/{segment}/members?limit=200"))
                .Expect(200)["data"]
                .EnumerateArray()
                .Select(m => m.GetProperty("customer_id").GetGuid()),
        ];

    protected async Task Order(Guid customer, double daysAgo = 0) =>
        await Bulk(
            new
            {
                type = "order",
                external_id = Ids.Next().ToString(),
                customer = new { id = customer },
                number = "1",
                status = "paid",
                ordered_at = Clock.Now().AddDays(-daysAgo),
                currency = "EUR",
                total = 10,
            }
        );

    protected static string Unique(string name) => $"{name} {Ids.Next():N}";

    protected static List<string?> Texts(JsonElement list, string field) =>
        [.. list.EnumerateArray().Select(item => item.GetProperty(field).GetString())];

    /// <summary>However far the clock goes ahead, who is signed in stays so.</summary>
    protected Task<int> StaySignedIn() =>
        Plainly($"update sessions set expires_at = {Clock.Now().AddYears(9)} where organization_id = {Organization}");
}
