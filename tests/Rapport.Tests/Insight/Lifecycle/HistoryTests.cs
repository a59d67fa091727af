using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Insight.Lifecycle;
using Rapport.Platform.Data;
using Rapport.Records.Customers;

namespace Rapport.Tests.Insight.Lifecycle;

/// <summary>Histories through merges, undo and imports, and the stages of databases that had none.</summary>
[Trait("Spec", "LIF-3")]
public abstract class HistoryTests(TestServer server) : LifecycleTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : HistoryTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : HistoryTests(server), IClassFixture<PostgresServer>;

    private static readonly string[] Stages = ["Lead", "Prospect", "Opportunity", "Customer", "At Risk", "Churned", "Won Back"];

    [Fact]
    public async Task The_history_rebuilds_the_current_stage_whatever_was_moved()
    {
        foreach (var moves in Gen.Elements(Stages).ListOf(8).Sample(6))
        {
            var (id, number) = await Customer();
            foreach (var stage in moves)
                await Move(id, stage, stage.Length % 2 == 0 ? "Moved" : null);
            await Bulk(Order(number, Clock.Now()));
            await Settled();

            var history = (await HistoryOf(id)).AsEnumerable().Reverse().ToList();
            string? at = null;
            foreach (var line in history)
            {
                var from = line.GetProperty("from");
                Assert.Equal(at, from.ValueKind == System.Text.Json.JsonValueKind.Null ? null : from.GetProperty("name").GetString());
                at = line.GetProperty("to").GetProperty("name").GetString();
            }
            Assert.Equal(await StageOf(id), at);
        }
    }

    [Fact]
    public async Task A_merge_keeps_the_survivor_s_stage_and_reads_both_histories_and_undo_parts_them()
    {
        var (survivor, _) = await Customer();
        var (duplicate, _) = await Customer();
        await MoveThrough(survivor, "Prospect", "Opportunity");
        await MoveThrough(duplicate, "Prospect", "Churned");
        (await Api.Post($"/api/customers/{duplicate}/milestones", new { type = "upsell" })).Expect(201);

        var merge = (await Api.Post($"/api/customers/{survivor}/merges", new { duplicate_ids = new[] { duplicate } })).Expect(201).Id;
        await Settled();

        Assert.Equal("Opportunity", await StageOf(survivor));
        Assert.Equal(6, (await HistoryOf(survivor)).Count);
        Assert.Equal(1, (await Api.Get($"/api/customers/{survivor}/milestones"))["total"].GetInt32());
        (await Api.Delete($"/api/merges/{merge}")).Expect(200);
        Assert.Equal(("Opportunity", "Churned"), (await StageOf(survivor), await StageOf(duplicate)));
        Assert.Equal((3, 3), ((await HistoryOf(survivor)).Count, (await HistoryOf(duplicate)).Count));
        Assert.Equal("churned", await StatusOf(duplicate));
        Assert.Equal(1, (await Api.Get($"/api/customers/{duplicate}/milestones"))["total"].GetInt32());
    }

    [Fact, Trait("Spec", "LIF-7")]
    public async Task Customers_without_stages_get_them_from_facts_in_silence_with_a_report()
    {
        var (organization, owner) = await OtherOrganization();
        var system = (
            await Plain(c =>
                c.Rows($"select id from users where organization_id = {organization} and status = 'system'", row => row.Id(0), default)
            )
        )[0];
        var other = (Id: organization, Api: owner, System: system);
        // As a database before stages: written past the use cases, without a line of history.
        async Task<Guid> Old(CustomerStatus status) =>
            await Change(
                (db, _) =>
                {
                    var customer = new Customer(CustomerType.Individual, $"Old {Ids.Next():N}", other.System, Clock.Now().AddDays(-30))
                    {
                        Status = status,
                    };
                    db.Add(customer);
                    return customer.Id;
                },
                other.Id
            );
        var (buyer, idle) = (await Old(CustomerStatus.Prospect), await Old(CustomerStatus.Prospect));
        var (still, gone) = (await Old(CustomerStatus.Inactive), await Old(CustomerStatus.Churned));
        foreach (var customer in new[] { buyer, gone })
            await BulkText(System.Text.Json.JsonSerializer.Serialize(Order(new { id = customer }, Clock.Now().AddDays(-3))), "", other.Api);
        await Settled(other.Id);
        var events = await Count($"select count(*) from events where organization_id = {other.Id}");
        var notifications = await Count($"select count(*) from notifications where organization_id = {other.Id}");

        await In<object?>(
            async services =>
            {
                await services.GetRequiredService<GiveFirstStages>().Run(new(), default);
                return null;
            },
            other.Id
        );

        async Task<List<string>> Way(Guid id, HttpClient api) =>
            [
                .. (await api.Get($"/api/customers/{id}/lifecycle/history"))["data"]
                    .EnumerateArray()
                    .Select(h => h.GetProperty("to").GetProperty("name").GetString()!)
                    .Reverse(),
            ];
        async Task<(string, string)> Now(Guid id) =>
            (
                (await other.Api.Get($"/api/customers/{id}/lifecycle"))["current_stage"].GetProperty("name").GetString()!,
                (await other.Api.Get($"/api/customers/{id}"))["status"].GetString()!
            );
        Assert.Equal(("Customer", "active"), await Now(buyer));
        Assert.Equal(("Lead", "prospect"), await Now(idle));
        Assert.Equal(("Customer", "inactive"), await Now(still));
        Assert.Equal(("Churned", "churned"), await Now(gone));
        Assert.Equal(["Lead", "Customer"], (await Way(buyer, other.Api)));
        Assert.Equal(1, await Suggestions(gone));
        var report = (await other.Api.Get("/api/lifecycle/first-stages")).Expect(200);
        Assert.Equal((1, 1), (report["corrected"].GetInt32(), report["kept"].GetInt32()));
        Assert.Equal(1, await Count($"select count(*) from events where organization_id = {other.Id}") - events);
        Assert.Equal(notifications, await Count($"select count(*) from notifications where organization_id = {other.Id}"));
    }
}
