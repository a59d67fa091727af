using System.Text.Json;
using Rapport.Platform.Data;

namespace Rapport.Tests.Records.Customers.Import;

/// <summary>Rows that are here already, in the file itself or in the database.</summary>
[Trait("Spec", "CUS-7")]
public abstract class ImportDuplicateTests(TestServer server) : ImportTest(server)
{
    public sealed class OnSqlite(QuietSqliteServer server) : ImportDuplicateTests(server), IClassFixture<QuietSqliteServer>;

    public sealed class OnPostgres(QuietPostgresServer server) : ImportDuplicateTests(server), IClassFixture<QuietPostgresServer>;

    // The second row is the first again, the third is somebody in the database, the fourth is new.
    private const string File =
        "name,email,phone,birth_date\nGrace Hopper,grace@example.com,,1906-12-09\nHopper Grace,GRACE@example.com,020 7946 0100,\nJoan "
        + "Clarke,joan@example.com,020 7946 0200,1917-06-24\nMary Jackson,mary@example.com,,\n";

    private async Task<((Guid Id, HttpClient Api) At, Guid Joan)> WithJoan()
    {
        var at = await Fresh();
        return (at, await Customer("Joan Clarke", new { type = "individual", email = "joan@example.com" }, at.Api));
    }

    [Fact]
    public async Task Review_takes_them_in_and_queues_the_pairs_with_their_evidence()
    {
        var (at, joan) = await WithJoan();
        var import = await Import(at, File);
        Counts(import, created: 2, duplicates: 2);
        Assert.Equal(5, await CustomersOf(at.Id));
        var pairs = await Db(
            db =>
                db.Rows(
                    $"select low_id, high_id, probability, evidence, status from duplicate_pairs where organization_id = {db.TenantId}",
                    r => (Low: r.Id(0), High: r.Id(1), Probability: r.Double(2), Evidence: r.Text(3), Status: r.Text(4)),
                    CancellationToken.None
                ),
            at.Id
        );
        Assert.Equal(2, pairs.Count);
        Assert.All(pairs, p => Assert.True(p.Probability > 0.8 && p.Status == "open" && p.Evidence.Contains("\"email\"")));
        Assert.Contains(pairs, p => p.Low == joan);
        var told = (await Rows($"/api/imports/{import.Id}/rows?result=duplicate", at.Api)).Single(r =>
            r.GetProperty("row_number").GetInt64() == 3
        );
        Assert.Equal(joan, told.GetProperty("details").GetProperty("duplicate_of").GetGuid());
        await AssertDerived(at.Id);
    }

    [Fact]
    public async Task Skip_leaves_them_out_and_create_does_not_ask()
    {
        var (at, _) = await WithJoan();
        Counts(await Import(at, File, ("on_duplicate", "skip")), created: 2, skipped: 2);
        Assert.Equal(3, await CustomersOf(at.Id));
        Counts(await Import(at, File, ("on_duplicate", "create")), created: 4);
        Assert.Equal(0, await Count($"select count(*) from duplicate_pairs where organization_id = {at.Id}"));
        await AssertDerived(at.Id);
    }

    [Fact]
    public async Task Merge_fills_what_is_blank_and_overwrites_nothing()
    {
        var (at, joan) = await WithJoan();
        Counts(await Import(at, File, ("on_duplicate", "merge")), created: 2, duplicates: 2);
        var found = await ByName(at.Api);
        Assert.Equal(["Grace Hopper", "Joan Clarke", "Mary Jackson"], found.Keys.Order());
        var filled = await Opened(at.Api, found["Joan Clarke"]);
        Assert.Equal(
            (joan.ToString(), "020 7946 0200", "1917-06-24"),
            (Text(filled, "id"), Text(filled, "phone"), Text(filled, "birth_date"))
        );
        var grace = await Opened(at.Api, found["Grace Hopper"]);
        Assert.Equal(("grace@example.com", "020 7946 0100"), (Text(grace, "email"), Text(grace, "phone")));
        Assert.Equal(2, filled.GetProperty("version").GetInt32());
        await AssertDerived(at.Id);
    }

