using Rapport.Platform.Data;
using Rapport.Tests.Records.Customers;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Records.Interactions;

public abstract class ActivityTests(TestServer server) : PartsTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : ActivityTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : ActivityTests(server), IClassFixture<PostgresServer>;

    private static readonly Permission[] Working = [Permission.ReadCustomers, Permission.ReadInteractions, Permission.WriteInteractions];

    private async Task<Answer> Plan(object body, HttpClient? by = null) => (await (by ?? Api).Post("/api/activities", body)).Expect(201);

    [Fact, Trait("Spec", "INT-4"), Trait("Spec", "INT-1")]
    public async Task An_activity_is_planned_from_plain_words_edited_listed_and_removed()
    {
        var customer = await Customer("Planned Ltd");
        var (worker, me) = await With(Only(Scope.All, Working));
        var planned = await Plan(
            new
            {
                customer_id = customer,
                activity_type = "call",
                text = "Call about the brakes in 3 days at 10:15",
            },
            worker
        );
        Assert.Equal(
            ("Call about the brakes in 3 days at 10:15", "pending", "normal", me.ToString()),
            (Text(planned.Json, "subject"), Text(planned.Json, "status"), Text(planned.Json, "priority"), Text(planned.Json, "assigned_to"))
        );
        Assert.Equal(Clock.GetUtcNow().Date.AddDays(3).AddHours(10).AddMinutes(15), planned["due_date"].GetDateTimeOffset().UtcDateTime);
        var plain = await Plan(new { subject = "Send the brochure" }, worker);
        Assert.Equal(Clock.GetUtcNow().Date.AddDays(1).AddHours(9), plain["due_date"].GetDateTimeOffset().UtcDateTime);

        var path = $"/api/activities/{planned.Id}";
        Done(
            await worker.Patch(
                path,
                new { priority = "urgent", due_date = Clock.GetUtcNow().AddHours(-2) },
                ("If-Match", planned.Headers.ETag!.Tag)
            )
        );
        Refused(412, await worker.Patch(path, new { subject = "x" }, ("If-Match", planned.Headers.ETag!.Tag)), "stale");
        Assert.True((await worker.Get(path))["is_overdue"].GetBoolean());
        Assert.Equal([planned.Id], await Ids("assigned_to=me&bucket=overdue", worker));
        Assert.Equal([plain.Id], await Ids("assigned_to=me&bucket=upcoming", worker));
        Assert.Equal([planned.Id, plain.Id], await Ids("assigned_to=me", worker));
        Assert.Equal([planned.Id], await Ids($"customer_id={customer}", worker));
        Assert.Equal([plain.Id], await Ids("assigned_to=me&search=BROCHURE", worker));
        Refused(422, await worker.Patch(path, new { status = "completed" }), field: "status");
        Refused(
            422,
            await worker.Post("/api/activities", new { subject = "x", assigned_to = Rapport.Platform.Data.Ids.Next() }),
            field: "assigned_to"
        );
        Refused(422, await worker.Post("/api/activities", new { customer_id = customer }), field: "subject");
        Refused(400, await worker.Post("/api/activities", new { subject = "x", priority = "extreme" }));
        Done(await worker.Delete(path), 204);
        Refused(404, await worker.Get(path));
    }

    [Fact, Trait("Spec", "INT-4"), Trait("Spec", "C360-8.1")]
    public async Task Completing_writes_one_interaction_however_often_it_is_sent_and_chains_a_follow_up()
    {
        var customer = await Customer("Completed Ltd");
        var activity = await Plan(
            new
            {
                customer_id = customer,
                activity_type = "call",
                subject = "Ring about the MOT",
            }
        );
        var path = $"/api/activities/{activity.Id}/completion";
        var body = new
        {
            outcome = "successful",
            description = "Wants it next week",
            duration_minutes = 4,
            follow_up = new { text = "Book the MOT in 2 days" },
        };
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Api.Put(path, body)));
        Assert.All(answers, a => Done(a));
        var interaction = Assert.Single(await Rows($"/api/interactions?customer_id={customer}"));
        Assert.Equal(
            ("call", "Ring about the MOT", "successful", activity.Id.ToString()),
            (
                Text(interaction, "interaction_type"),
                Text(interaction, "subject"),
                Text(interaction, "outcome"),
                Text(interaction, "activity_id")
            )
        );
        var open = Assert.Single(await Rows($"/api/activities?customer_id={customer}&status=pending"));
        Assert.Equal(
            ("Book the MOT in 2 days", activity.Id.ToString(), "call"),
            (Text(open, "subject"), Text(open, "follows_id"), Text(open, "activity_type"))
        );
        Assert.Equal(Clock.GetUtcNow().Date.AddDays(2), open.GetProperty("due_date").GetDateTimeOffset().UtcDateTime.Date);
        Assert.Single(await Timeline(customer), "interaction");
        Assert.Equal(
            1,
            await Count(
                $"""
                select count(*) from events where organization_id = {Organization} and name = 'activity.completed'
                  and subject_id = {activity.Id}
                """
            )
        );

        Done(await Api.Delete(path));
        Assert.Empty(await Rows($"/api/interactions?customer_id={customer}"));
        Assert.Equal("pending", Text((await Api.Get($"/api/activities/{activity.Id}")).Json, "status"));
        Done(await Api.Put(path));
        Assert.Equal("completed", Text((await Api.Get($"/api/activities/{activity.Id}")).Json, "status"));
        Assert.Equal([activity.Id], await Ids($"customer_id={customer}&bucket=completed"));
        Assert.Single(await Rows($"/api/interactions?customer_id={customer}"));
    }

    [Fact, Trait("Spec", "INT-4")]
    public async Task A_reminder_comes_once_at_its_time_also_with_two_nodes_and_after_a_restart()
    {
        var (worker, _) = await With(Only(Scope.All, Working));
        var soon = await Plan(
            new
            {
                subject = "Soon",
                due_date = Clock.GetUtcNow().AddHours(3),
                reminder_at = Clock.GetUtcNow().AddHours(2),
            },
            worker
        );
        var put = await Plan(
            new
            {
                subject = "Put off",
                due_date = Clock.GetUtcNow().AddHours(3),
                reminder_at = Clock.GetUtcNow().AddHours(2),
            },
            worker
        );
        Done(await worker.Patch($"/api/activities/{put.Id}", new { reminder_at = Clock.GetUtcNow().AddDays(9) }));
        var done = await Plan(
            new
            {
                subject = "Done before",
                due_date = Clock.GetUtcNow().AddHours(3),
                reminder_at = Clock.GetUtcNow().AddHours(2),
            },
            worker
        );
        Done(await worker.Put($"/api/activities/{done.Id}/completion"));
        // A node that was not there when it was planned is all that a restarted one is.
        await using var second = await Server.StartNode();
        Assert.Empty(await Rows("/api/notifications", worker));
        Clock.Advance(TimeSpan.FromHours(2.1));
        await Eventually(async () => (await Rows("/api/notifications", worker)).Count == 1, "The reminder");
        await Eventually(
            async () =>
                await Count(
                    $"select count(*) from jobs where organization_id = {Organization} and kind = 'remind_of_activity' and state = 'done'"
                ) == 3,
            "All three jobs"
        );
        var told = Assert.Single(await Rows("/api/notifications", worker));
        Assert.Equal(("reminder", "Soon", $"/activities/{soon.Id}/edit"), (Text(told, "kind"), Text(told, "title"), Text(told, "url")));
    }

    [Fact, Trait("Spec", "INT-4")]
    public async Task Whoever_is_given_an_activity_is_told_and_may_complete_it_and_others_in_scope_see_it()
    {
        var branch = (await Api.Post("/api/branches", new { name = $"Dock {Rapport.Platform.Data.Ids.Next():N}" })).Expect(201).Id;
        var customer = await Customer("Elsewhere Ltd");
        var (worker, id) = await With(Only(Scope.Own, Working), branch);
        var (stranger, _) = await With(Only(Scope.Own, Working), branch);
        var (mate, _) = await With(Only(Scope.Branch, Working), branch);
        var given = await Plan(
            new
            {
                customer_id = customer,
                subject = "Yours",
                assigned_to = id,
            }
        );
        var loose = await Plan(new { subject = "Without a customer", assigned_to = id });
        Assert.Equal(["assigned", "assigned"], (await Rows("/api/notifications", worker)).Select(n => Text(n, "kind")));
        Assert.Equal(2, (await Ids("", worker)).Count);
        Assert.Null(Text((await worker.Get($"/api/activities/{given.Id}")).Json, "customer_name"));
        Assert.Empty(await Ids("", stranger));
        Refused(403, await stranger.Get($"/api/activities/{loose.Id}"), "forbidden");
        Refused(403, await stranger.Put($"/api/activities/{given.Id}/completion"), "forbidden");
        Assert.Equal([loose.Id], await Ids("", mate));
        Done(await worker.Put($"/api/activities/{given.Id}/completion"));
        Assert.Single(await Rows($"/api/interactions?customer_id={customer}"));
        var (_, other) = await OtherOrganization();
        Refused(404, await other.Get($"/api/activities/{loose.Id}"));
    }

    [Fact, Trait("Spec", "INT-4")]
    public async Task Open_activities_of_somebody_who_leaves_go_to_whoever_takes_over_and_follow_a_merge()
    {
        var (_, leaver) = await With(Only(Scope.All, Working));
        var (_, manager) = await With(Only(Scope.All, Working));
        Done(await Api.Patch($"/api/users/{leaver}", new { manager_id = manager }));
        var (kept, folded) = (await Customer("Kept Ltd"), await Customer("Folded Ltd"));
        var activity = await Plan(
            new
            {
                customer_id = folded,
                subject = "Stays to be done",
                assigned_to = leaver,
            }
        );
        Assert.Equal(201, (await Api.Post($"/api/customers/{kept}/merges", new { duplicate_ids = new[] { folded } })).Status);
        Assert.Equal([activity.Id], await Ids($"customer_id={kept}"));
        var gone = await Api.Put($"/api/users/{leaver}/deactivation");
        Assert.True(gone.Status < 300, gone.ToString());
        Assert.Equal(manager.ToString(), Text((await Api.Get($"/api/activities/{activity.Id}")).Json, "assigned_to"));
    }

    private async Task<List<Guid>> Ids(string filter, HttpClient? by = null) =>
        (await Rows($"/api/activities?{filter}", by)).ConvertAll(a => a.GetProperty("id").GetGuid());
}
