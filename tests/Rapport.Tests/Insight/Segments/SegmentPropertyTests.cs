using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Insight.Segments;
using Rapport.Platform.Data;
using Rapport.Platform.Events;

namespace Rapport.Tests.Insight.Segments;

/// <summary>
/// Whatever happens in whatever order, and however time passes: the members that were kept up are those that a question to all customers
/// finds.
/// </summary>
[Trait("Spec", "SEG-3")]
public abstract class SegmentPropertyTests(TestServer server) : SegmentTest(server)
{
    public sealed class OnSqlite(QuietSqliteServer server) : SegmentPropertyTests(server), IClassFixture<QuietSqliteServer>;

    public sealed class OnPostgres(QuietPostgresServer server) : SegmentPropertyTests(server), IClassFixture<QuietPostgresServer>;

    private const int Steps = 24;

    private static readonly (string Name, string Criteria)[] Asked =
    [
        ("recent", """{"field":"lifecycle.last_purchase_date","operator":"gte","value":"now-30d"}"""),
        (
            "lapsed",
            """
            {"all":[{"field":"orders.last","operator":"lt","value":"now-20d"},
                    {"field":"orders.last","operator":"gte","value":"now-60d"}]}
            """
        ),
        ("frequent", """{"field":"orders.count","window":"45d","operator":"gte","value":2}"""),
        (
            "quiet",
            """
            {"none":[{"field":"orders.count","window":"25d","operator":"gte","value":1},
                     {"field":"tickets.count","window":"2w","operator":"gte","value":1}]}
            """
        ),
        ("spenders", """{"field":"orders.sum.total","window":"2M","operator":"gte","value":150}"""),
        ("booked", """{"field":"appointments.count","window":"+10d","operator":"gte","value":1}"""),
        ("was-booked", """{"field":"appointments.count","window":"10d","operator":"gte","value":1}"""),
        ("late-hours", """{"field":"tickets.last","operator":"gte","value":"now-36h"}"""),
        (
            "open-long",
            """
            {"field":"tickets.count","operator":"gte","value":1,
             "where":{"all":[{"field":"status","operator":"eq","value":"open"},{"field":"opened_at","operator":"lt","value":"now-7d"}]}}
            """
        ),
        ("tagged", """{"field":"customer.tags","operator":"contains","value":"Gold"}"""),
        ("new", """{"field":"customer.created_at","operator":"gte","value":"now-15d"}"""),
        ("recent-and-tagged", """{"all":[{"operator":"in_segment","value":"recent"},{"operator":"in_segment","value":"tagged"}]}"""),
        (
            "not-frequent",
            """{"all":[{"operator":"not_in_segment","value":"frequent"},{"field":"orders.count","operator":"gte","value":1}]}"""
        ),
    ];

    private readonly List<(string Name, Guid Id, string Criteria)> segments = [];
    private readonly List<(Guid Id, string ExternalId)> customers = [];
    private readonly List<(string Type, string ExternalId, string Customer)> facts = [];

    [Theory, InlineData(11), InlineData(12), InlineData(13)]
    public async Task Members_kept_up_are_those_of_a_full_recalculation(int seed)
    {
        var random = new Random(seed);
        await StaySignedIn();
        for (var i = 0; i < 8; i++)
            customers.Add(await Customer());
        await MakeSegments(seed);
        for (var step = 0; step < Steps; step++)
        {
            for (var i = random.Next(1, 4); i > 0; i--)
                await Happen(random);
            await KeepUp(random.Next(3) == 0 ? TimeSpan.FromHours(random.Next(1, 24 * 12)) : TimeSpan.Zero);
            foreach (var (name, id, criteria) in segments)
            {
                var (kept, asked) = ((await Members(id)).ToHashSet(), await Matching(criteria));
                Assert.True(
                    kept.SetEquals(asked),
                    $"seed {seed}, step {step}: {name} holds too many {Named(kept.Except(asked))}, lacks {Named(asked.Except(kept))}"
                );
            }
        }
    }

    private static string Named(IEnumerable<Guid> some) => string.Join(", ", some);

