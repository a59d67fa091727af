using Rapport.Platform.Data;
using Rapport.Platform.Http;
using Rapport.Records.Customers.Merge;

namespace Rapport.Tests.Records.Customers.Merge;

[Trait("Spec", "CUS-8")]
public abstract class UndoingAMerge(TestServer server) : MergeTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : UndoingAMerge(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : UndoingAMerge(server), IClassFixture<PostgresServer>;

    [Fact]
    public async Task A_field_edited_since_keeps_the_edit()
    {
        var (ada, twin) = (await Customer("Ada"), await Customer("Ada L.", email: "twin@example.org", phone: "+49 30 901820"));
        var contact = await Contact(twin, "Bea");
        var merge = await Merge(ada, twin);
        await Api.Patch($"/api/customers/{ada}", new { email = "new@example.org" });
        await Api.Patch($"/api/contacts/{contact}", new { job_title = "Engineer" });

        var answer = await Api.Delete($"/api/merges/{merge}");

        Assert.Equal(200, answer.Status);
        var kept = await Api.Get($"/api/customers/{ada}");
        Assert.Equal(("new@example.org", null), (kept["email"].GetString(), kept["phone"].GetString()));
        Assert.Equal("email", answer["kept"][0].GetProperty("fields")[0].GetString());
        var back = await Api.Get($"/api/contacts/{contact}");
        Assert.Equal((twin, "Engineer"), (back["customer_id"].GetGuid(), back["job_title"].GetString()));
        Assert.Equal("twin@example.org", (await Api.Get($"/api/customers/{twin}"))["email"].GetString());
    }

    [Fact]
    public async Task What_was_added_since_stays_and_what_was_deleted_stays_deleted()
    {
        var (ada, twin) = (await Customer("Ada"), await Customer("Ada L."));
        await Api.Patch($"/api/customers/{twin}", new { tags = new[] { "vip", "ev" } });
        var merge = await Merge(ada, twin);
        var added = await Contact(ada, "New");
        await Api.Patch($"/api/customers/{ada}", new { tags = new[] { "vip" } });

        await Undo(merge);

        Assert.Equal(ada, (await Api.Get($"/api/contacts/{added}"))["customer_id"].GetGuid());
        Assert.Equal(["vip"], (await Api.Get($"/api/customers/{twin}"))["tags"].EnumerateArray().Select(t => t.GetString()));
        Assert.Empty((await Api.Get($"/api/customers/{ada}"))["tags"].EnumerateArray());
    }

    [Fact]
    public async Task A_primary_contact_chosen_since_is_not_pushed_aside()
    {
        var (ada, twin) = (await Customer("Ada"), await Customer("Ada L."));
        var (first, second) = (await Contact(twin, "First", primary: true), await Contact(twin, "Second"));
        var own = await Contact(ada, "Own", primary: true);
        var merge = await Merge(ada, twin);
        await Api.Patch($"/api/contacts/{second}", new { is_primary = true });

        await Undo(merge);

        var flags = new List<bool>();
        foreach (var contact in new[] { first, second, own })
            flags.Add((await Api.Get($"/api/contacts/{contact}"))["is_primary"].GetBoolean());
        Assert.Equal([false, true, false], flags);
    }

    [Fact]
    public async Task Merges_come_apart_from_the_newest()
    {
        var (ada, twin, third) = (await Customer("Ada"), await Customer("Ada L."), await Customer("A. L."));
        var earlier = await Merge(ada, twin);
        var later = await Merge(third, ada);

        var refused = await Api.Delete($"/api/merges/{earlier}");
        Assert.Equal((409, "later_merge", later), (refused.Status, refused["code"].GetString(), refused["later_merge_id"].GetGuid()));
        Assert.Equal(200, (await Api.Delete($"/api/merges/{later}")).Status);
        Assert.Equal(200, (await Api.Delete($"/api/merges/{earlier}")).Status);
        Assert.Equal((409, "already_undone"), await Refused(earlier));
        Assert.Equal(200, (await Api.Get($"/api/customers/{twin}")).Status);
        Assert.Equal(404, (await Api.Delete($"/api/merges/{Ids.Next()}")).Status);
    }

    [Fact]
    public async Task An_archived_survivor_is_restored_first()
    {
        var (ada, twin) = (await Customer("Ada"), await Customer("Ada L."));
        var merge = await Merge(ada, twin);
        await Api.Delete($"/api/customers/{ada}");

        Assert.Equal((409, "archived"), await Refused(merge));
    }

    [Fact]
    public async Task Undoing_never_closes_a_loop()
    {
        var top = await Customer("Top");
        var twin = await Customer("Twin", parent: top);
        var child = await Customer("Child", parent: twin);
        var ada = await Customer("Ada");
        var merge = await Merge(ada, twin);
        await Api.Patch($"/api/customers/{ada}", new { parent_id = (Guid?)null });
        await Api.Patch($"/api/customers/{top}", new { parent_id = child });

        var refused = await Api.Delete($"/api/merges/{merge}");

        Assert.Equal((409, "hierarchy_loop"), (refused.Status, refused["code"].GetString()));
        Assert.Contains("Twin → Top → Child → Twin", refused["detail"].GetString());
    }

    [Fact]
    public async Task Who_may_not_merge_may_not_undo()
    {
        var (ada, twin) = (await Customer("Ada"), await Customer("Ada L."));
        var merge = await Merge(ada, twin);
        var (_, foreign) = await OtherOrganization();

        Assert.Equal(403, (await (await As("viewer")).Delete($"/api/merges/{merge}")).Status);
        Assert.Equal(404, (await foreign.Delete($"/api/merges/{merge}")).Status);
        Assert.Equal(404, (await foreign.Get($"/api/merges/{merge}")).Status);
        Assert.Equal(301, (await Api.Get($"/api/customers/{twin}")).Status);
    }

    [Fact]
    public async Task After_thirty_days_a_merge_stays()
    {
        var organization = await Server.AddOrganization("Late");
        var world = new MergeWorld(1, 3);
        await Write(organization, world.Rows);
        var merge = await Merge(organization, world.Customers[0].Id, [world.Customers[1].Id]);
        Clock.Advance(CustomerMerge.UndoTime + TimeSpan.FromMinutes(1));
        try
        {
            var refusal = await Assert.ThrowsAsync<Refusal>(() => Undo(merge, organization));
            Assert.Equal("undo_expired", refusal.Code);
        }
        finally
        {
            Clock.Advance(-CustomerMerge.UndoTime - TimeSpan.FromMinutes(1));
        }
    }

    private async Task<(int, string)> Refused(Guid merge)
    {
        var answer = await Api.Delete($"/api/merges/{merge}");
        return (answer.Status, answer["code"].GetString()!);
    }

    private async Task<Guid> Customer(string name, string? email = null, string? phone = null, Guid? parent = null) => (
            await Api.Post(
                "/api/customers?on_duplicate=create",
                new
                {
                    type = "individual",
                    display_name = name,
                    email,
                    phone,
                    parent_id = parent,
                }
            )
        ).Expect(201).Id;

    private async Task<Guid> Contact(Guid customer, string name, bool primary = false) => (
            await Api.Post(
                $"/api/customers/{customer}/contacts",
                new
                {
                    first_name = name,
                    last_name = "Boole",
                    is_primary = primary,
                }
            )
        ).Expect(201).Id;
}
