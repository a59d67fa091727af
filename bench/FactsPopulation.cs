using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;
using Rapport.Records.Facts;
using Rapport.Records.Interactions;
using Rapport.Records.Loyalty;
using Rapport.Records.Sales;
using Rapport.Records.Support;
using Rapport.Trust.Identity;

namespace Rapport.Bench;

/// <summary>
/// Nine facts for each customer, written by the same inserts that the product uses: four calls, three orders, a ticket and a movement of
/// points, spread over a year.
/// </summary>
internal sealed class FactsPopulation(IServiceProvider services, Guid organization)
{
    private const int Together = 2_000;
    private static readonly DateTimeOffset From = new(2025, 3, 1, 0, 0, 0, TimeSpan.Zero);

    public async Task Grow(IReadOnlyList<Guid> customers)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var done = 0;
        foreach (var some in customers.Chunk(Together))
        {
            await Write([.. some.SelectMany((customer, i) => Of(customer, done + i))], []);
            done += some.Length;
            if (done % 100_000 == 0)
                Console.Error.WriteLine($"  facts of {done:N0} customers, {done / Math.Max(1, watch.Elapsed.TotalSeconds):N0}/s");
        }
        foreach (var some in customers.Chunk(2_000))
            await Write([], some);
    }

    private async Task Write(IReadOnlyList<CustomerFact> facts, IReadOnlyList<Guid> summarized)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(organization);
        var (db, summaries) = (
            scope.ServiceProvider.GetRequiredService<RapportDb>(),
            scope.ServiceProvider.GetRequiredService<FactSummaries>()
        );
        await using var change = await scope.ServiceProvider.GetRequiredService<Changes>().Begin(default);
        var batch = new Batch(db);
        foreach (var kind in facts.GroupBy(FactKind.Of))
            kind.Key.Store.Write(batch, organization, [.. kind]);
        await scope
            .ServiceProvider.GetServices<IFollowChanges>()
            .OfType<KeepFactsInStep>()
            .Single()
            .Follow([new FactsWritten("order", Guid.Empty, facts.Count, 0, 0, []) { Written = facts }], batch, default);
        foreach (var part in summaries.Parts)
            summaries.Write(batch, part, summarized);
        await batch.Run(default);
        await change.Save(default);
    }

    private static IEnumerable<CustomerFact> Of(Guid customer, int number)
    {
        for (var i = 0; i < 9; i++)
        {
            var at = From.AddMinutes((number * 7919L + i * 57_600) % (365 * 1440));
            CustomerFact fact = i switch
            {
                0 or 3 or 6 => new Order
                {
                    Number = $"B-{number}-{i}",
                    Status = OrderStatus.Paid,
                    OrderedAt = at,
                    Currency = "EUR",
                    Lines =
                    [
                        new()
                        {
                            Sku = $"A-{number % 500}",
                            Description = "Brake pads",
                            Quantity = 1 + number % 3,
                            UnitPrice = 19.9m + number % 400,
                            Position = 0,
                        },
                    ],
                },
                1 => new Ticket
                {
                    Number = $"{number}",
                    Subject = "Noise from the front",
                    Status = number % 4 == 0 ? TicketStatus.Open : TicketStatus.Closed,
                    Priority = TicketPriority.Normal,
                    OpenedAt = at,
                },
                2 => new LoyaltyTransaction
                {
                    Points = 20 + number % 90,
                    Reason = LoyaltyReason.Earn,
                    OccurredAt = at,
                },
                _ => new Interaction
                {
                    InteractionType = InteractionType.Call,
                    Direction = Direction.Inbound,
                    Subject = "Asked for a date",
                    OccurredAt = at,
                    DurationMinutes = 4,
                },
            };
            (fact.ExternalId, fact.CustomerId, fact.CreatedAt, fact.UpdatedAt) = ($"bench-{number}-{i}", customer, at, at);
            fact.Take(Ids.Next(), 1);
            fact.Settle();
            fact.ContentHash = FactStore.HashOf(FactKind.Of(fact), fact);
            yield return fact;
        }
    }
}
