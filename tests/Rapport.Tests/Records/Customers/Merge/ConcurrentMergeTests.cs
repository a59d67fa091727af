using Rapport.Platform.Data;

namespace Rapport.Tests.Records.Customers.Merge;

[Trait("Spec", "CUS-8")]
public abstract class MergingBesideWriters(TestServer server) : MergeTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : MergingBesideWriters(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : MergingBesideWriters(server), IClassFixture<PostgresServer>;

    [Fact]
    public async Task A_write_beside_a_merge_is_never_lost()
    {
        for (var round = 0; round < 6; round++)
        {
            var (ada, twin) = (await Customer($"Ada {round}"), await Customer($"Twin {round}"));
            var contact = (await Api.Post($"/api/customers/{twin}/contacts", new { first_name = "Bea", last_name = "Boole" }))
                .Expect(201)
                .Id;

            var adding = Enumerable
                .Range(0, 6)
                .Select(i => Api.Post($"/api/customers/{twin}/contacts", new { first_name = $"New{i}", last_name = "Boole" }))
                .ToList();
            var merging = Api.Post($"/api/customers/{ada}/merges", new { duplicate_ids = new[] { twin } });
            var editing = Api.Patch($"/api/contacts/{contact}", new { job_title = "Engineer" });
            var answers = await Task.WhenAll(adding);

            Assert.Equal(201, (await merging).Status);
            Assert.Equal(200, (await editing).Status);
            Assert.All(answers, a => Assert.True(a.Status is 201 or 308, a.ToString()));
            // What was acknowledged hangs on who answers now; what came too late was sent on.
            Assert.Equal(
                1 + answers.Count(a => a.Status == 201),
                await Count($"select count(*) from contacts where organization_id = {Organization} and customer_id = {ada}")
            );
            Assert.Equal(0, await Count($"select count(*) from contacts where organization_id = {Organization} and customer_id = {twin}"));
            Assert.Equal("Engineer", (await Api.Get($"/api/contacts/{contact}"))["job_title"].GetString());
        }
    }

    [Fact]
    public async Task Two_merges_of_one_duplicate_leave_one_survivor()
    {
        for (var round = 0; round < 6; round++)
        {
            var (ada, bea, twin) = (await Customer("Ada"), await Customer("Bea"), await Customer("Twin"));

            var answers = await Task.WhenAll(
                new[] { ada, bea }.Select(survivor => Api.Post($"/api/customers/{survivor}/merges", new { duplicate_ids = new[] { twin } }))
            );

            Assert.Equal([201, 409], answers.Select(a => a.Status).Order());
        }
    }

    [Fact]
    public async Task Merging_into_each_other_ends_without_a_loop()
    {
        for (var round = 0; round < 6; round++)
        {
            var ids = new[] { await Customer("Ada"), await Customer("Bea"), await Customer("Cleo") };

            var answers = await Task.WhenAll(
                Enumerable
                    .Range(0, 3)
                    .Select(i => Api.Post($"/api/customers/{ids[i]}/merges", new { duplicate_ids = new[] { ids[(i + 1) % 3] } }))
            );

            Assert.All(answers, a => Assert.True(a.Status is 201 or 308 or 409, a.ToString()));
            Assert.Equal(
                1,
                await Count(
                    $"""
                    select count(*) from customers where organization_id = {Organization} and {Sql.In("id", ids)} and merged_into_id is null
                    """
                )
            );
        }
    }

    [Fact]
    public async Task A_customer_moved_in_the_tree_meanwhile_never_hangs_on_a_retired_one()
    {
        for (var round = 0; round < 6; round++)
        {
            var (ada, twin, child) = (await Customer($"Ada {round}"), await Customer($"Twin {round}"), await Customer($"Child {round}"));

            var moving = Api.Patch($"/api/customers/{child}", new { parent_id = twin });
            var merging = Api.Post($"/api/customers/{ada}/merges", new { duplicate_ids = new[] { twin } });

            Assert.Equal(201, (await merging).Status);
            Assert.True((await moving).Status is 200 or 422, (await moving).ToString());
            Assert.Equal(0, await Count($"select count(*) from customers where organization_id = {Organization} and parent_id = {twin}"));
        }
    }

    [Fact]
    public async Task A_merge_undone_by_two_at_once_is_undone_once()
    {
        var (ada, twin) = (await Customer("Ada"), await Customer("Twin"));
        var merge = await Merge(ada, twin);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Api.Delete($"/api/merges/{merge}")));

        Assert.Equal([200, 409, 409, 409], answers.Select(a => a.Status).Order());
    }

    private async Task<Guid> Customer(string name) =>
        (await Api.Post("/api/customers?on_duplicate=create", new { type = "individual", display_name = name })).Expect(201).Id;
}
