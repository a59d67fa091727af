using Rapport.Platform.Data;

namespace Rapport.Tests.Insight.Lifecycle;

/// <summary>The status follows from the stage, and writing a status moves the stage.</summary>
[Trait("Spec", "LIF-2")]
public abstract class DerivedStatusTests(TestServer server) : LifecycleTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : DerivedStatusTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : DerivedStatusTests(server), IClassFixture<PostgresServer>;

    private async Task<Guid> With(string? status) => (
            await Api.Post(
                "/api/customers?on_duplicate=create",
                status is null
                    ? new { display_name = $"S {Ids.Next():N}", type = "individual" }
                    : (object)
                        new
                        {
                            display_name = $"S {Ids.Next():N}",
                            type = "individual",
                            status,
                        }
            )
        ).Expect(201).Id;

    [
        Theory,
        InlineData(null, "Lead", "prospect"),
        InlineData("prospect", "Prospect", "prospect"),
        InlineData("active", "Customer", "active"),
        InlineData("churned", "Churned", "churned"),
        InlineData("inactive", "Customer", "inactive")
    ]
    public async Task A_new_customer_begins_where_its_status_says(string? status, string stage, string shown)
    {
        var id = await With(status);

        Assert.Equal((stage, shown), (await StageOf(id), await StatusOf(id)));
        Assert.Equal([stage], await WayOf(id));
    }

    [Fact]
    public async Task A_status_that_no_move_leads_to_is_refused_with_what_is_allowed()
    {
        var id = await With(null);

        var refused = await Api.Patch($"/api/customers/{id}", new { status = "active" });

        Assert.Equal((409, "Lead"), (refused.Status, await StageOf(id)));
        Assert.Equal(["Prospect", "Churned"], Allowed(refused));
    }

    [Fact]
    public async Task A_written_status_moves_the_stage_and_stands_in_the_history()
    {
        var id = await With("active");

        (await Api.Patch($"/api/customers/{id}", new { status = "churned", display_name = $"Gone {Ids.Next():N}" })).Expect(200);
        Assert.Equal(("Churned", "churned"), (await StageOf(id), await StatusOf(id)));
        (await Api.Patch($"/api/customers/{id}", new { status = "active" })).Expect(200);

        Assert.Equal(("Won Back", "active"), (await StageOf(id), await StatusOf(id)));
        Assert.Equal(["Customer", "Churned", "Won Back"], await WayOf(id));
        Assert.Equal("manual", (await HistoryOf(id))[0].GetProperty("trigger").GetString());
    }

    [Fact]
    public async Task Inactive_is_a_flag_that_leaves_the_stage_and_goes_with_the_next_status()
    {
        var id = await With("active");

        (await Api.Patch($"/api/customers/{id}", new { status = "inactive" })).Expect(200);
        Assert.Equal(("Customer", "inactive"), (await StageOf(id), await StatusOf(id)));
        (await Api.Patch($"/api/customers/{id}", new { status = "active" })).Expect(200);

        Assert.Equal(("Customer", "active"), (await StageOf(id), await StatusOf(id)));
        Assert.Equal(["Customer"], await WayOf(id));
    }

    [Fact]
    public async Task An_organization_at_risk_is_active_as_a_customer_and_at_risk_as_an_account()
    {
        var (id, _) = await Customer(type: "organization");
        await MoveThrough(id, "Prospect", "Opportunity", "Customer");
        Assert.Equal("onboarding", (await Api.Get($"/api/customers/{id}/lifecycle"))["account_status"].GetString());
        (await Api.Post($"/api/customers/{id}/milestones", new { type = "onboarding_complete" })).Expect(201);
        Assert.Equal("active", (await Api.Get($"/api/customers/{id}/lifecycle"))["account_status"].GetString());

        (await Move(id, "At Risk")).Expect(201);

        Assert.Equal("active", await StatusOf(id));
        Assert.Equal("at_risk", (await Api.Get($"/api/customers/{id}/lifecycle"))["account_status"].GetString());
    }

    [Fact, Trait("Spec", "CUS-9")]
    public async Task Rows_of_a_bulk_begin_in_the_stage_they_name_and_move_where_they_may()
    {
        var tag = $"{Ids.Next():N}"[^12..];
        object Row(string name, string status) =>
            new
            {
                type = "individual",
                display_name = $"{name} {tag}",
                external_id = $"{name}-{tag}",
                status,
            };
        (
            await Api.Post(
                "/api/customers/bulk",
                new[] { Row("Ann", "lead"), Row("Bob", "at_risk"), Row("Cem", "kunde"), Row("Dee", "MQL") }
            )
        ).Expect(200);
        async Task<string> Stage(string name) =>
            await StageOf((await Api.Get($"/api/customers?external_id={name}-{tag}")).Expect(200)["data"][0].GetProperty("id").GetGuid());
        Assert.Equal(
            ("Lead", "At Risk", "Customer", "Prospect"),
            (await Stage("Ann"), await Stage("Bob"), await Stage("Cem"), await Stage("Dee"))
        );

        (await Api.Post("/api/customers/bulk", new[] { Row("Ann", "churned"), Row("Cem", "opportunity") })).Expect(200);

        Assert.Equal(("Churned", "Customer"), (await Stage("Ann"), await Stage("Cem")));
        var cem = (await Api.Get($"/api/customers?external_id=Cem-{tag}"))["data"][0].GetProperty("id").GetGuid();
        Assert.Equal(1, await Suggestions(cem));
    }
}
