using Rapport.Platform.Data;
using Rapport.Tests.Insight.Customer360;

namespace Rapport.Tests.Records.Support;

/// <summary>What the organization promises for tickets is its own to set, and everything that tells of it follows at once.</summary>
[Trait("Spec", "C360-6.2")]
public abstract class ServiceLevelTests(TestServer server) : PageTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : ServiceLevelTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : ServiceLevelTests(server), IClassFixture<PostgresServer>;

    [Fact]
    public async Task Hours_that_are_set_hold_for_the_list_the_ticket_and_the_customer_at_once()
    {
        await Reset();
        var changes = await Count(Changes);
        var (id, _) = await Customer("Prompt Patricia");
        var ticket = await Ticket(id, "Two hours old", "high", TimeSpan.FromHours(2));
        Assert.Equal(("high", 4, 24), Level((await Api.Get("/api/tickets/service-levels")).Expect(200), 1));
        Assert.False(await Broken(id));
        Assert.DoesNotContain("Breached", TextOf(await Html($"/tickets/{ticket}"), "fact"));

        (
            await Api.Put(
                "/api/tickets/service-levels",
                new
                {
                    levels = new[]
                    {
                        new
                        {
                            priority = "high",
                            first_response_hours = 1.5,
                            resolution_hours = 6m,
                        },
                    },
                }
            )
        ).Expect(200);

        Assert.True(await Broken(id));
        var shown = At(await View(id), "support.data.0");
        Assert.Equal(
            TimeSpan.FromHours(6),
            shown.GetProperty("resolution_due_at").GetDateTimeOffset() - shown.GetProperty("opened_at").GetDateTimeOffset()
        );
        Assert.Contains("Breached", TextOf(await Html($"/tickets/{ticket}"), "fact"));
        Assert.Equal(("high", 1.5m, 6), Level((await Api.Get("/api/tickets/service-levels")).Expect(200), 1));
        Assert.Equal(changes + 1, await Count(Changes));
        await Reset();
        Assert.False(await Broken(id));
    }

    [Fact]
    public async Task Tickets_that_are_late_and_those_that_soon_will_be_are_lists()
    {
        await Reset();
        var (id, _) = await Customer("Waiting Walter");
        await Ticket(id, "unanswered", "urgent", TimeSpan.FromHours(2));
        await Ticket(id, "unsolved", "high", TimeSpan.FromHours(30), answeredAfter: TimeSpan.FromHours(1));
        await Ticket(id, "answered late", "normal", TimeSpan.FromHours(20), answeredAfter: TimeSpan.FromHours(9));
        await Ticket(id, "to be answered soon", "normal", TimeSpan.FromHours(5));
        await Ticket(id, "to be solved soon", "high", TimeSpan.FromHours(21), answeredAfter: TimeSpan.FromHours(2));
        await Ticket(id, "in time", "low", TimeSpan.FromHours(1));
        await Ticket(id, "closed late", "urgent", TimeSpan.FromHours(300), answeredAfter: TimeSpan.FromHours(200), "closed");

        Assert.Equal(["answered late", "unanswered", "unsolved"], await Subjects(id, "broken"));
        Assert.Equal(["to be answered soon", "to be solved soon"], await Subjects(id, "due_soon"));
        Assert.Equal(400, (await Api.Get("/api/tickets?sla=whenever")).Status);
        Assert.Equal(400, (await Api.Get("/api/orders?sla=broken")).Status);
        var page = await Read($"/tickets?customer_id={id}&sla=broken", "results");
        SeesAll(page, "unanswered", "answered late", "Breached");
        Assert.DoesNotContain("in time", page);

        // Each list says what the customer's page says.
        var broken = At(await View(id), "support.data")
            .EnumerateArray()
            .Where(t => t.GetProperty("is_sla_broken").GetBoolean() && t.GetProperty("is_open").GetBoolean())
            .Select(t => t.GetProperty("subject").GetString()!)
            .Order(StringComparer.Ordinal);
        Assert.Equal(await Subjects(id, "broken"), broken);
    }

    [Fact, Trait("Spec", "SEC-1")]
    public async Task Hours_that_cannot_be_are_refused_and_only_who_manages_settings_sets_them()
    {
        await Reset();
        foreach (var (first, then) in new (object, object)[] { (0, 8), (-1, 8), (9, 8), (1, 9000), (0.001, 8) })
            Assert.Equal(
                422,
                (
                    await Api.Put(
                        "/api/tickets/service-levels",
                        new
                        {
                            levels = new[]
                            {
                                new
                                {
                                    priority = "low",
                                    first_response_hours = first,
                                    resolution_hours = then,
                                },
                            },
                        }
                    )
                ).Status
            );
        Assert.Equal(
            400,
            (
                await Api.Put(
                    "/api/tickets/service-levels",
                    new
                    {
                        levels = new[]
                        {
                            new
                            {
                                priority = "sudden",
                                first_response_hours = 1,
                                resolution_hours = 2,
                            },
                        },
                    }
                )
            ).Status
        );
        Assert.Equal(
            422,
            (
                await Api.Put(
                    "/api/tickets/service-levels",
                    new
                    {
                        levels = new[]
                        {
                            new
                            {
                                priority = "low",
                                first_response_hours = 1,
                                resolution_hours = 2,
                            },
                            new
                            {
                                priority = "low",
                                first_response_hours = 2,
                                resolution_hours = 3,
                            },
                        },
                    }
                )
            ).Status
        );
        var manager = await As("manager");
        Assert.Equal(
            403,
            (
                await manager.Put(
                    "/api/tickets/service-levels",
                    new
                    {
                        levels = new[]
                        {
                            new
                            {
                                priority = "low",
                                first_response_hours = 1,
                                resolution_hours = 2,
                            },
                        },
                    }
                )
            ).Status
        );
        Assert.Equal(403, (await manager.Get("/settings/service-levels")).Status);
        Assert.Equal(("low", 24, 120), Level((await Api.Get("/api/tickets/service-levels")).Expect(200), 3));
    }

    [Fact]
    public async Task The_settings_page_saves_hours_and_says_what_is_wrong_with_them()
    {
        await Reset();
        (string, string)[] fields =
        [
            .. from p in new[] { "urgent", "high", "normal", "low" }
            from f in new[] { ("first_response", "1"), ("resolution", "2,5") }
            select ($"{p}_{f.Item1}_hours", f.Item2),
        ];
        Assert.Equal(302, (await Send("/settings/service-levels", "levels", null, null, fields)).Status);
        Assert.Equal(("urgent", 1, 2.5m), Level((await Api.Get("/api/tickets/service-levels")).Expect(200), 0));
        var refused = await Send(
            "/settings/service-levels",
            "levels",
            null,
            null,
            [.. fields.Select(f => f.Item1 == "low_resolution_hours" ? (f.Item1, "soon") : f)]
        );
        Assert.Equal(422, refused.Status);
        SeesAll(TextOf(refused.Text), "Low resolution hours", "It must be more than 0");
        Assert.Equal(
            302,
            (await Send("/settings/sales", "stages", null, null, ("stages", "Qualification\r\nOffer\r\n\r\nNegotiation"))).Status
        );
        Assert.Equal(422, (await Send("/settings/sales", "stages", null, null, ("stages", ""))).Status);
        await Reset();
    }

    private Sql Changes => $"select count(*) from events where organization_id = {Organization} and name = {"service_levels.changed"}";

    private async Task Reset() =>
        (
            await Api.Put(
                "/api/tickets/service-levels",
                new
                {
                    levels = new[] { ("urgent", 1, 8), ("high", 4, 24), ("normal", 8, 72), ("low", 24, 120) }.Select(l => new
                    {
                        priority = l.Item1,
                        first_response_hours = l.Item2,
                        resolution_hours = l.Item3,
                    }),
                }
            )
        ).Expect(200);

    private async Task<Guid> Ticket(
        Guid customer,
        string subject,
        string priority,
        TimeSpan age,
        TimeSpan? answeredAfter = null,
        string status = "open"
    )
    {
        var opened = Clock.GetUtcNow() - age;
        return (
            await Api.Post(
                "/api/tickets",
                new
                {
                    customer_id = customer,
                    subject,
                    priority,
                    status,
                    opened_at = opened,
                    first_response_at = answeredAfter is { } after ? opened + after : (DateTimeOffset?)null,
                    resolved_at = status == "closed" ? opened + answeredAfter : null,
                }
            )
        ).Expect(201).Id;
    }

    private async Task<IEnumerable<string>> Subjects(Guid customer, string sla) =>
        (await Api.Get($"/api/tickets?customer_id={customer}&sla={sla}"))
            .Expect(200)["data"]
            .EnumerateArray()
            .Select(t => t.GetProperty("subject").GetString()!)
            .Order(StringComparer.Ordinal);

    private async Task<bool> Broken(Guid customer) => At(await View(customer), "support.data.0").GetProperty("is_sla_broken").GetBoolean();

    private static (string?, decimal, decimal) Level(Answer answer, int at) =>
        answer["levels"][at] is var level
            ? (
                level.GetProperty("priority").GetString(),
                level.GetProperty("first_response_hours").GetDecimal(),
                level.GetProperty("resolution_hours").GetDecimal()
            )
            : default;
}
