using System.Text.Json;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;
using Rapport.Records.Customers.Panels;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Insight.Customer360;

/// <summary>A module that no other knows adds a part of the answer, a panel, a tab and an action from its own assembly.</summary>
public abstract class AddedPanelTests(TestServer server) : PageTest(server)
{
    public sealed class Sqlite : SqliteServer
    {
        protected override void Add(IServiceCollection services) => AddHobbies(services);
    }

    public sealed class Postgres : PostgresServer
    {
        protected override void Add(IServiceCollection services) => AddHobbies(services);
    }

    public sealed class OnSqlite(Sqlite server) : AddedPanelTests(server), IClassFixture<Sqlite>;

    public sealed class OnPostgres(Postgres server) : AddedPanelTests(server), IClassFixture<Postgres>;

    private const string Shown = "Hobbies: tags of their own, 1";

    public sealed record Hobbies(int Count, IReadOnlyList<string> Names);

    private sealed class HobbiesPart(PartReading reading) : CustomerPart<Hobbies>
    {
        private readonly List<string> names = [];
        private readonly CustomerPart? segments = reading.Use("segments");

        public override IEnumerable<Statement> Statements =>
            [
                Statement.Into(
                    names,
                    $"select display_name from customers where organization_id = {reading.Organization} and id = {reading.Customer}",
                    row => row.Text(0)
                ),
            ];

        public override Hobbies Answer() => new(names.Count, [.. names, .. segments!.Names]);
    }

    private sealed class HobbiesPanel : PanelView
    {
        protected override void BuildRenderTree(RenderTreeBuilder builder) =>
            builder.AddContent(0, $"Hobbies: tags of their own, {State.Of<Hobbies>()!.Count}");
    }

    private static void AddHobbies(IServiceCollection services) =>
        services
            .AddCustomerPart<HobbiesPart>("hobbies", Permission.ReadMarketing)
            .AddCustomerPanel<HobbiesPanel>(
                new("hobbies", "Hobbies", PanelPlace.Side, 55)
                {
                    Permission = Permission.ReadMarketing,
                    Reads = ["hobbies"],
                    Live = ["hobby"],
                    LiveOfOrganization = ["hobby_list"],
                    Shows = s => s.Of<Hobbies>() is not null,
                }
            )
            .AddCustomerTab(new("hobbies", "Hobbies", 99, "hobbies"))
            .AddCustomerAction(new("hobby", "Add a hobby", "plus", "hobbies/new", Permission.WriteMarketing) { Menu = (1, 99) });

    [Fact, Trait("Spec", "C360-21"), Trait("Spec", "C360-24")]
    public async Task What_a_module_registers_is_on_the_page_in_the_answer_and_can_be_fetched_by_itself()
    {
        var (id, _) = await Customer("Hetty Hobby");

        var view = await View(id);
        Assert.Equal((1, "Hetty Hobby"), ((int)Number(view, "hobbies.count"), At(view, "hobbies.names.0").GetString()));
        Assert.Empty(view.GetProperty("withheld").EnumerateArray());

        var page = await Html($"/customers/{id}");
        SeesAll(TextOf(page, "s-hobbies"), Shown);
        Assert.Contains($"data-live=\"hobby:{id} hobby_list\" data-live-url=\"/customers/{id}/panels/hobbies\"", page);
        Assert.Contains($"href=\"/customers/{id}/hobbies/new\"", page);
        Assert.Contains($"href=\"/customers/{id}?tab=hobbies\"", page);
        SeesAll(await Read($"/customers/{id}?tab=hobbies", "s-hobbies"), Shown);

        var fragment = await Html($"/customers/{id}/panels/hobbies");
        Assert.StartsWith("<div id=\"s-hobbies\"", fragment.TrimStart());
        Assert.Contains(Shown, fragment);
    }

    [Fact, Trait("Spec", "C360-19.2"), Trait("Spec", "C360-24")]
    public async Task Without_the_permission_it_is_withheld_everywhere()
    {
        var (id, _) = await Customer("Hetty Hidden");
        var advisor = await Limited(("customers.read", "all"), ("sales.read", "all"));

        var view = await View(id, advisor);
        Assert.Equal(JsonValueKind.Null, view.GetProperty("hobbies").ValueKind);
        Assert.Contains("hobbies", view.GetProperty("withheld").EnumerateArray().Select(w => w.GetString()));

        foreach (var html in new[] { await Html($"/customers/{id}", advisor), await Html($"/customers/{id}/panels/hobbies", advisor) })
        {
            Assert.DoesNotContain(Shown, html);
            SeesAll(TextOf(html, "s-hobbies"), "Hobbies are hidden from your role.");
            Assert.DoesNotContain("/hobbies/new", html);
        }
    }

    [Fact, Trait("Spec", "C360-19.2")]
    public async Task A_permission_for_own_customers_alone_withholds_it_from_others()
    {
        var (id, _) = await Customer("Hetty Elsewhere");
        var narrow = await Limited(("customers.read", "all"), ("marketing.read", "own"));

        Assert.Contains("hobbies", (await View(id, narrow)).GetProperty("withheld").EnumerateArray().Select(w => w.GetString()));
        SeesAll(TextOf(await Html($"/customers/{id}/panels/hobbies", narrow)), "Hobbies are hidden from your role.");
    }

    [Fact]
    public async Task The_description_of_the_api_knows_every_part_by_its_type()
    {
        var schemas = (await Api.Get("/openapi/v1.json")).Json.GetProperty("components").GetProperty("schemas");
        var fields = schemas.GetProperty("Customer360View").GetProperty("properties");

        var parts = Server.Node.Services.GetRequiredService<RegisteredParts>().InAnswer.Select(part => part.Name).Append("withheld");
        Assert.Equal(parts.Order(), fields.EnumerateObject().Select(field => field.Name).Order());
        Assert.Contains("\"#/components/schemas/AddedPanelTestsHobbies\"", fields.GetProperty("hobbies").GetRawText());
        Assert.Contains("\"#/components/schemas/OrderHistory\"", fields.GetProperty("orders").GetRawText());
        Assert.Equal(2, fields.GetProperty("orders").GetProperty("oneOf").GetArrayLength());
        Assert.Contains("\"core_profile\"", schemas.GetProperty("Customer360View").GetProperty("required").GetRawText());
        var own = schemas.GetProperty("AddedPanelTestsHobbies").GetProperty("properties");
        Assert.Equal(["count", "names"], own.EnumerateObject().Select(field => field.Name));
    }

    /// <summary>Signed in with a role of exactly these permissions.</summary>
    private async Task<HttpClient> Limited(params (string Permission, string Scope)[] granted)
    {
        var role = await Api.Post(
            "/api/roles",
            new { name = $"Role {Ids.Next():N}"[..20], permissions = granted.ToDictionary(g => g.Permission, g => g.Scope) }
        );
        return await As(role.Expect(201)["key"].GetString()!);
    }
}
