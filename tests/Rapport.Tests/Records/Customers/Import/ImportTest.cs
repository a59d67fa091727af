using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;
using Rapport.Records.Customers;
using Rapport.Records.Import;
using Rapport.Records.Import.Runs;

namespace Rapport.Tests.Records.Customers.Import;

/// <summary>What the tests of imports share: files go in as a browser sends them, each test in an organization of its own.</summary>
public abstract class ImportTest(TestServer server) : PartsTest(server)
{
    /// <summary>An organization of one test alone, and its owner.</summary>
    protected async Task<(Guid Id, HttpClient Api)> Fresh()
    {
        var (id, api) = await OtherOrganization();
        await Plainly($"update organizations set country = {"GB"} where id = {id}");
        return (id, api);
    }

    /// <summary>The names of the files of imports that the server holds, wherever it does.</summary>
    protected async Task<IReadOnlyCollection<string>> StoredFiles()
    {
        if (Engine == Engine.Postgres)
            return await Plain(c =>
                c.Rows(
                    $"select distinct organization_id::text || name from stored_pieces where name like 'imports/%'",
                    row => row.Text(0),
                    default
                )
            );
        var folder = Directory.CreateDirectory(Path.Combine(Server.Database.Folder, "imports"));
        return [.. folder.EnumerateFiles().Select(f => f.Name).Where(name => !name.EndsWith(".lock", StringComparison.Ordinal))];
    }

    protected async Task LoseFiles()
    {
        if (Engine == Engine.Postgres)
            await Plainly($"delete from stored_pieces where name like 'imports/%'");
        else
            foreach (var name in await StoredFiles())
                File.Delete(Path.Combine(Server.Database.Folder, "imports", name));
    }

    protected static Task<Answer> Upload(HttpClient api, string csv, params (string Name, string Value)[] options) =>
        Upload(api, Encoding.UTF8.GetBytes(csv), "customers.csv", options);

    protected static async Task<Answer> Upload(HttpClient api, byte[] file, string name, params (string Name, string Value)[] options)
    {
        using var form = new MultipartFormDataContent();
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        form.Add(content, "file", name);
        // Options stand behind the file, which must not matter.
        foreach (var (option, value) in options)
            form.Add(new StringContent(value), option);
        return await api.Post("/api/imports", form);
    }

    /// <summary>Uploads and runs to the end; the answer is how the import then stands.</summary>
    protected async Task<Answer> Import((Guid Id, HttpClient Api) at, string csv, params (string Name, string Value)[] options) =>
        await Import(at, Encoding.UTF8.GetBytes(csv), options);

    protected async Task<Answer> Import((Guid Id, HttpClient Api) at, byte[] csv, params (string Name, string Value)[] options)
    {
        var uploaded = await Upload(at.Api, csv, "customers.csv", options);
        Assert.True(uploaded.Status is 200 or 201, uploaded.ToString());
        await Server.Node.Services.GetRequiredService<RunImport>().Run(at.Id, uploaded.Id, null, CancellationToken.None);
        return (await at.Api.Get($"/api/imports/{uploaded.Id}")).Expect(200);
    }

    protected static void Counts(
        Answer import,
        long created = 0,
        long updated = 0,
        long skipped = 0,
        long duplicates = 0,
        long rejected = 0
    )
    {
        Assert.Equal(
            (created, updated, skipped, duplicates, rejected),
            (N("created"), N("updated"), N("skipped"), N("duplicates"), N("rejected"))
        );
        Assert.Equal("finished", import["state"].GetString());
        Assert.Equal(created + updated + skipped + duplicates + rejected, N("rows_done"));
        Assert.Equal(N("rows_done"), N("rows_total"));

        long N(string field) => import[field].GetInt64();
    }

    protected async Task<Dictionary<string, JsonElement>> ByName(HttpClient api) =>
        (await Rows("/api/customers?limit=200", api)).ToDictionary(c => c.GetProperty("display_name").GetString()!, c => c);

    protected static async Task<JsonElement> Opened(HttpClient api, JsonElement row) =>
        (await api.Get($"/api/customers/{row.GetProperty("id").GetGuid()}")).Expect(200).Json;

    /// <summary>Search text, words, keys, summaries and counts must be what a single save would have made of the same rows.</summary>
    protected async Task AssertDerived(Guid organization)
    {
        var result = await In(services => services.GetRequiredService<VerifyCustomers>().Run(CancellationToken.None), organization);
        Assert.True(result.Differences == 0, string.Join('\n', result.First));
    }

    protected Task<long> CustomersOf(Guid organization) => Count($"select count(*) from customers where organization_id = {organization}");
}
