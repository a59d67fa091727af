using System.Net.Http.Json;
using System.Text.Json;

namespace Rapport.Browser;

/// <summary>
/// Each page as its owner sees it, wide and narrow, light and dark: axe-core finds nothing, the console stays empty, nothing sticks out.
/// </summary>
[Trait("Spec", "PLT-16")]
public abstract class EveryPageTests(PublishedServer server) : BrowserTest(server)
{
    public sealed class OnSqlite(SqliteProgram server) : EveryPageTests(server), IClassFixture<SqliteProgram>;

    public sealed class OnPostgres(PostgresProgram server) : EveryPageTests(server), IClassFixture<PostgresProgram>;

    [Theory]
    [
        InlineData("/customers"),
        InlineData("/customers/new"),
        InlineData("/customers/{id}"),
        InlineData("/customers/{id}?tab=timeline"),
        InlineData("/customers/{id}/edit"),
        InlineData("/customers/{id}/hierarchy"),
        InlineData("/customers/{id}/fleet")
    ]
    [
        InlineData("/customers/{id}/contacts/new"),
        InlineData("/settings/users"),
        InlineData("/settings/roles"),
        InlineData("/settings/branches"),
        InlineData("/settings/tags"),
        InlineData("/settings/custom-fields")
    ]
    [
        InlineData("/segments"),
        InlineData("/facts"),
        InlineData("/imports"),
        InlineData("/imports/{import}"),
        InlineData("/data-protection"),
        InlineData("/customers/{id}?tab=addresses"),
        InlineData("/audit")
    ]
    [
        InlineData("/orders"),
        InlineData("/tickets"),
        InlineData("/vehicles"),
        InlineData("/service-visits"),
        InlineData("/invoices"),
        InlineData("/opportunities"),
        InlineData("/dashboard/compare?ids={id}")
    ]
    [InlineData("/customers/{id}/quick/ticket"), InlineData("/customers/{id}/quick/e-mail"), InlineData("/customers/{id}/quick/visit")]
    [
        InlineData("/interactions"),
        InlineData("/interactions/new?customer={id}"),
        InlineData("/notes/new?customer={id}"),
        InlineData("/activities"),
        InlineData("/activities/new"),
        InlineData("/notifications")
    ]
    public async Task A_page_stands_up(string path)
    {
        await SignIn();
        var customer = await Customer();
        var answer = await Page.GotoAsync(
            path.Replace("{id}", customer.ToString(), StringComparison.Ordinal)
                .Replace(
                    "{import}",
                    path.Contains("{import}", StringComparison.Ordinal) ? (await Import()).ToString() : "",
                    StringComparison.Ordinal
                )
        );

        Assert.Equal(200, answer!.Status);
        var name = path.Split('?')[0]
            .Replace("/{id}", "-one", StringComparison.Ordinal)
            .Replace("/{import}", "-one", StringComparison.Ordinal)
            .Replace('/', '-');
        await Shot($"page{name}{(path.Contains('?') ? "-tab" : "")}");
    }

    [Fact]
    public async Task Signing_in_by_hand_leads_to_the_customers()
    {
        await Page.GotoAsync("/customers");
        Assert.Contains("/sign-in", Page.Url, StringComparison.Ordinal);
        await Shot("sign-in");

        await Page.Locator("input[type=email]").FillAsync(PublishedServer.Email);
        await Page.Locator("input[type=password]").FillAsync(PublishedServer.Password);
        await Page.Keyboard.PressAsync("Enter");

        await Page.WaitForURLAsync("**/customers");
    }

    [Fact]
    public async Task The_first_view_of_the_customers_weighs_at_most_150_kilobytes() =>
        Assert.InRange(await Weight("/customers"), 1, 150 * 1024);

    private async Task<Guid> Customer()
    {
        var found = await Api.GetFromJsonAsync<JsonElement>("/api/customers?limit=1");
        if (found.GetProperty("data").GetArrayLength() > 0)
            return found.GetProperty("data")[0].GetProperty("id").GetGuid();
        await Server.Run("samples", "load");
        await Furnish();
        return await Customer();
    }

    /// <summary>Something on the pages that sample data leaves empty: a segment, a fact that waits, a file that was taken in.</summary>
    private async Task Furnish()
    {
        (
            await Api.PostAsJsonAsync("/api/segments", new { name = "Fleets", description = "Firms with more than five vans" })
        ).EnsureSuccessStatusCode();
        (
            await Api.PostAsJsonAsync(
                "/api/tickets",
                new
                {
                    external_id = "T-1",
                    customer = new { external_id = "17850" },
                    subject = "Where is my order?",
                }
            )
        ).EnsureSuccessStatusCode();
        var file = Path.Combine(Path.GetTempPath(), $"facts-{Path.GetRandomFileName()}.ndjson");
        await File.WriteAllTextAsync(file, """{"type": "product", "external_id": "P-1", "sku": "P-1", "name": "Wheel nut"}""");
        await Server.Run("import", "facts", file);
        File.Delete(file);
    }

    /// <summary>A table of orders whose columns are looked at, with a row that is refused.</summary>
    private async Task<Guid> Import()
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("order"), "type" },
            {
                new StringContent(
                    "order no,customer,date,item,qty,price,colour\nW-1,17850,2026-03-01,Wheel nut,20,1.50,red\nW-1,17850,2026-03-01,Hub "
                        + "cap,4,12.00,grey\nW-2,17850,some day,Valve,4,0.80,black\n"
                ),
                "file",
                "orders.csv"
            },
        };
        using var answer = await Api.PostAsync("/api/imports", form);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }
}
