using System.Text.Json;
using Rapport.Platform.Data;

namespace Rapport.Tests.Insight.Customer360;

public abstract class TimelineFilterTests(TestServer server) : PageTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : TimelineFilterTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : TimelineFilterTests(server), IClassFixture<PostgresServer>;

    private static readonly Dictionary<string, string[]> Groups = new()
    {
        ["visits"] = ["service_visit", "appointment", "vehicle", "session"],
        ["messages"] = ["interaction", "campaign_message", "survey_response"],
        ["notes"] = ["note"],
        ["money"] = ["order", "invoice", "payment", "opportunity"],
        ["tickets"] = ["ticket"],
        ["loyalty"] = ["loyalty_transaction"],
        ["changes"] = [],
    };

    [Fact, Trait("Spec", "C360-22"), Trait("Spec", "C360-7.4"), Trait("Spec", "C360-7.5")]
    public async Task Every_filter_finds_what_sifting_the_whole_timeline_finds_and_pages_add_up_to_the_whole()
    {
        var id = await Shopper();
        foreach (var (content, pinned) in new[] { ("First", false), ("Second", true), ("Third", true) })
            (
                await Api.Post(
                    "/api/notes",
                    new
                    {
                        customer_id = id,
                        content,
                        is_pinned = pinned,
                        visibility = "all",
                    }
                )
            ).Expect(201);
        var whole = await All(id, "limit=200");
        Assert.True(whole.Count > 50);
        Assert.Equal(["note", "note"], whole.TakeWhile(e => e.GetProperty("pinned").GetBoolean()).Select(TypeOf));
        var rest = whole.Skip(2).Select(e => (At: e.GetProperty("occurred_at").GetDateTimeOffset(), Id: IdOf(e))).ToList();
        Assert.Equal(rest.OrderByDescending(e => e.At).ThenByDescending(e => e.Id, Ids.Order), rest);
        Assert.All(whole, e => Assert.False(string.IsNullOrEmpty(e.GetProperty("title").GetString()), e.ToString()));

        foreach (var (word, types) in Groups)
            await Same(whole, id, $"type={word}", e => types.Contains(TypeOf(e)) || (word == "changes" && TypeOf(e).Contains('.')));
        await Same(whole, id, "type=order,tickets", e => TypeOf(e) is "order" or "ticket");
        var (from, to) = (DaysAgo(40), DaysAgo(5));
        await Same(
            whole,
            id,
            $"from={from:yyyy-MM-ddTHH:mm:ssZ}&to={to:yyyy-MM-ddTHH:mm:ssZ}",
            e => e.GetProperty("occurred_at").GetDateTimeOffset() is var at && at >= Second(from) && at < Second(to)
        );
        await Same(
            whole,
            id,
            $"actor={Server.OwnerOf(Organization).Id}&type=money",
            e =>
                Groups["money"].Contains(TypeOf(e))
                && e.GetProperty("actor_id").ValueKind != JsonValueKind.Null
                && e.GetProperty("actor_id").GetGuid() == Server.OwnerOf(Organization).Id
        );
        await Same(whole, id, $"actor={Ids.Next()}", _ => false);
    }

    [Fact, Trait("Spec", "C360-22")]
    public async Task A_filter_that_nobody_knows_and_a_cursor_of_another_filter_are_refused()
    {
        var id = await Shopper();
        Assert.Equal(400, (await Api.Get($"/api/customers/{id}/timeline?type=nonsense")).Status);
        Assert.Equal(400, (await Api.Get($"/api/customers/{id}/timeline?from=yesterday")).Status);
        var cursor = (await Api.Get($"/api/customers/{id}/timeline?limit=5"))["next_cursor"].GetString();
        Assert.Equal(400, (await Api.Get($"/api/customers/{id}/timeline?limit=5&type=money&cursor={cursor}")).Status);
    }

    [Fact, Trait("Spec", "C360-19.2"), Trait("Spec", "C360-19.4"), Trait("Spec", "C360-22")]
    public async Task What_a_role_may_not_read_is_not_on_its_timeline()
    {
        var id = await Shopper();
        (
            await Api.Post(
                "/api/notes",
                new
                {
                    customer_id = id,
                    content = "For me alone",
                    visibility = "private",
                }
            )
        ).Expect(201);

        var seen = await All(id, "limit=200", await As("viewer"));

        Assert.DoesNotContain(seen, e => TypeOf(e) is "invoice" or "payment" or "note");
        Assert.Contains(seen, e => TypeOf(e) == "order");
        Assert.DoesNotContain("For me alone", await Html($"/customers/{id}", await As("support")));
    }

    [
        Fact,
        Trait("Spec", "C360-7.1"),
        Trait("Spec", "C360-7.2"),
        Trait("Spec", "C360-7.3"),
        Trait("Spec", "C360-22"),
        Trait("Spec", "C360-20.5")
    ]
    public async Task The_panel_groups_by_day_and_begins_with_ninety_days_and_fifty_entries()
    {
        var (id, number) = await Customer("Tim Line");
        await Taken([
            .. Enumerable
                .Range(0, 120)
                .Select(i =>
                    (object)
                        new
                        {
                            type = "ticket",
                            external_id = $"{number}-{i}",
                            customer = new { external_id = number },
                            number = $"{i}",
                            subject = $"Ticket of day {i}",
                            status = "closed",
                            priority = "low",
                            opened_at = DaysAgo(i).AddMinutes(-1),
                        }
                ),
        ]);

        var html = await Html($"/customers/{id}");
        var text = TextOf(html, "s-timeline");
        SeesAll(text, "Today, ", "Yesterday, ", "Ticket of day 0", "Last 90 days", "Anyone", "Show earlier");
        Assert.Equal(50, html.Split("<li id=\"entry-").Length - 1);
        Assert.DoesNotContain("Ticket of day 60,", text);

        var next = System.Net.WebUtility.HtmlDecode(html.Split("data-earlier-url=\"")[1].Split('"')[0]);
        var more = await Html(next);
        SeesAll(TextOf(more), "Ticket of day 60");
        Assert.DoesNotContain("Ticket of day 100", TextOf(more));
        SeesAll(await Read($"/customers/{id}?period=all&entries=200", "s-timeline"), "Ticket of day 119");
        var elsewhere = TextOf(await Html($"/customers/{id}?type=money"), "s-timeline");
        SeesAll(elsewhere, "Nothing like that");
    }

    private async Task Same(List<JsonElement> whole, Guid id, string filter, Func<JsonElement, bool> fits) =>
        Assert.Equal(whole.Where(fits).Select(IdOf), (await All(id, filter + "&limit=7")).Select(IdOf));

    private async Task<List<JsonElement>> All(Guid id, string filter, HttpClient? by = null)
    {
        var all = new List<JsonElement>();
        for (string? cursor = null; ; )
        {
            var answer = await (by ?? Api).Get($"/api/customers/{id}/timeline?{filter}{(cursor is null ? "" : $"&cursor={cursor}")}");
            Assert.True(answer.Status == 200, answer.ToString());
            all.AddRange(answer["data"].EnumerateArray());
            if (!answer["hasMore"].GetBoolean())
                return all;
            cursor = answer["next_cursor"].GetString();
        }
    }

    private static DateTimeOffset Second(DateTimeOffset at) => new(at.Year, at.Month, at.Day, at.Hour, at.Minute, at.Second, TimeSpan.Zero);

    private static string TypeOf(JsonElement entry) => entry.GetProperty("type").GetString()!;

    private static Guid IdOf(JsonElement entry) => entry.GetProperty("id").GetGuid();
}