    private async Task MakeSegments(int seed)
    {
        foreach (var (name, text) in Asked)
        {
            var criteria = Asked.Aggregate(
                text,
                (t, other) => t.Replace($"\"value\":\"{other.Name}\"}}", $"\"value\":\"{other.Name} {seed}\"}}", StringComparison.Ordinal)
            );
            var body = $$"""{"name":"{{name}} {{seed}}","type":"dynamic","criteria":{{criteria}}}""";
            segments.Add((name, (await Api.Post("/api/segments", body)).Expect(201).Id, criteria));
        }
    }

    private async Task Happen(Random random)
    {
        var (id, externalId) = customers[random.Next(customers.Count)];
        var (customer, at) = (new { external_id = externalId }, Clock.Now().AddHours(-random.Next(-24 * 15, 24 * 70)));
        switch (random.Next(9))
        {
            case 0 or 1 or 2:
                await Write(
                    "order",
                    externalId,
                    random,
                    new
                    {
                        customer,
                        number = "N",
                        status = random.Next(4) == 0 ? "cancelled" : "paid",
                        ordered_at = at,
                        currency = "EUR",
                        total = random.Next(10, 200),
                    }
                );
                break;
            case 3:
                await Write(
                    "ticket",
                    externalId,
                    random,
                    new
                    {
                        customer,
                        subject = "S",
                        status = random.Next(2) == 0 ? "open" : "closed",
                        priority = "normal",
                        opened_at = at,
                    }
                );
                break;
            case 4:
                await Write(
                    "appointment",
                    externalId,
                    random,
                    new
                    {
                        customer,
                        starts_at = at,
                        status = "confirmed",
                    }
                );
                break;
            case 5 when facts.Count > 0:
                var (type, gone, _) = facts[random.Next(facts.Count)];
                await Bulk(
                    new
                    {
                        type,
                        external_id = gone,
                        deleted = true,
                    }
                );
                break;
            case 6:
                await Api.Patch($"/api/customers/{id}", new { tags = random.Next(2) == 0 ? new[] { "Gold" } : [] });
                break;
            case 7:
                // Whoever is archived is restored by a second look.
                if ((await Api.Delete($"/api/customers/{id}")).Status != 204)
                    await Api.Post($"/api/customers/{id}/restoration");
                break;
            case 8:
                await MergeAndPerhapsUndo(random, id);
                break;
        }
    }

    private async Task MergeAndPerhapsUndo(Random random, Guid survivor)
    {
        var duplicate = customers[random.Next(customers.Count)].Id;
        if (duplicate == survivor)
            return;
        var merge = await Api.Post($"/api/customers/{survivor}/merges", new { duplicate_ids = new[] { duplicate } });
        if (merge.Status == 201 && random.Next(2) == 0)
        {
            await KeepUp(TimeSpan.Zero);
            await Api.Delete($"/api/merges/{merge.Id}");
        }
    }

    /// <summary>A new fact, or now and then one that was there is written anew.</summary>
    private async Task Write(string type, string customer, Random random, object fact)
    {
        var known = facts.FindAll(f => f.Type == type && f.Customer == customer);
        var id = known.Count > 0 && random.Next(4) == 0 ? known[0].ExternalId : Ids.Next().ToString();
        var body = JsonSerializer.SerializeToNode(fact, Rapport.Platform.Http.ApiJson.Options)!.AsObject();
        (body["type"], body["external_id"]) = (type, id);
        await Bulk(body.ToJsonString());
        facts.Add((type, id, customer));
    }

    /// <summary>What the readers and the clock do by themselves in a server that runs.</summary>
    private async Task KeepUp(TimeSpan passes)
    {
        await LogIsSealed();
        var readers = Server.Node.Services.GetRequiredService<EventReaders>();
        Assert.True(
            await readers.CatchUp(new(KeepSegments.Name, typeof(KeepSegments), KeepSegments.Follows), Organization, CancellationToken.None)
        );
        if (passes == TimeSpan.Zero)
            return;
        Clock.Advance(passes);
        await In(async services =>
        {
            await services.GetRequiredService<KeepSegmentsCurrent>().Run(new(), CancellationToken.None);
            return true;
        });
        await KeepUp(TimeSpan.Zero);
    }

    private async Task<HashSet<Guid>> Matching(string criteria) =>
        [
            .. (await Api.Get($"/api/customers?limit=200&filter={Uri.EscapeDataString(criteria)}"))
                .Expect(200)["data"]
                .EnumerateArray()
                .Select(c => c.GetProperty("id").GetGuid()),
        ];
}
