using System.Text.Json;
using Rapport.Tests.Records.Facts;

namespace Rapport.Tests.Records.Service;

/// <summary>A firm's vehicles with drivers, what is due, open jobs and spending, rolled up over all below it.</summary>
[Trait("Spec", "FCT-10")]
public abstract class FleetTests(TestServer server) : FactTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : FleetTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : FleetTests(server), IClassFixture<PostgresServer>;

    private DateOnly Today => DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime);

    private sealed record Group(Guid Id, string ExternalId, Guid Daughter, string DaughterRef, Guid Driver);

    [Fact]
    public async Task A_fleet_is_all_vehicles_of_a_customer_and_of_those_below_with_what_they_come_to()
    {
        var group = await TwoFirms();

        var fleet = (await Api.Get($"/api/customers/{group.Id}/fleet?sort=plate")).Expect(200);

        Assert.Equal(["FL01 AAA", "FL02 BBB", "FL03 CCC"], Plates(fleet));
        var first = fleet["data"][0];
        Assert.Equal(
            ("Jo Bloggs", 48_000, true, "inspection", 2),
            (
                first.GetProperty("driver").GetString(),
                first.GetProperty("mileage").GetInt32(),
                first.GetProperty("is_overdue").GetBoolean(),
                first.GetProperty("due_for").GetString(),
                first.GetProperty("open_jobs").GetInt32()
            )
        );
        Assert.Equal(
            (100m, 350m, "GBP"),
            (first.GetProperty("this_year").GetDecimal(), first.GetProperty("spent").GetDecimal(), fleet["currency"].GetString())
        );
        var totals = fleet["totals"];
        Assert.Equal(
            (3, 2, 1, 1, 1, 2),
            (
                Of(totals, "vehicles"),
                Of(totals, "owners"),
                Of(totals, "with_driver"),
                Of(totals, "overdue"),
                Of(totals, "due_soon"),
                Of(totals, "open_jobs")
            )
        );
        Assert.Equal((140m, 390m), (totals.GetProperty("this_year").GetDecimal(), totals.GetProperty("spent").GetDecimal()));
        // Euros are not added to pounds.
        Assert.Equal(
            ("EUR", 75m),
            (fleet["other_spend"][0].GetProperty("currency").GetString(), fleet["other_spend"][0].GetProperty("spent").GetDecimal())
        );
    }

    [Fact]
    public async Task Filters_sorting_and_pages_narrow_a_fleet()
    {
        var group = await TwoFirms();
        async Task<string[]> Found(string query) => Plates((await Api.Get($"/api/customers/{group.Id}/fleet?{query}")).Expect(200));

        Assert.Equal(["FL01 AAA", "FL02 BBB"], await Found("due_within=30&sort=due"));
        Assert.Equal(["FL01 AAA"], await Found("has_jobs=true"));
        Assert.Equal(["FL01 AAA"], await Found("search=bloggs jo"));
        Assert.Equal(["FL03 CCC"], await Found("search=fl03c"));
        Assert.Equal(["FL02 BBB"], await Found("search=sprinter"));
        Assert.Empty(await Found("search=%25"));
        Assert.Equal(["FL01 AAA", "FL02 BBB"], await Found("own_only=true&sort=plate"));
        Assert.Equal(["FL01 AAA", "FL03 CCC", "FL02 BBB"], await Found("sort=-spent"));
        Assert.Equal(["FL03 CCC", "FL02 BBB", "FL01 AAA"], await Found("sort=-plate"));
        var page = (await Api.Get($"/api/customers/{group.Id}/fleet?sort=plate&limit=2&page=2")).Expect(200);
        Assert.Equal("FL03 CCC", Assert.Single(Plates(page)));
        Assert.Equal((3, false), (page["total"].GetInt32(), page["hasMore"].GetBoolean()));
        Assert.Equal(400, (await Api.Get($"/api/customers/{group.Id}/fleet?sort=colour")).Status);
    }

    [Fact]
    public async Task A_daughter_has_its_own_part_of_the_fleet_alone()
    {
        var group = await TwoFirms();

        Assert.Equal(["FL03 CCC"], Plates((await Api.Get($"/api/customers/{group.Daughter}/fleet")).Expect(200)));
    }

    [Fact]
    public async Task A_fleet_leaves_as_a_table_and_the_log_says_who_took_it()
    {
        var group = await TwoFirms();

        var lines = (await Api.Get($"/api/customers/{group.Id}/fleet/export?sort=plate"))
            .Expect(200)
            .Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(4, lines.Length);
        Assert.Contains("FL01 AAA", lines[1]);
        Assert.Equal(
            1,
            await Count(
                $"""
                select count(*) from events where organization_id = {Organization} and name = 'fleet.exported' and subject_id = {group.Id}
                """
            )
        );
    }

    [Fact]
    public async Task Without_the_permission_there_is_no_fleet()
    {
        var group = await TwoFirms();
        var (_, elsewhere) = await OtherOrganization();

        Assert.Equal(404, (await elsewhere.Get($"/api/customers/{group.Id}/fleet")).Status);
        Assert.Equal(401, (await Stranger.Get($"/api/customers/{group.Id}/fleet")).Status);
    }

    [Fact]
    public async Task The_page_shows_the_fleet_and_the_customer_s_page_leads_to_it()
    {
        var group = await TwoFirms();

        var html = (await Api.Get($"/customers/{group.Id}/fleet")).Expect(200).Text;

        foreach (var text in new[] { "FL01 AAA", "FL03 CCC", "Jo Bloggs", "All 3 vehicles", "390.00", "75.00" })
            Assert.Contains(text, html);
        Assert.Contains($"/customers/{group.Id}/fleet", (await Api.Get($"/customers/{group.Id}/panels/vehicles")).Expect(200).Text);
    }

    private static string[] Plates(Answer fleet) => [.. fleet["data"].EnumerateArray().Select(v => v.GetProperty("plate").GetString()!)];

    private static int Of(JsonElement totals, string name) => totals.GetProperty(name).GetInt32();

    /// <summary>A firm with two vans, one of which is overdue, driven and in the workshop, and its daughter with a third.</summary>
    private async Task<Group> TwoFirms()
    {
        var ((id, externalId), (daughter, daughterRef), (driver, _)) = (
            await Customer(type: "organization"),
            await Customer(type: "organization"),
            await Customer("Jo Bloggs")
        );
        (await Api.Patch($"/api/customers/{daughter}", new { parent_id = id })).Expect(200);
        string Ref(int number) => $"F{number}-{externalId}";
        object Van(int number, string owner, string plate, string model, int due) =>
            new
            {
                type = "vehicle",
                external_id = Ref(number),
                customer = new { external_id = owner },
                plate,
                make = "Mercedes",
                model,
                mileage = 40_000,
                inspection_due_at = Today.AddDays(due),
                next_service_at = Today.AddDays(due + 5),
            };
        object Visit(
            int number,
            string owner,
            string name,
            string status,
            DateOnly day,
            decimal total,
            string currency = "GBP",
            int? mileage = null
        ) =>
            new
            {
                type = "service_visit",
                external_id = $"{Ref(number)}-{name}",
                customer = new { external_id = owner },
                vehicle = new { external_id = Ref(number) },
                status,
                opened_at = $"{day:yyyy-MM-dd}T09:00:00Z",
                mileage,
                total,
                currency,
            };
        var newYear = new DateOnly(Today.Year, 1, 1);
        var (_, tally) = await Bulk(
            Van(1, externalId, "FL01 AAA", "Vito", -4),
            Van(2, externalId, "FL02 BBB", "Sprinter", 20),
            Van(3, daughterRef, "FL03 CCC", "Citan", 200),
            Visit(1, externalId, "a", "completed", newYear.AddDays(3), 100, mileage: 48_000),
            Visit(1, externalId, "b", "completed", newYear.AddDays(-40), 250),
            Visit(1, externalId, "c", "in_progress", Today, 900),
            Visit(3, daughterRef, "a", "completed", newYear.AddDays(2), 40),
            Visit(2, externalId, "a", "completed", newYear.AddDays(2), 75, "EUR"),
            Visit(2, externalId, "b", "cancelled", newYear.AddDays(2), 500),
            new
            {
                type = "appointment",
                external_id = $"A-{externalId}",
                customer = new { external_id = externalId },
                vehicle = new { external_id = Ref(1) },
                starts_at = $"{Today.AddDays(3):yyyy-MM-dd}T09:00:00Z",
                status = "confirmed",
            }
        );
        Assert.Equal(0, tally.GetProperty("rejected").GetInt32());
        var first = (await Api.Get($"/api/vehicles?external_id={Ref(1)}")).Expect(200)["data"][0].GetProperty("id").GetGuid();
        (await Api.Post($"/api/vehicles/{first}/drivers", new { customer_id = driver, from = "2025-01-01" })).Expect(201);
        return new Group(id, externalId, daughter, daughterRef, driver);
    }
}
