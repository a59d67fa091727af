using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;
using Rapport.Records.Customers.Panels;

namespace Rapport.Tests.Insight.Customer360;

/// <summary>A panel by itself is as shut as the page: who may not see the customer gets nothing of any panel.</summary>
[Trait("Spec", "SEC-1")]
public abstract class PanelReachTests(TestServer server) : PageTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : PanelReachTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : PanelReachTests(server), IClassFixture<PostgresServer>;

    private IReadOnlyList<string> Panels =>
        [.. Server.Node.Services.GetRequiredService<RegisteredPanels>().All.Select(panel => panel.Name)];

    [Fact]
    public async Task Out_of_scope_every_panel_is_forbidden_as_the_page_and_the_answer_are()
    {
        var id = await Noted("Rhea Remote");
        var role = (
            await Api.Post(
                "/api/roles",
                new
                {
                    name = $"Own {Ids.Next():N}"[..20],
                    permissions = new Dictionary<string, string> { ["customers.read"] = "own", ["interactions.read"] = "all" },
                }
            )
        ).Expect(201);
        var advisor = await As(role["key"].GetString()!);

        Assert.Equal(403, (await advisor.Get($"/customers/{id}")).Status);
        Assert.Equal(403, (await advisor.Get($"/api/customers/{id}/360")).Status);
        await AnswersTo(advisor, id, 403);
    }

    [Fact]
    public async Task An_unknown_customer_and_another_organization_s_are_missing_and_nothing_fails()
    {
        var id = await Noted("Rhea Foreign");
        var (_, stranger) = await OtherOrganization();
        var failed = Server.Node.Log.Lines.Count();

        Assert.Equal(404, (await stranger.Get($"/customers/{id}")).Status);
        Assert.Equal(404, (await stranger.Get($"/api/customers/{id}/360")).Status);
        await AnswersTo(stranger, id, 404);
        await AnswersTo(Api, Ids.Next(), 404);
        Assert.Equal(failed, Server.Node.Log.Lines.Count());
    }

    [Fact]
    public async Task Who_may_see_the_customer_but_not_the_area_reads_that_the_panel_is_hidden()
    {
        var id = await Noted("Rhea Reader");
        var role = (
            await Api.Post(
                "/api/roles",
                new { name = $"Reader {Ids.Next():N}"[..20], permissions = new Dictionary<string, string> { ["customers.read"] = "all" } }
            )
        ).Expect(201);
        var reader = await As(role["key"].GetString()!);

        var html = await Html($"/customers/{id}/panels/{string.Join(',', Panels)}", reader);

        SeesAll(TextOf(html), "Notes are hidden", "Orders are hidden", "Payments are hidden", "Tickets are hidden", "Marketing is hidden");
        Assert.DoesNotContain("A secret wish", html);
    }

    private async Task<Guid> Noted(string name)
    {
        var (id, _) = await Customer(name);
        (
            await Api.Post(
                "/api/notes",
                new
                {
                    customer_id = id,
                    content = "A secret wish",
                    visibility = "all",
                }
            )
        ).Expect(201);
        SeesAll(await Read($"/customers/{id}/panels/timeline"), "A secret wish");
        return id;
    }

    private async Task AnswersTo(HttpClient by, Guid id, int status)
    {
        var answers = new List<string>();
        foreach (var panel in Panels.Append("timeline,orders"))
            if (
                (await by.Get($"/customers/{id}/panels/{panel}")) is var answer
                && (answer.Status != status || answer.Text.Contains("A secret wish"))
            )
                answers.Add($"{panel}: {answer.Status}");
        Nothing.In(answers);
    }
}
