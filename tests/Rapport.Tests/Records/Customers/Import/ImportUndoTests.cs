using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Rapport.Platform.Data;
using Rapport.Records.Import.Runs;

namespace Rapport.Tests.Records.Customers.Import;

/// <summary>Taking an import back, its updates too.</summary>
[Trait("Spec", "CUS-9")]
public abstract class ImportUndoTests(TestServer server) : ImportTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : ImportUndoTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : ImportUndoTests(server), IClassFixture<PostgresServer>;

    private const string Before =
        "external_id,type,name,email,phone,birth_date,tags,street,city,postcode,country,status\nU1,individual,Ada "
        + "Lovelace,ada@example.com,020 7946 0018,1915-12-10,vip,1 Mill Lane,Leeds,LS1 4AP,GB,active\nU2,organization,Engines "
        + "Ltd,office@engines.example,,,,,,,,\nU3,individual,Grace Hopper,grace@example.com,,,,,,,,\n";

    // Every kind of thing that a row can do to somebody known, twice to one, and new customers among them; the last is Grace again without
    // her ID.
    private const string Second =
        "external_id,type,name,email,email_2,phone,birth_date,tags,street,city,postcode,country,status,legal_name,industry,company\n"
        + "U1,,Ada King,ada@king.example,ada@work.example,020 7946 0999,1915-12-11,vip;countess,2 New Road,York,YO1 "
        + "7HH,GB,inactive,,,Analytical Engines\n"
        + "U2,organization,Engines Limited,,,020 7946 0111,,fleet,9 Works Road,Hull,HU1 1AA,GB,,Engines (Holding) Ltd,Machines,\n"
        + "U1,,Ada Byron,,,,,,,,,,,,,\n"
        + "N1,individual,Joan Clarke,joan@example.com,,,,new,,,,,,,,\n"
        + ",individual,Grace Hopper,grace@example.com,,020 7946 0222,1906-12-09,,3 Sea View,Hull,HU2 2BB,GB,,,,\n";

    [Fact]
    public async Task Import_then_undo_is_the_identity()
    {
        var at = await Fresh();
        await Import(at, Before);
        var before = await Everything(at.Api);
        var import = await Import(at, Second, ("on_duplicate", "merge"));
        Counts(import, created: 1, updated: 3, duplicates: 1);
        Assert.NotEqual(before, await Everything(at.Api));

        var undone = (await at.Api.Delete($"/api/imports/{import.Id}")).Expect(200);
        Assert.Equal(
            ("undone", 1, 3, 0),
            (undone["state"].GetString(), N(undone, "removed"), N(undone, "restored"), N(undone, "kept_count"))
        );
        Assert.Equal(before, await Everything(at.Api));
        await AssertDerived(at.Id);
        Refused(409, await at.Api.Delete($"/api/imports/{import.Id}"), "already_undone");
        Refused(409, await at.Api.Post($"/api/imports/{import.Id}/run"), "import_undone");

        // The file is not here any more, so it goes in anew.
        Counts(await Import(at, Second, ("on_duplicate", "merge")), created: 1, updated: 3, duplicates: 1);
    }

    [Fact]
    public async Task What_somebody_changed_since_is_kept_and_listed()
    {
        var at = await Fresh();
        await Import(at, Before);
        var import = await Import(
            at,
            Second
                + "N2,individual,Mary Jackson,mary@example.com,,,,,,,,,,,,\n"
                + "N3,individual,Dorothy Vaughan,dorothy@example.com,,,,,,,,,,,,\n",
            ("on_duplicate", "merge")
        );
        var found = await ByName(at.Api);
        (await at.Api.Patch($"/api/customers/{found["Ada Byron"].GetProperty("id")}", new { email = "ada@later.example" })).Expect(200);
        (await at.Api.Patch($"/api/customers/{found["Mary Jackson"].GetProperty("id")}", new { phone = "020 7946 0333" })).Expect(200);
        (
            await at.Api.Post(
                $"/api/customers/{found["Joan Clarke"].GetProperty("id")}/merges",
                new { duplicate_ids = new[] { found["Dorothy Vaughan"].GetProperty("id").GetGuid() } }
            )
        ).Expect(201);

        var undone = (await at.Api.Delete($"/api/imports/{import.Id}")).Expect(200);
        var kept = undone["undo"].GetProperty("kept").EnumerateArray().ToDictionary(k => k.GetProperty("customer_id").GetGuid());
        Assert.Equal(
            ["customer.email", "customer.email_key"],
            kept[Id("Ada Byron")].GetProperty("fields").EnumerateArray().Select(f => f.GetString()).Order()
        );
        Assert.Equal("changed_since", Text(kept[Id("Mary Jackson")], "reason"));
        Assert.Equal(["merged", "merged"], new[] { "Joan Clarke", "Dorothy Vaughan" }.Select(name => Text(kept[Id(name)], "reason")));
        Assert.Equal(4, kept.Count);

        var ada = await Opened(at.Api, found["Ada Byron"]);
        Assert.Equal(
            ("Ada Lovelace", "ada@later.example", "020 7946 0018"),
            (Text(ada, "display_name"), Text(ada, "email"), Text(ada, "phone"))
        );
        Assert.Equal("020 7946 0333", Text(await Opened(at.Api, found["Mary Jackson"]), "phone"));
        await AssertDerived(at.Id);

        Guid Id(string name) => found[name].GetProperty("id").GetGuid();
    }

    [Fact]
    public async Task A_long_import_is_undone_batch_by_batch_and_a_running_one_not_at_all()
    {
        var at = await Fresh();
        var rows = "name,city\n" + string.Concat(Enumerable.Range(0, 1300).Select(i => $"Person {i},Town {i % 13}\n"));
        var import = (await Upload(at.Api, rows, ("on_duplicate", "create"))).Expect(201).Id;
        Refused(409, await at.Api.Delete($"/api/imports/{import}"), "nothing_to_undo");
        Answer? refused = null;
        await Server
            .Node.Services.GetRequiredService<RunImport>()
            .Run(
                at.Id,
                import,
                _ =>
                {
                    if (refused is not null)
                        return;
                    var asking = at.Api.Delete($"/api/imports/{import}");
                    SpinWait.SpinUntil(() => asking.IsCompleted);
                    refused = asking.GetAwaiter().GetResult();
                },
                CancellationToken.None
            );
        Refused(409, refused!, "import_running");
        Assert.Equal(1300, await CustomersOf(at.Id));
        Assert.Equal(1300, N((await at.Api.Delete($"/api/imports/{import}")).Expect(200), "removed"));
        Assert.Equal(0, await CustomersOf(at.Id));
        Assert.Equal(0, await Count($"select count(*) from timeline_entries where organization_id = {at.Id}"));
        await AssertDerived(at.Id);
    }

    private static int N(Answer undone, string count) => undone["undo"].GetProperty(count).GetInt32();

    /// <summary>All that is shown of all customers, but the counters of edits.</summary>
    private async Task<List<string>> Everything(HttpClient api)
    {
        var all = new List<string>();
        foreach (var row in await Rows("/api/customers?limit=200&sort=display_name", api))
        {
            var path = $"/api/customers/{row.GetProperty("id")}";
            all.Add(Plain((await api.Get(path)).Expect(200).Json));
            foreach (var part in new[] { "contacts", "addresses" })
                all.AddRange((await Rows($"{path}/{part}", api)).Select(Plain).Order());
        }
        return all;
    }

    private static string Plain(JsonElement json)
    {
        var node = JsonNode.Parse(json.GetRawText())!;
        Strip(node);
        return node.ToJsonString();
    }

    private static void Strip(JsonNode? node)
    {
        if (node is JsonObject map)
        {
            foreach (var name in new[] { "version", "updated_at", "timeline" })
                map.Remove(name);
            foreach (var (_, value) in map.ToList())
                Strip(value);
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list)
                Strip(item);
        }
    }
}
