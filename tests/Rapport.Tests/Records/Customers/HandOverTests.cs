using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Trust.Identity;
using Rapport.Trust.Identity.Users;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Records.Customers;

public abstract class HandOverTests(TestServer server) : PartsTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : HandOverTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : HandOverTests(server), IClassFixture<PostgresServer>;

    [Fact, Trait("Spec", "CUS-2")]
    public async Task What_a_leaver_owned_goes_to_the_successor_in_the_same_transaction()
    {
        var (_, leaver) = await With(Only(Scope.Own, Permission.ReadCustomers));
        var (_, successor) = await With(Only(Scope.Own, Permission.ReadCustomers));
        var (owned, other) = (await Customer("Owned", new { owner_id = leaver }), await Customer("Other"));
        Done(await Api.Post($"/api/customers/{other}/team", new { user_id = leaver, role = "csm" }), 201);

        await Deactivate(leaver, successor, null);
        Assert.Equal(successor.ToString(), Text((await Api.Get($"/api/customers/{owned}")).Json, "owner_id"));
        Assert.Empty(await Rows($"/api/customers/{other}/team"));
        Assert.Equal("customer.handed_over", (await Timeline(owned))[0]);
        Assert.Equal(
            2,
            await Count(
                $"select count(*) from events where subject_id = {leaver} and name in ('customers.handed_over', 'customers.team_left')"
            )
        );
    }

    [Fact, Trait("Spec", "CUS-2")]
    public async Task Without_a_successor_they_fall_to_the_pool_of_the_branch()
    {
        var branch = await Change(
            (db, _) =>
            {
                var made = new Branch { Name = $"Leeds {Ids.Next():N}", CreatedAt = Clock.Now() };
                db.Add(made);
                return made.Id;
            }
        );
        var (_, leaver) = await With(Only(Scope.Own, Permission.ReadCustomers), branch);
        var crowd = await Crowd(1200, owner: leaver);
        await Deactivate(leaver, null, branch);
        Assert.Equal(0, await Count($"select count(*) from customers where owner_id = {leaver}"));
        Assert.Equal(1200, await Count($"select count(*) from customers where owner_id is null and branch_id = {branch}"));
        Assert.Single(await Rows($"/api/customers?owner_id=none&branch_id={branch}&limit=1"));
        Assert.Equal(1200, crowd.Count);
    }

    [Fact, Trait("Spec", "CUS-2")]
    public async Task Before_somebody_leaves_it_is_said_who_takes_over_what()
    {
        var (_, leaver) = await With(Only(Scope.Own, Permission.ReadCustomers));
        var (_, manager) = await With(Only(Scope.Own, Permission.ReadCustomers));
        await Plainly($"update users set manager_id = {manager}, name = 'Lea Ver' where id = {leaver}");
        await Plainly($"update users set name = 'Mana Ger' where id = {manager}");
        await Crowd(2, owner: leaver);
        Done(await Api.Post($"/api/customers/{await Customer("Of a team")}/team", new { user_id = leaver, role = "csm" }), 201);

        var preview = await Api.Get($"/api/users/{leaver}/deactivation");
        Done(preview);
        Assert.Equal("Mana Ger", Text(preview["successor"], "name"));
        Assert.Equal(
            [
                ("customers", 2, "handed_over"),
                ("team_memberships", 1, "ends"),
                ("open_tasks", 0, "handed_over"),
                ("open_tickets", 0, "handed_over"),
                ("sessions", 1, "ends"),
                ("api_keys", 0, "ends"),
            ],
            preview["holdings"].EnumerateArray().Select(h => (Text(h, "kind")!, h.GetProperty("count").GetInt32(), Text(h, "fate")!))
        );
        Assert.Contains(
            "2 customers go to Mana Ger. 1 team membership, 1 session end.",
            (await Api.Get($"/settings/users/{leaver}")).Expect(200).Text
        );

        Done(await Api.Put($"/api/users/{leaver}/deactivation"), 204);
        Assert.Equal(2, await Count($"select count(*) from customers where owner_id = {manager}"));
        Assert.DoesNotContain("Should they leave", (await Api.Get($"/settings/users/{leaver}")).Text);
    }

    [Fact, Trait("Spec", "CUS-2")]
    public async Task Without_a_manager_the_pool_of_the_branch_is_named()
    {
        var branch = (await Api.Post("/api/branches", new { name = $"Leeds {Ids.Next():N}" })).Expect(201);
        var (_, leaver) = await With(Only(Scope.Own, Permission.ReadCustomers), branch.Id);
        await Crowd(1, owner: leaver);
        var preview = await Api.Get($"/api/users/{leaver}/deactivation");
        Assert.Equal(JsonValueKind.Null, preview["successor"].ValueKind);
        Assert.Contains($"1 customer goes to the pool of {Text(branch.Json, "name")}.", (await Api.Get($"/settings/users/{leaver}")).Text);
    }

    private Task Deactivate(Guid user, Guid? successor, Guid? branch) =>
        Change(
            (db, changes) =>
            {
                db.Users.Single(u => u.Id == user).Status = UserStatus.Deactivated;
                changes.Raise(new UserDeactivated(user, successor, branch));
                return 0;
            }
        );
}
