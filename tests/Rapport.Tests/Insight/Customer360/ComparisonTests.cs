using Rapport.Platform.Data;

namespace Rapport.Tests.Insight.Customer360;

/// <summary>Two or three customers side by side.</summary>
[Trait("Spec", "C360-16.2")]
public abstract class ComparisonTests(TestServer server) : Customer360Test(server)
{
    public sealed class OnSqlite(SqliteServer server) : ComparisonTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : ComparisonTests(server), IClassFixture<PostgresServer>;

    private async Task<Guid> Buyer(int orders)
    {
        var (id, number) = await Customer();
        await Taken([
            .. Enumerable
                .Range(1, orders)
                .Select(i =>
                    (object)
                        new
                        {
                            type = "order",
                            external_id = $"{number}-{i}",
                            customer = new { external_id = number },
                            number = $"{number}-{i}",
                            status = "paid",
                            ordered_at = DaysAgo(10 * i),
                            currency = "EUR",
                            total = 50,
                        }
                ),
        ]);
        return id;
    }

    [Fact, Trait("Spec", "C360-16.3"), Trait("Spec", "C360-16.4")]
    public async Task Metrics_stand_side_by_side_with_the_best_marked_and_the_segments_they_share()
    {
        Guid[] ids = [await Buyer(1), await Buyer(3), await Buyer(2)];
        var (all, some) = ($"All {Ids.Next():N}", $"Some {Ids.Next():N}");
        foreach (var (name, members) in new[] { (all, ids), (some, ids[..1]) })
            (
                await Api.Post(
                    $"/api/segments/{(await Api.Post("/api/segments", new { name })).Expect(201).Id}/members",
                    new { customer_ids = members }
                )
            ).Expect(200);

        var compared = (await Api.Get($"/api/customers/comparison?ids={string.Join(',', ids)}")).Expect(200).Json;

        Assert.Equal([50, 150, 100], At(compared, "customers").EnumerateArray().Select(c => (int)Number(c, "metrics.lifetime_value")));
        Assert.Equal(["lifetime_value", "order_count", "engagement"], Texts(compared, "differences", "measure"));
        Assert.Equal(ids[1], At(compared, "differences.0.best").GetGuid());
        Assert.Equal((100, 2), (Number(compared, "differences.0.spread"), Number(compared, "differences.1.spread")));
        Assert.Equal(all, Text(compared, "segments.shared.0"));
        Assert.Equal(some, Text(compared, "segments.others.0.segment"));
        Assert.Equal([ids[0]], At(compared, "segments.others.0.customer_ids").EnumerateArray().Select(c => c.GetGuid()));
    }

    [Fact]
    public async Task One_alone_four_the_same_twice_and_nonsense_are_refused_and_so_is_whoever_is_out_of_reach()
    {
        Guid[] ids = [await Buyer(1), await Buyer(1)];
        foreach (var asked in new[] { $"{ids[0]}", $"{ids[0]},{ids[0]}", $"{ids[0]},{ids[1]},{Ids.Next()},{Ids.Next()}", "a,b", "" })
            Assert.Equal(400, (await Api.Get($"/api/customers/comparison?ids={asked}")).Status);
        Assert.Equal(404, (await Api.Get($"/api/customers/comparison?ids={ids[0]},{Ids.Next()}")).Status);
        Assert.Equal(403, (await (await As("sales")).Get($"/api/customers/comparison?ids={ids[0]},{ids[1]}")).Status);
    }
}
