using Rapport.Platform.Data;

namespace Rapport.Tests.Records.Customers.Merge;

[Trait("Spec", "CUS-8")]
public abstract class Merging(TestServer server) : MergeTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : Merging(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : Merging(server), IClassFixture<PostgresServer>;

    [Fact]
    public async Task A_merged_id_leads_to_who_answers_for_it()
    {
        var (ada, twin, third) = (await Customer("Ada"), await Customer("Ada L."), await Customer("A. Lovelace"));
        await Api.Post($"/api/customers/{twin}/merges", new { duplicate_ids = new[] { third } });
        var merged = await Api.Post($"/api/customers/{ada}/merges", new { duplicate_ids = new[] { twin } });

        Assert.Equal(201, merged.Status);
        Assert.Equal($"/api/merges/{merged.Id}", merged.Headers.Location!.ToString());
        var read = await Api.Get($"/api/customers/{third}");
        Assert.Equal((301, ada), (read.Status, read["merged_into"].GetGuid()));
        Assert.EndsWith($"/api/customers/{ada}", read.Headers.Location!.ToString());
        var written = await Api.Patch($"/api/customers/{third}", new { display_name = "Nobody" });
        Assert.Equal((308, ada), (written.Status, written["merged_into"].GetGuid()));
        Assert.Equal(308, (await Api.Post($"/api/customers/{third}/merges", new { duplicate_ids = new[] { ada } })).Status);
        Assert.Equal(301, (await Api.Get($"/api/customers/{third}/merges")).Status);
    }

    [Fact]
    public async Task The_survivor_fills_its_blanks_and_keeps_what_was_chosen()
    {
        var (ada, twin) = (
            await Customer("Ada", email: "ada@example.org"),
            await Customer("Augusta Ada", email: "augusta@example.org", phone: "+49 30 901820")
        );

        await Api.Post($"/api/customers/{ada}/merges", new { duplicate_ids = new[] { twin }, values = new { display_name = twin } });

        var kept = await Api.Get($"/api/customers/{ada}");
        Assert.Equal(
            ("Augusta Ada", "ada@example.org", "+49 30 901820"),
            (kept["display_name"].GetString(), kept["email"].GetString(), kept["phone"].GetString())
        );
        var found = await Api.Get("/api/customers?search=augusta");
        Assert.Equal([ada], found["data"].EnumerateArray().Select(c => c.GetProperty("id").GetGuid()));
    }

    [Fact]
    public async Task What_a_merge_cannot_do_is_refused_and_changes_nothing()
    {
        var (ada, twin, merged, archived) = (
            await Customer("Ada"),
            await Customer("Ada L."),
            await Customer("Gone"),
            await Customer("Away")
        );
        await Merge(twin, merged);
        await Api.Delete($"/api/customers/{archived}");
        var (_, foreign) = await OtherOrganization();
        var theirs = (await foreign.Post("/api/customers", new { type = "individual", display_name = "Theirs" })).Id;
        var before = await Dump(Organization);

        Assert.Equal((409, "merge_into_self"), await Refused(ada, ada));
        Assert.Equal((409, "already_merged"), await Refused(ada, merged));
        Assert.Equal((409, "archived"), await Refused(ada, archived));
        Assert.Equal((409, "archived"), await Refused(archived, ada));
        Assert.Equal((404, "not_found"), await Refused(ada, theirs));
        Assert.Equal((404, "not_found"), await Refused(theirs, ada));
        Assert.Equal((422, "invalid"), await Refused(ada));
        Assert.Equal(
            422,
            (
                await Api.Post($"/api/customers/{ada}/merges", new { duplicate_ids = new[] { twin }, values = new { shoe_size = twin } })
            ).Status
        );
        Assert.Equal(
            422,
            (
                await Api.Post($"/api/customers/{ada}/merges", new { duplicate_ids = new[] { twin }, values = new { email = archived } })
            ).Status
        );
        Assert.Equal(400, (await Api.Post($"/api/customers/{ada}/merges", "{\"duplicate_ids\":[\"x\"]}")).Status);
        Assert.Equal(403, (await (await As("viewer")).Post($"/api/customers/{ada}/merges", new { duplicate_ids = new[] { twin } })).Status);
        Same(before, await Dump(Organization), "refusals");
    }

    [Fact]
    public async Task A_merge_reaches_no_further_than_its_callers_branch()
    {
        var (here, there) = (
            new Rapport.Trust.Identity.Branch { Name = "Here " + Ids.Next(), CreatedAt = Clock.GetUtcNow() },
            new Rapport.Trust.Identity.Branch { Name = "There " + Ids.Next(), CreatedAt = Clock.GetUtcNow() }
        );
        await Write(here, there);
        var manager = await As("manager", here.Id);
        var (mine, other) = (await Customer("Mine", branch: here.Id), await Customer("Other", branch: there.Id));

        var refused = await manager.Post($"/api/customers/{mine}/merges", new { duplicate_ids = new[] { other } });

        Assert.Equal((403, "customers.merge", "branch"), (refused.Status, refused["permission"].GetString(), refused["scope"].GetString()));
    }

    [Fact]
    public async Task Every_child_moves_and_what_collides_is_kept()
    {
        var (ada, twin) = (await Customer("Ada"), await Customer("Ada L."));
        foreach (var customer in new[] { ada, twin })
        {
            await Api.Post(
                $"/api/customers/{customer}/contacts",
                new
                {
                    first_name = "Bea",
                    last_name = "Boole",
                    email = "bea@example.org",
                    is_primary = true,
                }
            );
            await Api.Post(
                $"/api/customers/{customer}/addresses",
                new
                {
                    address_type = "billing",
                    street_line_1 = "Main 1",
                    city = "Berlin",
                    country = "DE",
                    is_default = true,
                }
            );
            await Api.Patch($"/api/customers/{customer}", new { tags = new[] { "vip" } });
        }

        var merge = await Api.Post($"/api/customers/{ada}/merges", new { duplicate_ids = new[] { twin } });

        var contacts = (await Api.Get($"/api/customers/{ada}/contacts"))["data"].EnumerateArray().ToList();
        Assert.Equal((2, 1), (contacts.Count, contacts.Count(c => c.GetProperty("is_primary").GetBoolean())));
        var addresses = (await Api.Get($"/api/customers/{ada}/addresses"))["data"].EnumerateArray().ToList();
        Assert.Equal((2, 1), (addresses.Count, addresses.Count(a => a.GetProperty("is_default").GetBoolean())));
        Assert.Equal(1, (await Api.Get($"/api/customers/{ada}"))["tags"].GetArrayLength());
        var told = await Api.Get($"/api/merges/{merge.Id}");
        Assert.Equal("customer_tags", Assert.Single(told["kept"].EnumerateArray()).GetProperty("kind").GetString());
        Assert.True(told["can_undo"].GetBoolean());
    }

    [Fact]
    public async Task A_parent_among_the_duplicates_gives_way_to_the_next_above_it()
    {
        var top = await Customer("Top");
        var middle = await Customer("Middle", parent: top);
        var low = await Customer("Low", parent: middle);
        var between = await Customer("Between", parent: low);
        var below = await Customer("Below", parent: between);

        await Merge(low, middle);
        Assert.Equal(top, await ParentOf(low));
        // The way up from the survivor leads to the duplicate: what stands between hangs below from now on.
        await Merge(below, low);

        Assert.Equal((top, below), (await ParentOf(below), await ParentOf(between)));
    }

    [Fact]
    public async Task A_chosen_parent_that_belongs_to_the_merged_is_refused_with_the_chain()
    {
        var low = await Customer("Low");
        var between = await Customer("Between", parent: low);
        var below = await Customer("Below", parent: between);

        var refused = await Api.Post(
            $"/api/customers/{low}/merges",
            new { duplicate_ids = new[] { below }, values = new { parent_id = below } }
        );

        Assert.Equal((409, "hierarchy_loop"), (refused.Status, refused["code"].GetString()));
        Assert.Contains("Low → Between → Low", refused["detail"].GetString());
    }

    [Fact]
    public async Task A_preview_tells_what_will_be_kept_and_why()
    {
        var (ada, twin) = (
            await Customer("Ada Lovelace", email: "ada@example.org"),
            await Customer("Ada Lovelace", email: "ada@example.org", phone: "+49 30 901820")
        );

        var preview = await Api.Get($"/api/customers/{ada}/merges/preview?duplicate_ids={twin}");

        var fields = preview["fields"].EnumerateArray().ToDictionary(f => f.GetProperty("name").GetString()!);
        Assert.Equal(
            ("filled", twin),
            (fields["phone"].GetProperty("because").GetString(), fields["phone"].GetProperty("kept_from").GetGuid())
        );
        Assert.False(fields["email"].GetProperty("differs").GetBoolean());
        Assert.True(preview["matches"][0].GetProperty("probability").GetDouble() > 0.8);
        Assert.Equal(400, (await Api.Get($"/api/customers/{ada}/merges/preview?duplicate_ids=nonsense")).Status);
    }

    [Fact]
    public async Task A_timeline_is_read_through_merges_and_parts_again()
    {
        var (ada, twin) = (await Customer("Ada"), await Customer("Ada L."));
        var merge = await Merge(ada, twin);

        var together = (await Api.Get($"/api/customers/{ada}/timeline"))["data"]
            .EnumerateArray()
            .Select(e => e.GetProperty("type").GetString())
            .ToList();
        await Undo(merge);

        Assert.Equal(["customers.merged", "customer.created", "customer.created"], together);
        Assert.Single((await Api.Get($"/api/customers/{twin}/timeline"))["data"].EnumerateArray());
    }

    private async Task<(int, string)> Refused(Guid survivor, params Guid[] duplicates)
    {
        var answer = await Api.Post($"/api/customers/{survivor}/merges", new { duplicate_ids = duplicates });
        return (answer.Status, answer["code"].GetString()!);
    }

    private async Task<Guid?> ParentOf(Guid customer) => (await Api.Get($"/api/customers/{customer}"))["parent_id"].GetGuid();

    private async Task<Guid> Customer(string name, string? email = null, string? phone = null, Guid? branch = null, Guid? parent = null) =>
        (
            await Api.Post(
                "/api/customers?on_duplicate=create",
                new
                {
                    type = "individual",
                    display_name = name,
                    email,
                    phone,
                    branch_id = branch,
                    parent_id = parent,
                }
            )
        ).Expect(201).Id;
}
