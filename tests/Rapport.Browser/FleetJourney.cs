using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;

namespace Rapport.Browser;

/// <summary>
/// A fleet manager's vehicles: the fleet, one vehicle given to a driver by its form, what the driver's own page then shows, and a visit
/// with a photo.
/// </summary>
[Trait("Spec", "FCT-10")]
public abstract class FleetJourney(PublishedServer server) : BrowserTest(server)
{
    public sealed class OnSqlite(SqliteProgram server) : FleetJourney(server), IClassFixture<SqliteProgram>;

    public sealed class OnPostgres(PostgresProgram server) : FleetJourney(server), IClassFixture<PostgresProgram>;

    [Fact]
    public async Task A_vehicle_is_given_to_a_driver_and_the_fleet_shows_it_by_itself()
    {
        await SignIn();
        await Server.Run("samples", "load");
        await UntilNothingMoreHappens();
        var firm = await LargestFleet();
        var driver = await Add("/api/customers?on_duplicate=create", new { display_name = "Josephine Bloggs", type = "individual" });
        await Page.GotoAsync($"/customers/{firm}/fleet?sort=-spent");
        await Shot("fleet");
        var vehicle = (await Page.Locator("tbody th a").First.GetAttributeAsync("href"))!;

        var window = await NewWindow(signedIn: true);
        await window.GotoAsync(vehicle);
        await window.Locator("[name=driver_name]").PressSequentiallyAsync("Josephine Blo");
        await Assertions.Expect(window.Locator("#drivers-found option")).Not.ToHaveCountAsync(0);
        await window.Locator("[name=driver_name]").FillAsync("Josephine Bloggs");
        await window.GetByRole(AriaRole.Button, new() { Name = "Give it to this driver" }).ClickAsync();
        await Assertions.Expect(window.Locator("#drivers .item").First).ToContainTextAsync("Josephine Bloggs");
        await Shot("vehicle", window);

        await Assertions.Expect(Page.Locator("tbody")).ToContainTextAsync("Josephine Bloggs");
        await Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search the fleet" }).FillAsync("bloggs jos");
        await Assertions.Expect(Page.Locator("tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(Page.Locator("tfoot")).ToContainTextAsync("One vehicle");

        await window.GotoAsync($"/customers/{driver}");
        await Assertions.Expect(window.Locator("#s-vehicles")).ToContainTextAsync("Drives it");
        await Shot("driver", window);
        await window.GotoAsync(vehicle);
        await window.GetByRole(AriaRole.Button, new() { Name = "Hand back" }).ClickAsync();
        await Assertions.Expect(window.Locator("#drivers")).Not.ToContainTextAsync("Drives it now");
    }

    /// <summary>Scores, stages and milestones of what was loaded are worked out; each redraws the pages that show it.</summary>
    private async Task UntilNothingMoreHappens()
    {
        for (var last = ""; ; )
        {
            var newest = await Api.GetStringAsync("/api/events?limit=1");
            if (newest == last)
                return;
            last = newest;
            await Task.Delay(TimeSpan.FromSeconds(3));
        }
    }

    [Fact, Trait("Spec", "FCT-6")]
    public async Task A_photo_is_hung_on_a_visit()
    {
        await SignIn();
        await Server.Run("samples", "load");
        var visit = (await Api.GetFromJsonAsync<JsonElement>("/api/service-visits?limit=1"))
            .GetProperty("data")[0]
            .GetProperty("id")
            .GetGuid();
        await Page.GotoAsync($"/service-visits/{visit}");
        var photo = await Page.ScreenshotAsync();

        await Page.Locator("input[type=file]")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "dent.png",
                    MimeType = "image/png",
                    Buffer = photo,
                }
            );
        await Page.GetByRole(AriaRole.Button, new() { Name = "Attach" }).ClickAsync();

        var shown = Page.Locator(".photos img");
        await Assertions.Expect(shown).ToHaveCountAsync(1);
        Assert.True(await shown.EvaluateAsync<bool>("image => image.decode().then(() => image.naturalWidth > 0)"));
        await Shot("visit");
    }

    private async Task<Guid> Add(string path, object body) =>
        (await (await Api.PostAsJsonAsync(path, body)).EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("id")
            .GetGuid();

    private async Task<Guid> LargestFleet() =>
        (await Api.GetFromJsonAsync<JsonElement>("/api/vehicles?limit=200"))
            .GetProperty("data")
            .EnumerateArray()
            .GroupBy(v => v.GetProperty("customer_id").GetGuid())
            .OrderByDescending(g => g.Count())
            .First()
            .Key;
}
