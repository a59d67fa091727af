using Rapport.Platform.Data;

namespace Rapport.Tests.Insight.Customer360;

public abstract class QuickActionTests(TestServer server) : PageTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : QuickActionTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : QuickActionTests(server), IClassFixture<PostgresServer>;

    [
        Fact,
        Trait("Spec", "C360-14.3"),
        Trait("Spec", "C360-14.4"),
        Trait("Spec", "C360-14.5"),
        Trait("Spec", "C360-8.1"),
        Trait("Spec", "C360-8.2")
    ]
    public async Task Each_quick_action_shows_in_its_section_and_in_the_feed()
    {
        var (id, number) = await Customer("Quinn Quick");
        await Taken(
            new
            {
                type = "loyalty_transaction",
                external_id = $"{number}-l",
                customer = new { external_id = number },
                points = 100,
                reason = "earn",
                occurred_at = DaysAgo(3),
            }
        );
        var path = $"/customers/{id}/quick";

        Led(
            id,
            await Send(
                $"{path}/ticket",
                "ticket",
                null,
                null,
                ("subject", "Squeaking brakes"),
                ("priority", "high"),
                ("is_complaint", "true")
            )
        );
        Led(id, await Send($"{path}/points", "points", null, null, ("points", "-30"), ("reference", "Goodwill undone")));
        Led(
            id,
            await Send($"{path}/note", "note", null, null, ("content", "Prefers mornings"), ("visibility", "all"), ("is_pinned", "true"))
        );
        Led(
            id,
            await Send(
                $"{path}/call",
                "call",
                null,
                null,
                ("direction", "inbound"),
                ("subject", "Asked for the price"),
                ("duration_minutes", "4")
            )
        );
        Led(
            id,
            await Send(
                $"{path}/e-mail",
                "e-mail",
                null,
                null,
                ("to", "quinn@example.org"),
                ("subject", "Your offer"),
                ("text", "It is attached.")
            )
        );
        Led(id, await Send($"{path}/follow-up", "follow-up", null, null, ("text", "call tomorrow")));
        Led(id, await Send($"{path}/visit", "visit", null, null, ("starts_at", "2031-05-05T09:30"), ("reason", "Tyres")));
        Assert.Equal(
            302,
            (await Send($"/customers/{id}", null, $"/customers/{id}/jottings", null, ("text", "/call left a message"))).Status
        );

        var html = await Html($"/customers/{id}?period=all");
        SeesAll(TextOf(html, "s-tickets"), "Squeaking brakes", "Complaint");
        SeesAll(TextOf(html, "s-loyalty"), "70 points");
        SeesAll(TextOf(html, "s-notes"), "Prefers mornings", "owner");
        SeesAll(TextOf(html, "s-vehicles"), "Tyres");
        SeesAll(
            TextOf(html, "s-timeline"),
            "Squeaking brakes",
            "30 points taken off",
            "Prefers mornings",
            "Call - Asked for the price",
            "4 min",
            "Email - Your offer",
            "It is attached.",
            "Appointment - Tyres",
            "left a message"
        );
        Assert.Single((await Api.Get($"/api/activities?customer_id={id}")).Json.GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task An_e_mail_says_whom_it_goes_to()
    {
        var (id, _) = await Customer("Nora Noaddress");

        var refused = await Send(
            $"/customers/{id}/quick/e-mail",
            "e-mail",
            null,
            null,
            ("subject", "Your offer"),
            ("text", "It is attached.")
        );

        Assert.Equal(422, refused.Status);
        SeesAll(refused.Text, "Say whom it goes to.", "Your offer", "It is attached.");
        Assert.Equal(0, (await Api.Get($"/api/interactions?customer_id={id}"))["total"].GetInt32());
    }

    [Fact, Trait("Spec", "C360-14.3")]
    public async Task A_mistake_keeps_what_was_typed_and_says_what_is_wrong()
    {
        var (id, _) = await Customer("Mo Mistake");

        var points = await Send($"/customers/{id}/quick/points", "points", null, null, ("points", "-30"), ("reference", "Too many"));
        Assert.InRange(points.Status, 400, 499);
        Assert.Contains("Too many", points.Text);
        var note = await Send($"/customers/{id}/quick/note", "note", null, null, ("title", "Kept"), ("content", ""));
        Assert.Equal(422, note.Status);
        Assert.Contains("value=\"Kept\"", note.Text);
        Assert.Contains("Write something", note.Text);
    }

    [
        Fact,
        Trait("Spec", "C360-8.3"),
        Trait("Spec", "C360-8.4"),
        Trait("Spec", "C360-8.5"),
        Trait("Spec", "C360-11.1"),
        Trait("Spec", "C360-11.2"),
        Trait("Spec", "C360-11.3"),
        Trait("Spec", "C360-11.4"),
        Trait("Spec", "C360-11.5")
    ]
    public async Task Tags_and_segments_come_and_go_at_once()
    {
        var (id, number) = await Customer("Terry Tag");
        var page = $"/customers/{id}";
        var segment = (
            await Api.Post(
                "/api/segments",
                new
                {
                    name = $"By hand {number}",
                    type = "static",
                    description = "Whom we like",
                }
            )
        ).Expect(201);

        Assert.Equal(302, (await Send(page, null, $"{page}/tags", null, ("name", "Fleetwise"))).Status);
        Assert.Equal(302, (await Send(page, null, $"{page}/segments", null, ("segment_id", $"{segment.Id}"))).Status);
        SeesAll(await Read(page, "s-head"), "Fleetwise");
        SeesAll(await Read(page, "s-segments"), $"By hand {number}", "Whom we like", "since", "by hand");
        Assert.Contains("Terry Tag", (await Api.Get("/api/customers?tag=Fleetwise")).Text);

        Assert.Equal(302, (await Send(page, null, $"{page}/tags/removal", null, ("name", "Fleetwise"))).Status);
        Assert.Equal(302, (await Send(page, null, $"{page}/segments/removal", null, ("segment_id", $"{segment.Id}"))).Status);
        Assert.DoesNotContain("Fleetwise", await Read(page, "s-head"));
        Assert.DoesNotContain("Whom we like", await Read(page, "s-segments"));
        SeesAll(await Read($"{page}?type=changes", "s-timeline"), "segment", "Fleetwise");
    }

    [
        Fact,
        Trait("Spec", "C360-16.1"),
        Trait("Spec", "C360-16.2"),
        Trait("Spec", "C360-16.3"),
        Trait("Spec", "C360-16.4"),
        Trait("Spec", "C360-16.5")
    ]
    public async Task Up_to_three_stand_side_by_side_and_leaving_leads_back_to_the_first()
    {
        var (one, two) = (await Shopper(), (await Customer("Other Compared")).Id);
        var segment = (await Api.Post("/api/segments", new { name = $"Shared {one:N}"[..30], type = "static" })).Expect(201);
        (await Api.Post($"/api/segments/{segment.Id}/members", new { customer_ids = new[] { one, two } })).Expect(200);

        var html = await Html($"/dashboard/compare?ids={one},{two}");

        SeesAll(
            TextOf(html),
            "Wanda Shopper",
            "Other Compared",
            "Lifetime value",
            "differs by",
            "Most",
            "Engagement",
            "Purchases",
            segment["name"].GetString()!,
            "In all of them"
        );
        Assert.Contains($"href=\"/customers/{one}\"", html);
        Assert.Equal(
            400,
            (
                await Api.Get($"/dashboard/compare?ids={one},{two},{Rapport.Platform.Data.Ids.Next()},{Rapport.Platform.Data.Ids.Next()}")
            ).Status
        );
        var chosen = await Send("/customers", null, "/customers/actions", null, ("ids", $"{one}"), ("ids", $"{two}"), ("compare", "true"));
        Assert.Equal($"/dashboard/compare?ids={one},{two}", chosen.Headers.Location!.ToString());
        SeesAll(await Read($"/dashboard/compare?ids={one}&q=Other Compared"), "Compare with", "Other Compared");
    }

    private static void Led(Guid id, Answer answer)
    {
        Assert.True(answer.Status == 302, answer.ToString());
        Assert.EndsWith($"/customers/{id}", answer.Headers.Location!.ToString());
    }
}
