using System.Text.Json;
using Rapport.Platform.Data;

namespace Rapport.Tests.Insight.Lifecycle;

/// <summary>Moves from stage to stage by people and programs.</summary>
[Trait("Spec", "LIF-2")]
public abstract class MovingTests(TestServer server) : LifecycleTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : MovingTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : MovingTests(server), IClassFixture<PostgresServer>;

    [Fact, Trait("Spec", "LIF-1")]
    public async Task Seven_stages_and_their_moves_come_with_an_organization()
    {
        var stages = (await Api.Get("/api/lifecycle/stages")).Expect(200)["data"].EnumerateArray().ToList();
        var moves = (await Api.Get("/api/lifecycle/moves?limit=200")).Expect(200)["data"].EnumerateArray();

        Assert.Equal(
            ["lead", "prospect", "opportunity", "customer", "at_risk", "churned", "won_back"],
            stages
                .Where(s => s.GetProperty("system_key").ValueKind != JsonValueKind.Null)
                .Select(s => s.GetProperty("system_key").GetString()!)
        );
        Assert.Equal(15, moves.Count(m => m.GetProperty("from").GetProperty("system_key").ValueKind != JsonValueKind.Null));
    }

    [Fact, Trait("Spec", "LIF-3")]
    public async Task WF_LC_001_an_allowed_move_changes_the_stage_and_writes_a_line_of_history()
    {
        var (id, _) = await Customer();

        var moved = await Move(id, "Prospect", "Asked for a quote");

        Assert.Equal(201, moved.Status);
        var (lifecycle, history) = ((await Api.Get($"/api/customers/{id}/lifecycle")).Expect(200), await HistoryOf(id));
        Assert.Equal("Prospect", lifecycle["current_stage"].GetProperty("name").GetString());
        Assert.Equal("lead", lifecycle["previous_stage"].GetProperty("system_key").GetString());
        Assert.Equal(2, history.Count);
        Assert.Equal(
            ("Lead", "Prospect", "Asked for a quote", "manual"),
            (
                history[0].GetProperty("from").GetProperty("name").GetString(),
                history[0].GetProperty("to").GetProperty("name").GetString(),
                history[0].GetProperty("reason").GetString(),
                history[0].GetProperty("trigger").GetString()
            )
        );
        Assert.NotEqual(JsonValueKind.Null, history[0].GetProperty("changed_by").ValueKind);
        Assert.Equal(JsonValueKind.Null, history[1].GetProperty("from").ValueKind);
        Assert.Equal(1, await Count($"select count(*) from events where name = 'lifecycle.stage_changed' and subject_id = {id}"));
    }

    [Fact]
    public async Task Edge_case_backward_stage_movement_without_a_reason_is_refused_to_the_owner_too()
    {
        var (id, _) = await Customer();
        await MoveThrough(id, "Prospect", "Opportunity", "Customer");

        var refused = await Move(id, "Lead");

        Assert.Equal(409, refused.Status);
        Assert.Equal(["At Risk", "Churned"], Allowed(refused));
        Assert.Equal("Customer", await StageOf(id));
        Assert.Equal(201, (await Move(id, "Lead", "Entered by mistake")).Status);
        Assert.Equal("prospect", await StatusOf(id));
    }

    [Fact]
    public async Task An_override_needs_its_permission()
    {
        var sales = await As("sales");
        var id = (await sales.Post("/api/customers?on_duplicate=create", new { display_name = $"Own {Ids.Next():N}", type = "individual" }))
            .Expect(201)
            .Id;

        Assert.Equal(409, (await Move(id, "Customer", by: sales)).Status);
        var refused = await Move(id, "Customer", "They said so", sales);
        Assert.Equal((403, "lifecycle.override"), (refused.Status, refused["permission"].GetString()));
        Assert.Equal(201, (await Move(id, "Prospect", by: sales)).Status);
    }

    [Fact]
    public async Task A_move_that_needs_an_approval_waits_for_somebody_else()
    {
        await NeedsApproval("Opportunity", "Customer");
        var (id, _) = await Customer();
        await MoveThrough(id, "Prospect", "Opportunity");

        var asked = await Move(id, "Customer", "Signed");
        var request = asked["request_id"].GetGuid();
        var again = await Move(id, "Customer", "Signed");
        var own = await Api.Put($"/api/lifecycle/requests/{request}/approval");

        Assert.Equal((202, 409, 409), (asked.Status, again.Status, own.Status));
        Assert.Equal("Opportunity", await StageOf(id));
        var admin = await As("admin");
        Assert.Equal(204, (await admin.Put($"/api/lifecycle/requests/{request}/approval")).Status);
        Assert.Equal("Customer", await StageOf(id));
        var line = (await HistoryOf(id))[0];
        Assert.Equal("Some admin", line.GetProperty("approved_by").GetProperty("name").GetString());
        Assert.NotEqual("Some admin", line.GetProperty("changed_by").GetProperty("name").GetString());
        Assert.Equal(409, (await admin.Put($"/api/lifecycle/requests/{request}/approval")).Status);
        await NeedsApproval("Opportunity", "Customer", false);
    }

    [Fact]
    public async Task A_request_for_an_approval_is_notified_to_the_owner_of_the_organization_where_the_asker_has_no_manager()
    {
        await NeedsApproval("Lead", "Prospect");
        var sales = await As("sales");
        var id = (await sales.Post("/api/customers?on_duplicate=create", new { display_name = $"Own {Ids.Next():N}", type = "individual" }))
            .Expect(201)
            .Id;

        (await Move(id, "Prospect", by: sales)).Expect(202);
        await NeedsApproval("Lead", "Prospect", false);

        var owner = Server.OwnerOf(Organization).Id;
        Assert.Equal(
            1,
            await Count($"select count(*) from notifications where customer_id = {id} and user_id = {owner} and kind = 'approval'")
        );
    }

    [Fact]
    public async Task A_request_is_out_of_date_once_the_customer_was_moved_otherwise()
    {
        await NeedsApproval("Prospect", "Opportunity");
        var (id, _) = await Customer();
        await MoveThrough(id, "Prospect");
        var request = (await Move(id, "Opportunity")).Expect(202)["request_id"].GetGuid();
        (await Move(id, "Churned")).Expect(201);

        Assert.Equal(409, (await (await As("admin")).Put($"/api/lifecycle/requests/{request}/approval")).Status);
        Assert.Equal("Churned", await StageOf(id));
        await NeedsApproval("Prospect", "Opportunity", false);
    }

    [Fact]
    public async Task Of_two_managers_who_move_one_customer_at_once_one_wins_and_the_other_hears_of_it()
    {
        var (id, _) = await Customer();
        await MoveThrough(id, "Prospect");

        var answers = await Task.WhenAll(
            Move(id, "Opportunity", from: "Prospect"),
            Move(id, "Churned", from: "Prospect"),
            Move(id, "Lead", from: "Prospect")
        );

        Assert.Single(answers, a => a.Status == 201);
        Assert.All(
            answers.Where(a => a.Status != 201),
            a => Assert.EndsWith("stage_changed", a["type"].GetString(), StringComparison.Ordinal)
        );
        Assert.Equal(3, (await HistoryOf(id)).Count);
    }

    [Fact, Trait("Spec", "LIF-3")]
    public async Task An_API_key_s_move_has_the_trigger_api()
    {
        var (id, _) = await Customer();
        var key = (await Api.Post("/api/api-keys", new { name = "CRM", scopes = new[] { "customers.read", "lifecycle.move" } }))
            .Expect(201)["key"]
            .GetString()!;

        (await Move(id, "Prospect", by: Server.Node.Client(key))).Expect(201);

        Assert.Equal("api", (await HistoryOf(id))[0].GetProperty("trigger").GetString());
    }

    [Fact, Trait("Spec", "LIF-3")]
    public async Task The_database_refuses_to_rewrite_the_history()
    {
        var (id, _) = await Customer();
        await MoveThrough(id, "Prospect");

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() =>
            Plainly($"update stage_changes set reason = 'x' where customer_id = {id}")
        );
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => Plainly($"delete from stage_changes where customer_id = {id}"));
        Assert.Equal(2, (await HistoryOf(id)).Count);
    }

    [Fact, Trait("Spec", "LIF-3")]
    public async Task What_a_person_wrote_as_a_reason_is_sealed_with_the_customer_s_key()
    {
        var (id, _) = await Customer();
        await Move(id, "Prospect", "Met at the school fair");

        Assert.Equal(0, await Count($"select count(*) from stage_changes where customer_id = {id} and reason is not null"));
        Assert.Equal("Met at the school fair", (await HistoryOf(id))[0].GetProperty("reason").GetString());
        await Plainly($"delete from person_keys where id = {id}");
        Assert.Equal(JsonValueKind.Null, (await HistoryOf(id))[0].GetProperty("reason").ValueKind);
    }

    [Fact, Trait("Spec", "LIF-1")]
    public async Task A_new_stage_has_no_moves_and_one_in_use_is_deleted_only_with_a_place_for_its_customers()
    {
        var stage = (
            await Api.Post(
                "/api/lifecycle/stages",
                new
                {
                    name = "Trial",
                    category = "pre_customer",
                    color = "#123456",
                }
            )
        ).Expect(201).Id;
        var (id, _) = await Customer();
        Assert.Equal(409, (await Move(id, "Trial")).Status);
        (await Move(id, "Trial", "Wants to try")).Expect(201);

        Assert.Equal(409, (await Api.Delete($"/api/lifecycle/stages/{stage}")).Status);
        Assert.Equal(204, (await Api.Delete($"/api/lifecycle/stages/{stage}?move_to=Lead")).Status);

        Assert.Equal("Lead", await StageOf(id));
        Assert.Equal(["Lead", "Trial", "Lead"], await WayOf(id));
        Assert.Equal(422, (await Move(id, "Trial", "Again")).Status);
        Assert.Equal(409, (await Api.Delete($"/api/lifecycle/stages/{await StageId("Churned")}")).Status);
    }

    [Fact]
    public async Task Many_are_moved_after_a_preview_and_those_who_may_not_go_stay()
    {
        var (lead, _) = await Customer();
        var (prospect, _) = await Customer();
        var (customer, _) = await Customer();
        await MoveThrough(prospect, "Prospect");
        await MoveThrough(customer, "Customer");
        var request = new { customer_ids = new[] { lead, prospect, customer }, stage = "Prospect" };

        var preview = (await Api.Post("/api/lifecycle/bulk-moves/preview", request)).Expect(200);
        Assert.Equal("Lead", await StageOf(lead));
        var done = (await Api.Post("/api/lifecycle/bulk-moves", request)).Expect(200);

        foreach (var answer in new[] { preview, done })
            Assert.Equal((1, 1, 1), (answer["moved"].GetInt32(), answer["already_there"].GetInt32(), answer["not_allowed"].GetInt32()));
        Assert.Equal(("Prospect", "Customer"), (await StageOf(lead), await StageOf(customer)));
    }

    [Fact, Trait("Spec", "LIF-3")]
    public async Task The_reason_for_a_move_of_many_is_sealed_with_the_key_of_each()
    {
        var (one, _) = await Customer();
        var (other, _) = await Customer();

        (
            await Api.Post(
                "/api/lifecycle/bulk-moves",
                new
                {
                    customer_ids = new[] { one, other },
                    stage = "Prospect",
                    reason = "Met at the trade fair",
                }
            )
        ).Expect(200);

        foreach (var id in new[] { one, other })
        {
            Assert.Equal(0, await Count($"select count(*) from stage_changes where customer_id = {id} and reason is not null"));
            Assert.Equal("Met at the trade fair", (await HistoryOf(id))[0].GetProperty("reason").GetString());
        }
        await Plainly($"delete from person_keys where id = {one}");
        Assert.Equal(JsonValueKind.Null, (await HistoryOf(one))[0].GetProperty("reason").ValueKind);
        Assert.Equal("Met at the trade fair", (await HistoryOf(other))[0].GetProperty("reason").GetString());
    }

    [Fact, Trait("Spec", "LIF-6")]
    public async Task The_funnel_counts_who_reached_a_stage_and_who_went_on()
    {
        var from = Clock.Now().AddSeconds(-1);
        var other = await OtherOrganization();
        var ids = new List<Guid>();
        for (var i = 0; i < 3; i++)
            ids.Add(
                (
                    await other.Api.Post(
                        "/api/customers?on_duplicate=create",
                        new { display_name = $"F{i} {Ids.Next():N}", type = "individual" }
                    )
                )
                    .Expect(201)
                    .Id
            );
        foreach (var id in ids.Take(2))
            (await Move(id, "Prospect", by: other.Api)).Expect(201);
        (await Move(ids[0], "Opportunity", by: other.Api)).Expect(201);

        var stages = (await other.Api.Get($"/api/lifecycle/funnel?from={Uri.EscapeDataString(from.ToString("o"))}"))
            .Expect(200)["stages"]
            .EnumerateArray()
            .ToDictionary(s => s.GetProperty("stage").GetProperty("name").GetString()!);

        Assert.Equal((3, 1), (stages["Lead"].GetProperty("reached").GetInt32(), stages["Lead"].GetProperty("current").GetInt32()));
        Assert.Equal(2, stages["Prospect"].GetProperty("reached").GetInt32());
        Assert.Equal(0.6667, stages["Prospect"].GetProperty("conversion").GetDouble());
        Assert.Equal(0.5, stages["Opportunity"].GetProperty("conversion").GetDouble());
        Assert.NotEqual(JsonValueKind.Null, stages["Lead"].GetProperty("median_days").ValueKind);
    }

    [Fact]
    public async Task Lists_are_narrowed_to_a_stage_by_name_key_or_ID()
    {
        var (id, number) = await Customer();
        await MoveThrough(id, "Prospect", "Opportunity", "Customer", "At Risk");

        foreach (var stage in new[] { "At Risk", "at_risk", (await StageId("At Risk")).ToString() })
            Assert.Equal(
                1,
                (await Api.Get($"/api/customers?stage={Uri.EscapeDataString(stage)}&external_id={number}")).Expect(200)["total"].GetInt32()
            );
        Assert.Equal(0, (await Api.Get($"/api/customers?stage=lead&external_id={number}")).Expect(200)["total"].GetInt32());
    }

    [Fact]
    public async Task A_qualified_lead_is_offered_an_opportunity()
    {
        var (id, _) = await Customer();
        await MoveThrough(id, "Prospect");

        Assert.True((await Move(id, "Opportunity")).Expect(201)["offers_opportunity"].GetBoolean());

        (await Api.Patch("/api/lifecycle/settings", new { creates_opportunity = true })).Expect(200);
        var (other, _) = await Customer();
        await MoveThrough(other, "Prospect");
        Assert.NotEqual(JsonValueKind.Null, (await Move(other, "Opportunity")).Expect(201)["opportunity_id"].ValueKind);
        (await Api.Patch("/api/lifecycle/settings", new { creates_opportunity = false })).Expect(200);
    }
}
