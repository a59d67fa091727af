using System.Formats.Tar;
using System.IO.Compression;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Rapport.Tests.Harness;

namespace Rapport.Browser;

/// <summary>
/// A newcomer drops a customer export on the page, sees the rows go in, finds somebody by a few letters, edits them, merges two that are
/// the same person, and undoes it.
/// </summary>
[Trait("Spec", "CUS-8"), Trait("Spec", "CUS-9"), Trait("Spec", "CUS-10"), Trait("Spec", "CUS-16"), Trait("Spec", "PLT-1")]
public abstract class CustomersJourney(PublishedServer server) : BrowserTest(server)
{
    public sealed class OnSqlite(SqliteProgram server) : CustomersJourney(server), IClassFixture<SqliteProgram>;

    public sealed class OnPostgres(PostgresProgram server) : CustomersJourney(server), IClassFixture<PostgresProgram>;

    [Fact]
    public async Task An_export_goes_in_and_its_people_are_found_edited_merged_and_unmerged()
    {
        await SignIn();
        await ImportExport();
        await FindAndEdit();
        await MergeAndUndo();
    }

    private async Task ImportExport()
    {
        await Page.GotoAsync("/imports");
        await Shot("imports");
        await Page.SetInputFilesAsync(
            "#file",
            new FilePayload
            {
                Name = "contacts.csv",
                MimeType = "text/csv",
                Buffer = Export(),
            }
        );
        await Page.GetByRole(AriaRole.Button, new() { Name = "Look at the file" }).ClickAsync();
        await Page.GetByText("Column in the file").WaitForAsync();
        await Shot("import-columns");
        await Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Import .* rows$") }).ClickAsync();
        // Nobody reloads: the page hears of it.
        await Page.GetByRole(AriaRole.Heading, new() { Name = "Imported" }).WaitForAsync(new() { Timeout = 30_000 });
        await Shot("import-done");
    }

    private async Task FindAndEdit()
    {
        await Page.GotoAsync("/customers");
        await Page.GetByRole(AriaRole.Searchbox).First.FillAsync("ame tes");
        await Page.Locator("#results").GetByText("Name Test 2").First.WaitForAsync();
        await Shot("customers-found");
        await Page.Locator("#results").GetByRole(AriaRole.Link, new() { Name = "Name Test 2" }).First.ClickAsync();
        await Page.WaitForURLAsync("**/customers/*-*");
        await Page.GotoAsync(new Uri(Page.Url).AbsolutePath + "/edit");
        await Page.Locator("input[name=display_name]").FillAsync("Ada Testwell");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Page.GetByRole(AriaRole.Heading, new() { Name = "Ada Testwell" }).First.WaitForAsync();
        await Shot("customer");
    }

    private async Task MergeAndUndo()
    {
        var twin = await Api.PostAsJsonAsync(
            "/api/customers?on_duplicate=create",
            new
            {
                type = "individual",
                display_name = "A. Testwell",
                phone = "+44 20 7946 0991",
            }
        );
        var twinId = (await twin.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        var survivor = new Uri(Page.Url).AbsolutePath;
        await Page.GotoAsync($"{survivor}/merge?with={twinId}");
        await Shot("merge");
        await Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Merge ") }).ClickAsync();
        await Page.WaitForURLAsync($"**{survivor}*");
        Assert.Equal(survivor, await PageOf(twinId!));

        await Page.GotoAsync(survivor);
        await Page.GetByRole(AriaRole.Button, new() { NameRegex = new("Undo") }).First.ClickAsync();
        await Page.WaitForURLAsync("**/customers/**");
        Assert.Equal($"/customers/{twinId}", await PageOf(twinId!));
    }

    /// <summary>Where this customer's page leads now.</summary>
    private async Task<string> PageOf(string id)
    {
        await Page.GotoAsync($"/customers/{id}");
        return new Uri(Page.Url).AbsolutePath;
    }

    /// <summary>A real contacts export, with its hundred and more columns; where it is not at hand, one of ours in the same form.</summary>
    private static byte[] Export()
    {
        var archive = Path.Combine(TestMachine.Root, "..", "shared", "data", "contacts-give", "google_outlook_shared_contacts_csv.tar.gz");
        if (!File.Exists(archive))
            return "Name,E-mail Address,Mobile Phone\nName Test 1,one@example.com,(416) 897-8335\nName Test 2,two@example.com,(416) "
                + "897-8336\n"u8.ToArray();
        using var entries = new TarReader(new GZipStream(File.OpenRead(archive), CompressionMode.Decompress));
        while (entries.GetNextEntry() is { } entry)
        {
            if (!entry.Name.EndsWith("sample2.csv", StringComparison.Ordinal))
                continue;
            using var copy = new MemoryStream();
            entry.DataStream!.CopyTo(copy);
            return copy.ToArray();
        }
        throw new InvalidDataException("The archive has no such file.");
    }
}
