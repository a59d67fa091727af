using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Http;
using Rapport.Records.Facts;

namespace Rapport.Tests.Records.Facts;

/// <summary>
/// However facts come (in any order, twice, wrong first and corrected later, taken back), what is left is what the final facts alone would
/// leave.
/// </summary>
public abstract class FactOrderTests(TestServer server) : FactTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : FactOrderTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : FactOrderTests(server), IClassFixture<PostgresServer>;

    private sealed record Sent(string Name, Func<string, object> Fact);

    [Fact, Trait("Spec", "FCT-13"), Trait("Spec", "RPT-5")]
    public async Task The_summary_is_that_of_the_final_facts_whatever_came_before()
    {
        for (var round = 0; round < 12; round++)
        {
            var random = new Random(1000 + round);
            var final = Gen.Sample(Facts(random), 1, 25).First();
            var (messyId, messy) = await Customer();
            var (plainId, plain) = await Customer();
            await Bulk([.. final.Select(f => f.Fact(plain))]);

            var noise = final
                .Where(_ => random.Next(2) == 0)
                .Select(f => Wrong(f, random))
                .Concat(Facts(random).Sample(1, 10).First().SelectMany(f => new[] { f with { Name = "gone-" + f.Name } }))
                .ToList();
            var gone = noise.Where(n => n.Name.StartsWith("gone-", StringComparison.Ordinal)).ToList();
            var before = noise.Concat(final.Where(_ => random.Next(3) == 0)).OrderBy(_ => random.Next()).ToList();
            foreach (var some in before.Chunk(7))
                await Bulk([.. some.Select(f => Renamed(f, messy))]);
            foreach (var some in final.Concat(gone.Select(g => g with { Name = "delete-" + g.Name })).OrderBy(_ => random.Next()).Chunk(5))
                await Bulk([.. some.Select(f => Renamed(f, messy))]);

            // A visit that is done is told as an interaction a moment later, and untold with it.
            await Eventually(
                async () =>
                    await SummaryOf(plainId) == await SummaryOf(messyId)
                    && Told(await TimelineTitles(plainId), plain).SequenceEqual(Told(await TimelineTitles(messyId), messy)),
                $"round {round}: {await SummaryOf(plainId)} of the final facts alone, {await SummaryOf(messyId)} after all that came before"
            );
        }
        // What was added up as it came is what all facts come to when they are read again.
        Assert.Empty(await In(services => services.GetRequiredService<VerifyFacts>().Run(default)));
    }

    private static IEnumerable<string> Told(List<string> titles, string customer) =>
        titles.Select(t => t.Replace(customer, "", StringComparison.Ordinal)).Order();

    /// <summary>The same fact under the name that its prefix asks for, or its removal.</summary>
    private static object Renamed(Sent sent, string customer)
    {
        var fact = JsonSerializer
            .SerializeToElement(sent.Fact(customer), ApiJson.Options)
            .EnumerateObject()
            .ToDictionary(p => p.Name, p => (object)p.Value);
        if (sent.Name.Contains("gone-", StringComparison.Ordinal))
            fact["external_id"] = "gone-" + fact["external_id"];
        return sent.Name.StartsWith("delete-", StringComparison.Ordinal)
            ? new
            {
                type = fact["type"],
                external_id = fact["external_id"],
                deleted = true,
            }
            : fact;
    }

    private static Sent Wrong(Sent sent, Random random) =>
        sent with
        {
            Fact = customer =>
            {
                var fact = JsonSerializer
                    .SerializeToElement(sent.Fact(customer), ApiJson.Options)
                    .EnumerateObject()
                    .ToDictionary(p => p.Name, p => (object)p.Value);
                if (fact.ContainsKey("total"))
                    fact["total"] = random.Next(1, 500);
                if (fact.ContainsKey("currency") && fact.ContainsKey("ordered_at"))
                    fact["currency"] = "USD";
                return fact;
            },
        };

    private static Gen<List<Sent>> Facts(Random random) =>
        Gen.Choose(0, 8)
            .Select(kind =>
            {
                var (number, day, amount) = (random.Next(1_000_000_000), random.Next(300), random.Next(1, 900));
                string At(int more = 0) =>
                    new DateTimeOffset(2025, 1, 1, 9, 0, 0, TimeSpan.Zero)
                        .AddDays(day + more)
                        .ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
                var currency = random.Next(4) == 0 ? "USD" : "EUR";
                return kind switch
                {
                    0 => new Sent(
                        "order",
                        c => new
                        {
                            type = "order",
                            external_id = $"o{number}-{c}",
                            customer = new { external_id = c },
                            number = $"{number}",
                            status = number % 5 == 0 ? "cancelled"
                            : number % 7 == 0 ? "returned"
                            : "paid",
                            ordered_at = At(),
                            currency,
                            total = amount,
                        }
                    ),
                    1 => new Sent(
                        "return",
                        c => new
                        {
                            type = "order",
                            external_id = $"r{number}-{c}",
                            customer = new { external_id = c },
                            number = $"R{number}",
                            status = "returned",
                            ordered_at = At(3),
                            currency,
                            total = -amount,
                        }
                    ),
                    2 => new Sent(
                        "invoice",
                        c => new
                        {
                            type = "invoice",
                            external_id = $"i{number}-{c}",
                            customer = new { external_id = c },
                            number = $"I{number}",
                            status = "open",
                            issued_at = At(),
                            currency,
                            total = amount,
                        }
                    ),
                    3 => new Sent(
                        "ticket",
                        c => new
                        {
                            type = "ticket",
                            external_id = $"t{number}-{c}",
                            customer = new { external_id = c },
                            subject = "Help",
                            status = number % 2 == 0 ? "open" : "closed",
                            priority = "low",
                            opened_at = At(),
                        }
                    ),
                    4 => new Sent(
                        "points",
                        c => new
                        {
                            type = "loyalty_transaction",
                            external_id = $"l{number}-{c}",
                            customer = new { external_id = c },
                            points = amount,
                            reason = "earn",
                            occurred_at = At(),
                        }
                    ),
                    5 => new Sent(
                        "order",
                        c => new
                        {
                            type = "order",
                            external_id = $"o{number}-{c}",
                            customer = new { external_id = c },
                            number = $"{number}",
                            status = "completed",
                            ordered_at = At(),
                            currency = "EUR",
                            lines = new[]
                            {
                                new
                                {
                                    description = "Lamp",
                                    quantity = 1 + number % 3,
                                    unit_price = amount,
                                },
                            },
                        }
                    ),
                    6 => new Sent(
                        "payment",
                        c => new
                        {
                            type = "payment",
                            external_id = $"p{number}-{c}",
                            customer = new { external_id = c },
                            amount,
                            currency,
                            paid_at = At(),
                            status = number % 3 == 0 ? "refunded" : "succeeded",
                            method = "card",
                        }
                    ),
                    7 => new Sent(
                        "visit",
                        c => new
                        {
                            type = "service_visit",
                            external_id = $"v{number}-{c}",
                            customer = new { external_id = c },
                            status = number % 3 == 0 ? "in_progress" : "completed",
                            opened_at = At(),
                            currency,
                            total = amount,
                        }
                    ),
                    _ => new Sent(
                        "call",
                        c => new
                        {
                            type = "interaction",
                            external_id = $"c{number}-{c}",
                            customer = new { external_id = c },
                            interaction_type = "call",
                            direction = "inbound",
                            occurred_at = At(),
                        }
                    ),
                };
            })
            .ListOf(12)
            .Select(list => list.ToList());
}
