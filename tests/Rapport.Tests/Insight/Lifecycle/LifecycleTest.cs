using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;
using Rapport.Tests.Records.Facts;

namespace Rapport.Tests.Insight.Lifecycle;

/// <summary>What tests of stages share: moves, stages, histories, purchases, and the clock's own work.</summary>
public abstract class LifecycleTest(TestServer server) : FactTest(server)
{
    protected Task<Answer> Move(Guid customer, string stage, string? reason = null, HttpClient? by = null, string? from = null) =>
        (by ?? Api).Post(
            $"/api/customers/{customer}/lifecycle",
            new
            {
                stage,
                reason,
                from,
            }
        );

    /// <summary>Moves one after the other, by override where it must be.</summary>
    protected async Task MoveThrough(Guid customer, params string[] stages)
    {
        foreach (var stage in stages)
            (await Move(customer, stage, "Test")).Expect(201);
    }

    protected async Task<string> StageOf(Guid customer) =>
        (await Api.Get($"/api/customers/{customer}/lifecycle")).Expect(200)["current_stage"].GetProperty("name").GetString()!;

    protected async Task<string> StatusOf(Guid customer) =>
        (await Api.Get($"/api/customers/{customer}")).Expect(200)["status"].GetString()!;

    protected async Task<List<JsonElement>> HistoryOf(Guid customer) =>
        [.. (await Api.Get($"/api/customers/{customer}/lifecycle/history?limit=200")).Expect(200)["data"].EnumerateArray()];

    /// <summary>The names of the stages that were entered, oldest first.</summary>
    protected async Task<List<string>> WayOf(Guid customer) =>
        [.. (await HistoryOf(customer)).Select(h => h.GetProperty("to").GetProperty("name").GetString()!).Reverse()];

    protected static List<string> Allowed(Answer refused) =>
        [.. refused["allowed"].EnumerateArray().Select(a => a.GetProperty("name").GetString()!)];

    protected static object Order(string customer, DateTimeOffset at) => Order(new { external_id = customer }, at);

    protected static object Order(object customer, DateTimeOffset at) =>
        new
        {
            type = "order",
            external_id = $"O-{Ids.Next():N}",
            customer,
            number = $"{Ids.Next():N}",
            status = "paid",
            ordered_at = at,
            currency = "EUR",
            lines = new[]
            {
                new
                {
                    description = "Brakes",
                    quantity = 1,
                    unit_price = 90,
                },
            },
        };

    protected static object Deal(string customer, string status, string kind = "new", string? id = null) =>
        new
        {
            type = "opportunity",
            external_id = id ?? $"D-{Ids.Next():N}",
            customer = new { external_id = customer },
            name = "Fleet contract",
            kind,
            status,
            amount = 900,
            currency = "EUR",
        };

    /// <summary>Every reader has come to the end of the log.</summary>
    protected async Task Settled(Guid? organization = null)
    {
        await LogIsSealed();
        await Eventually(
            async () =>
                await Count(
                    $"""
                    select count(*) from event_heads h where h.organization_id = {organization ?? Organization} and (
                      select count(*) from reader_marks m where m.organization_id = h.organization_id
                        and m.reader in ('lifecycle', 'scores') and m.position >= h.position) < 2
                    """
                ) == 0,
            "the readers have read the log"
        );
    }

    protected async Task Daily() =>
        await In<object?>(async services =>
        {
            await services.GetRequiredService<Rapport.Insight.Lifecycle.EvaluateDaily>().Run(new(), default);
            return null;
        });

    protected async Task<Guid> StageId(string name) =>
        (await Api.Get("/api/lifecycle/stages?limit=200"))
            .Expect(200)["data"]
            .EnumerateArray()
            .First(s => s.GetProperty("name").GetString() == name)
            .GetProperty("id")
            .GetGuid();

    protected async Task Rule(string condition, object change)
    {
        var rule = (await Api.Get("/api/lifecycle/rules?limit=200"))
            .Expect(200)["data"]
            .EnumerateArray()
            .First(r => r.GetProperty("condition").GetString() == condition);
        (await Api.Patch($"/api/lifecycle/rules/{rule.GetProperty("id").GetGuid()}", change)).Expect(200);
    }

    protected async Task NeedsApproval(string from, string to, bool needs = true)
    {
        var move = (await Api.Get("/api/lifecycle/moves?limit=200"))
            .Expect(200)["data"]
            .EnumerateArray()
            .First(m =>
                m.GetProperty("from").GetProperty("name").GetString() == from && m.GetProperty("to").GetProperty("name").GetString() == to
            );
        (await Api.Patch($"/api/lifecycle/moves/{move.GetProperty("id").GetGuid()}", new { needs_approval = needs })).Expect(200);
    }

    protected Task<long> Suggestions(Guid customer) =>
        Count($"select count(*) from stage_suggestions where customer_id = {customer} and state = 'open'");
}