    [Fact]
    public async Task A_known_external_ID_updates_also_within_the_file_and_leaves_blanks_alone()
    {
        var at = await Fresh();
        Counts(
            await Import(
                at,
                "external_id,name,email,phone,tags,fleet_size\nX1,Old Name,old@example.com,020 7946 0300,one,3\nX1,Newer Name,,,two,\n"
            ),
            created: 1,
            updated: 1
        );
        var import = await Import(
            at,
            "external_id,name,email,status\nX1,Newest Name,new@example.com,active\nX2,Other,other@example.com,\n"
        );
        Counts(import, created: 1, updated: 1);

        var customer = await Opened(at.Api, (await ByName(at.Api))["Newest Name"]);
        Assert.Equal(
            ("new@example.com", "020 7946 0300", "active"),
            (Text(customer, "email"), Text(customer, "phone"), Text(customer, "status"))
        );
        Assert.Equal(
            ["one", "two"],
            customer
                .GetProperty("tags")
                .EnumerateArray()
                .Select(t => t.ValueKind == JsonValueKind.String ? t.GetString() : Text(t, "name"))
                .Order()
        );
        var before = (await Rows($"/api/imports/{import.Id}/rows?result=updated", at.Api))[0].GetProperty("details").GetProperty("before");
        Assert.Equal(("Newer Name", "old@example.com"), (Text(before, "display_name"), Text(before, "email")));
        Assert.Contains("customer.updated", await Of(at, customer.GetProperty("id").GetGuid()));
        await AssertDerived(at.Id);
    }

    [Fact]
    public async Task A_row_that_was_merged_gives_its_external_ID_to_the_customer_it_went_into()
    {
        var (at, joan) = await WithJoan();
        const string file =
            "external_id,name,email,phone\nJ1,Joan Clarke,joan@example.com,\nJ1,Joan Murray,,020 7946 0400\nG1,Grace "
            + "Hopper,grace@example.com,\nG2,Grace Hopper,grace@example.com,\nG2,Grace B Hopper,,\n";
        Counts(await Import(at, file, ("on_duplicate", "merge")), created: 1, updated: 2, duplicates: 2);
        var found = await ByName(at.Api);
        Assert.Equal(["Grace B Hopper", "Joan Murray"], found.Keys.Order());
        Assert.Equal(joan.ToString(), Text(found["Joan Murray"], "id"));
        Assert.Equal(
            ["G1", "G2", "J1"],
            (
                await Db(
                    db =>
                        db.Rows(
                            $"select value from external_ids where organization_id = {db.TenantId}",
                            r => r.Text(0),
                            CancellationToken.None
                        ),
                    at.Id
                )
            ).Order()
        );
        Counts(await Import(at, "external_id,name,email\nJ1,Joan Clarke,j@example.com\nG2,Grace Hopper,g@example.com\n"), updated: 2);
        Assert.Equal(2, await CustomersOf(at.Id));
        await AssertDerived(at.Id);
    }

    [Fact]
    public async Task Numbers_that_another_program_counts_from_one_do_not_touch_customers_of_a_third()
    {
        var at = await Fresh();
        Counts(await Import(at, "id,name,email\n1,First System,first@example.com\n"), created: 1);
        Counts(await Import(at, "id,name,city\n1,Second System,Leeds\n"), created: 1);
        Counts(await Import(at, "id,name,email\n1,First System Again,first@example.com\n"), updated: 1);
        Assert.Equal(["First System Again", "Second System"], (await ByName(at.Api)).Keys.Order());
    }

    [Fact]
    public async Task Who_was_merged_is_updated_as_the_survivor_and_who_is_archived_is_told()
    {
        var at = await Fresh();
        Counts(await Import(at, "external_id,name\nM1,Kept\nM2,Folded\nM3,Shelved\n", ("on_duplicate", "create")), created: 3);
        var found = await ByName(at.Api);
        (
            await at.Api.Post(
                $"/api/customers/{found["Kept"].GetProperty("id")}/merges",
                new { duplicate_ids = new[] { found["Folded"].GetProperty("id").GetGuid() } }
            )
        ).Expect(201);
        (await at.Api.Delete($"/api/customers/{found["Shelved"].GetProperty("id")}")).Expect(204);
        Counts(await Import(at, "external_id,name,email\nM2,,kept@example.com\nM3,,x@example.com\n"), updated: 1, rejected: 1);
        Assert.Equal("kept@example.com", Text((await ByName(at.Api))["Kept"], "email"));
        await AssertDerived(at.Id);
    }

    [Fact]
    public async Task A_dry_run_counts_the_same_and_writes_no_customer()
    {
        var (at, _) = await WithJoan();
        var dry = await Import(at, File, ("dry_run", "true"));
        Counts(dry, created: 2, duplicates: 2);
        Assert.Equal(1, await CustomersOf(at.Id));
        (await at.Api.Post($"/api/imports/{dry.Id}/run", new { dry_run = false })).Expect(202);
        await Eventually(
            async () => (await at.Api.Get($"/api/imports/{dry.Id}"))["state"].GetString() == "finished",
            "the import in earnest"
        );
        Counts(await at.Api.Get($"/api/imports/{dry.Id}"), created: 2, duplicates: 2);
        Assert.Equal(5, await CustomersOf(at.Id));
    }

    private async Task<List<string>> Of((Guid Id, HttpClient Api) at, Guid customer) =>
        (await Rows($"/api/customers/{customer}/timeline", at.Api)).ConvertAll(e => Text(e, "type")!);
}
