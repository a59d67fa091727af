using System.Text.Json;
using Rapport.Tests.Records.Facts;

namespace Rapport.Tests.Records.Service;

/// <summary>Who drives a vehicle, from when until when.</summary>
[Trait("Spec", "FCT-10")]
public abstract class DriverTests(TestServer server) : FactTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : DriverTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : DriverTests(server), IClassFixture<PostgresServer>;

    private sealed record Firm(Guid Id, string ExternalId, Guid Vehicle, string VehicleRef);

    [Fact]
    public async Task A_driver_takes_over_and_both_timelines_say_so()
    {
        var firm = await OneWithAVan("AB12 CDE");
        var (driver, _) = await Customer("Jo Bloggs");

        var answer = await Api.Post(Drivers(firm), new { customer_id = driver, from = "2026-03-01" });

        var made = answer.Expect(201);
        Assert.Equal($"/api/vehicles/{firm.Vehicle}/drivers/{made.Id}", answer.Headers.Location!.ToString());
        Assert.Equal(
            ("Jo Bloggs", "2026-03-01", JsonValueKind.Null),
            (made["name"].GetString(), made["from"].GetString(), made["to"].ValueKind)
        );
        foreach (var id in new[] { firm.Id, driver })
            Assert.Contains("Jo Bloggs took over AB12 CDE on 1 Mar 2026", await TimelineTitles(id));
        var seen = (await Api.Get($"/api/customers/{driver}/timeline"))
            .Expect(200)["data"]
            .EnumerateArray()
            .Single(e => e.GetProperty("type").GetString() == "vehicle.taken_over");
        Assert.Equal("2026-03-01", seen.GetProperty("occurred_at").GetString()![..10]);
    }

    [Fact]
    public async Task A_new_driver_ends_the_open_assignment_on_the_day_it_begins()
    {
        var firm = await OneWithAVan("AB13 CDE");
        var (contact, (driver, _)) = (await Contact(firm, "Ann", "Fitter"), await Customer("Jo Bloggs"));
        var first = (await Api.Post(Drivers(firm), new { contact_id = contact, from = "2026-01-01" })).Expect(201);

        (await Api.Post(Drivers(firm), new { customer_id = driver, from = "2026-02-01" })).Expect(201);

        var list = (await Api.Get(Drivers(firm))).Expect(200)["data"];
        Assert.Equal(
            [("Jo Bloggs", null), ("Ann Fitter", "2026-02-01")],
            list.EnumerateArray().Select(d => (d.GetProperty("name").GetString()!, d.GetProperty("to").GetString()))
        );
        Assert.Equal("\"2\"", (await Api.Get($"{Drivers(firm)}/{first.Id}")).Expect(200).Headers.ETag!.Tag);
        Assert.Contains("Ann Fitter handed back AB13 CDE on 1 Feb 2026", await TimelineTitles(firm.Id));
    }

    [Fact]
    public async Task A_contact_who_is_archived_drives_nothing_from_that_day_on()
    {
        var firm = await OneWithAVan("AB21 CDE");
        var (ann, (driver, _)) = (await Contact(firm, "Ann", "Fitter"), await Customer("Jo Bloggs"));
        (
            await Api.Post(
                Drivers(firm),
                new
                {
                    contact_id = ann,
                    from = "2026-01-01",
                    to = "2026-02-01",
                }
            )
        ).Expect(201);
        (await Api.Post(Drivers(firm), new { contact_id = ann, from = "2026-03-01" })).Expect(201);

        (await Api.Delete($"/api/contacts/{ann}", ("If-Match", "*"))).Expect(204);

        var today = DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime);
        Assert.Equal(
            [("2026-03-01", $"{today:yyyy-MM-dd}"), ("2026-01-01", "2026-02-01")],
            (await Api.Get(Drivers(firm)))
                .Expect(200)["data"]
                .EnumerateArray()
                .Select(d => (d.GetProperty("from").GetString()!, d.GetProperty("to").GetString()!))
        );
        Assert.Contains(
            await TimelineTitles(firm.Id),
            title => title.StartsWith("Ann Fitter handed back AB21 CDE on", StringComparison.Ordinal)
        );
        (await Api.Post(Drivers(firm), new { customer_id = driver })).Expect(201);
    }

    [Fact]
    public async Task Days_that_somebody_else_has_are_refused_in_plain_words()
    {
        var firm = await OneWithAVan("AB14 CDE");
        var (driver, _) = await Customer("Jo Bloggs");
        var ann = await Contact(firm, "Ann", "Fitter");
        (
            await Api.Post(
                Drivers(firm),
                new
                {
                    contact_id = ann,
                    from = "2026-01-01",
                    to = "2026-03-01",
                }
            )
        ).Expect(201);

        var overlapping = await Api.Post(Drivers(firm), new { customer_id = driver, from = "2026-02-28" });
        Assert.Equal(
            (409, "Ann Fitter drives it from 1 Jan 2026 to 1 Mar 2026. End or correct that first, or choose other days."),
            (overlapping.Status, overlapping["detail"].GetString())
        );
        var own = (await Api.Post(Drivers(firm), new { customer_id = driver, from = "2026-03-01" })).Expect(201);
        Assert.Equal(409, (await Api.Patch($"{Drivers(firm)}/{own.Id}", new { from = "2026-02-01" })).Status);
        Assert.Equal(409, (await Api.Post(Drivers(firm), new { contact_id = ann, from = "2026-03-01" })).Status);
        Assert.Equal(2, (await Api.Get(Drivers(firm)))["total"].GetInt32());
    }

    [Fact]
    public async Task Handing_back_needs_the_version_that_was_seen()
    {
        var firm = await OneWithAVan("AB15 CDE");
        var made = (await Api.Post(Drivers(firm), new { contact_id = await Contact(firm, "Ann", "Fitter"), from = "2026-01-01" })).Expect(
            201
        );
        var path = $"{Drivers(firm)}/{made.Id}";

        Assert.Equal(412, (await Api.Patch(path, new { to = "2026-05-01" }, ("If-Match", "\"7\""))).Status);
        Assert.Equal(422, (await Api.Patch(path, new { to = "2025-05-01" })).Status);
        var ended = (await Api.Patch(path, new { to = "2026-05-01" }, ("If-Match", "\"1\""))).Expect(200);
        Assert.Equal(("2026-05-01", "\"2\""), (ended["to"].GetString(), ended.Headers.ETag!.Tag));
        Assert.Contains("Ann Fitter handed back AB15 CDE on 1 May 2026", await TimelineTitles(firm.Id));
        Assert.Equal(412, (await Api.Delete(path, ("If-Match", "\"1\""))).Status);
        Assert.Equal(204, (await Api.Delete(path, ("If-Match", "\"2\""))).Status);
        Assert.Equal(404, (await Api.Get(path)).Status);
    }

    [Fact]
    public async Task A_driver_is_a_contact_of_the_owner_or_another_person()
    {
        var (firm, other) = (await OneWithAVan("AB16 CDE"), await OneWithAVan("AB17 CDE"));
        async Task<int> Refused(object body) => (await Api.Post(Drivers(firm), body)).Status;

        Assert.Equal(422, await Refused(new { contact_id = await Contact(other, "Not", "Theirs") }));
        Assert.Equal(422, await Refused(new { customer_id = other.Id }));
        Assert.Equal(422, await Refused(new { customer_id = firm.Id }));
        Assert.Equal(422, await Refused(new { from = "2026-01-01" }));
        Assert.Equal(
            422,
            await Refused(
                new
                {
                    customer_id = (await Customer()).Id,
                    from = "2026-02-01",
                    to = "2026-01-01",
                }
            )
        );
        Assert.Equal(0, (await Api.Get(Drivers(firm)))["total"].GetInt32());
    }

    [Fact]
    public async Task A_vehicle_that_changes_hands_leaves_the_contacts_of_its_former_owner_behind()
    {
        var firm = await OneWithAVan("AB18 CDE");
        var (_, buyer) = await Customer("New Owner");
        (await Api.Post(Drivers(firm), new { contact_id = await Contact(firm, "Ann", "Fitter"), from = "2026-01-01" })).Expect(201);

        await Bulk(Van(firm.VehicleRef, buyer, "AB18 CDE"));

        var ended = Assert.Single((await Api.Get(Drivers(firm))).Expect(200)["data"].EnumerateArray());
        Assert.Equal(
            (DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime).ToString("yyyy-MM-dd"), false),
            (ended.GetProperty("to").GetString(), ended.GetProperty("is_current").GetBoolean())
        );
        Assert.Contains(await TimelineTitles(firm.Id), t => t.StartsWith("Ann Fitter handed back AB18 CDE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_person_drives_on_when_it_changes_hands_unless_it_is_theirs_now()
    {
        var (firm, second) = (await OneWithAVan("AB19 CDE"), await OneWithAVan("AB20 CDE"));
        var (((id, externalId), (_, buyer)), today) = ((await Customer("Jo Bloggs"), await Customer()), "2026-01-01");
        foreach (var one in new[] { firm, second })
            (await Api.Post(Drivers(one), new { customer_id = id, from = today })).Expect(201);

        await Bulk(Van(firm.VehicleRef, buyer, "AB19 CDE"), Van(second.VehicleRef, externalId, "AB20 CDE"));

        Assert.True((await Api.Get(Drivers(firm)))["data"][0].GetProperty("is_current").GetBoolean());
        Assert.False((await Api.Get(Drivers(second)))["data"][0].GetProperty("is_current").GetBoolean());
    }

    [Fact]
    public async Task The_driver_sees_their_vehicle_and_not_the_rest_of_the_fleet()
    {
        var firm = await OneWithAVan("AB21 CDE");
        await Bulk(
            Van(firm.VehicleRef + "-2", firm.ExternalId, "AB22 CDE"),
            Van(firm.VehicleRef + "-3", firm.ExternalId, "AB23 CDE"),
            Visit(firm, "2025-06-01", 1000),
            Visit(firm, "2026-02-01", 2000),
            Visit(firm, "2026-06-01", 3000)
        );
        var (driver, _) = await Customer("Jo Bloggs");
        (
            await Api.Post(
                Drivers(firm),
                new
                {
                    customer_id = driver,
                    from = "2026-01-01",
                    to = "2026-03-01",
                }
            )
        ).Expect(201);

        var service = (await Api.Get($"/api/customers/{driver}/360")).Expect(200)["field_service"];

        var vehicle = Assert.Single(service.GetProperty("equipment_list").EnumerateArray());
        Assert.Equal(
            ("AB21 CDE", 1, 2000),
            (
                vehicle.GetProperty("plate").GetString(),
                vehicle.GetProperty("visit_count").GetInt32(),
                vehicle.GetProperty("mileage").GetInt32()
            )
        );
        var driven = vehicle.GetProperty("driven");
        Assert.Equal(
            (firm.Id, "2026-01-01", "2026-03-01", false),
            (
                driven.GetProperty("owner_id").GetGuid(),
                driven.GetProperty("from").GetString(),
                driven.GetProperty("to").GetString(),
                driven.GetProperty("is_now").GetBoolean()
            )
        );
        Assert.Empty(service.GetProperty("recent_visits").EnumerateArray());
        Assert.DoesNotContain("AB22", (await Api.Get($"/customers/{driver}/panels/vehicles")).Expect(200).Text);
    }

    [Fact]
    public async Task A_merge_carries_assignments_along_and_its_undoing_gives_them_back()
    {
        var firm = await OneWithAVan("AB24 CDE");
        var ((first, _), (twin, _)) = (await Customer("Jo Bloggs"), await Customer("Joe Bloggs"));
        var made = (await Api.Post(Drivers(firm), new { customer_id = twin, from = "2026-01-01" })).Expect(201);

        var merge = (await Api.Post($"/api/customers/{first}/merges", new { duplicate_ids = new[] { twin } })).Expect(201);
        Assert.Equal(first, (await Api.Get($"{Drivers(firm)}/{made.Id}")).Expect(200)["customer_id"].GetGuid());
        Assert.Equal(
            "AB24 CDE",
            (await Api.Get($"/api/customers/{first}/360"))["field_service"]
                .GetProperty("equipment_list")[0]
                .GetProperty("plate")
                .GetString()
        );

        (await Api.Delete($"/api/merges/{merge.Id}")).Expect(200);
        Assert.Equal(twin, (await Api.Get($"{Drivers(firm)}/{made.Id}")).Expect(200)["customer_id"].GetGuid());
    }

    [Fact]
    public async Task Without_the_permission_nothing_is_told_or_changed()
    {
        var firm = await OneWithAVan("AB25 CDE");
        var (driver, _) = await Customer("Jo Bloggs");
        (await Api.Post(Drivers(firm), new { customer_id = driver, from = "2026-01-01" })).Expect(201);
        var (_, elsewhere) = await OtherOrganization();
        var viewer = await As("viewer");

        Assert.Equal(404, (await elsewhere.Get(Drivers(firm))).Status);
        Assert.Equal(403, (await viewer.Post(Drivers(firm), new { customer_id = driver })).Status);
        Assert.Equal(
            1,
            await Count($"select count(*) from driver_assignments where organization_id = {Organization} and vehicle_id = {firm.Vehicle}")
        );
    }

    [Fact]
    public async Task A_vehicle_that_is_removed_takes_its_assignments_along()
    {
        var firm = await OneWithAVan("AB26 CDE");
        (await Api.Post(Drivers(firm), new { customer_id = (await Customer()).Id })).Expect(201);

        await Bulk(
            new
            {
                type = "vehicle",
                external_id = firm.VehicleRef,
                deleted = true,
            }
        );

        Assert.Equal(
            0,
            await Count($"select count(*) from driver_assignments where organization_id = {Organization} and vehicle_id = {firm.Vehicle}")
        );
    }

    [Fact]
    public async Task Of_two_that_take_it_at_once_both_cannot_have_it()
    {
        var firm = await OneWithAVan("AB27 CDE");
        var people = await Task.WhenAll(Enumerable.Range(0, 4).Select(async i => (await Customer($"Driver {i}")).Id));

        var answers = await Task.WhenAll(people.Select(id => Api.Post(Drivers(firm), new { customer_id = id, from = "2026-01-01" })));

        Assert.Equal([201, 409, 409, 409], answers.Select(a => a.Status).Order());
    }

    [Fact]
    public async Task The_vehicle_s_page_shows_its_drivers_and_takes_a_new_one()
    {
        var firm = await OneWithAVan("AB28 CDE");
        var ann = await Contact(firm, "Ann", "Fitter");
        (await Api.Post(Drivers(firm), new { contact_id = ann, from = "2026-01-01" })).Expect(201);

        var html = (await Api.Get($"/vehicles/{firm.Vehicle}")).Expect(200).Text;

        Assert.Contains("Ann Fitter", html);
        Assert.Contains("Drives it now", html);
        Assert.Contains($"action=\"/vehicles/{firm.Vehicle}/drivers\"", html);
    }

    private static string Drivers(Firm firm) => $"/api/vehicles/{firm.Vehicle}/drivers";

    private static object Van(string externalId, string owner, string plate) =>
        new
        {
            type = "vehicle",
            external_id = externalId,
            customer = new { external_id = owner },
            plate,
            make = "Ford",
            model = "Transit Custom",
        };

    private static object Visit(Firm firm, string day, int mileage) =>
        new
        {
            type = "service_visit",
            external_id = $"{firm.VehicleRef}-{day}",
            customer = new { external_id = firm.ExternalId },
            vehicle = new { external_id = firm.VehicleRef },
            status = "completed",
            opened_at = $"{day}T09:00:00Z",
            mileage,
            total = 90,
            currency = "GBP",
        };

    private async Task<Firm> OneWithAVan(string plate)
    {
        var (id, externalId) = await Customer(type: "organization");
        await Bulk(Van($"V-{externalId}", externalId, plate));
        return new Firm(
            id,
            externalId,
            (await Api.Get($"/api/vehicles?customer_id={id}")).Expect(200)["data"][0].GetProperty("id").GetGuid(),
            $"V-{externalId}"
        );
    }

    private async Task<Guid> Contact(Firm firm, string first, string last) =>
        (await Api.Post($"/api/customers/{firm.Id}/contacts", new { first_name = first, last_name = last })).Expect(201).Id;
}
