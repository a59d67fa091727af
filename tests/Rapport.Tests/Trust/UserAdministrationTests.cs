namespace Rapport.Tests.Trust;

[Trait("Spec", "SEC-1")]
public abstract class UserAdministrationTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : UserAdministrationTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : UserAdministrationTests(server), IClassFixture<PostgresServer>;

    private const string Password = "ned has nine lives";

    private async Task<Guid> Role(string key) =>
        (await Api.Get("/api/roles?limit=200"))["data"]
            .EnumerateArray()
            .Single(r => r.GetProperty("key").GetString() == key)
            .GetProperty("id")
            .GetGuid();

    private async Task<(Guid Id, string Link)> Invite(string name, params Guid[] roles)
    {
        var answer = (
            await Api.Post(
                "/api/users",
                new
                {
                    name,
                    email = $"{Fresh()}@example.org",
                    role_ids = roles,
                }
            )
        ).Expect(201);
        return (answer.Id, answer["invitation_link"].GetString()!.Split('/')[^1]);
    }

    private static string Fresh() => Rapport.Platform.Data.Ids.Next().ToString();

    private async Task<HttpClient> Join(string link) =>
        Server.Node.Client(
            (await Stranger.Post($"/api/invitations/{link}/acceptance", new { password = Password }))
                .Expect(200)["access_token"]
                .GetString()
        );

    /// <summary>Somebody who manages users and roles but may do little else.</summary>
    private async Task<HttpClient> ManagerOfUsers()
    {
        var role = (
            await Api.Post(
                "/api/roles",
                new
                {
                    name = $"Reception {Fresh()}",
                    permissions = new Dictionary<string, string>
                    {
                        ["users.read"] = "all",
                        ["users.manage"] = "all",
                        ["roles.manage"] = "all",
                    },
                }
            )
        ).Expect(201).Id;
        return await Join((await Invite("Rita Reception", role)).Link);
    }

    [Fact]
    public async Task An_invitation_lets_one_person_in_once()
    {
        var (id, link) = await Invite("Ned New", await Role("sales"));
        Assert.Equal("Ned New", (await Stranger.Get($"/api/invitations/{link}"))["name"].GetString());
        Assert.Equal(422, (await Stranger.Post($"/api/invitations/{link}/acceptance", new { password = "password123" })).Status);

        var ned = await Join(link);

        Assert.Equal(id, (await ned.Get("/api/me")).Id);
        Assert.Equal(410, (await Stranger.Post($"/api/invitations/{link}/acceptance", new { password = Password })).Status);
        Assert.Equal(410, (await Stranger.Get($"/api/invitations/{link}")).Status);
    }

    [Fact]
    public async Task Of_two_who_open_one_link_at_once_one_comes_in()
    {
        var (_, link) = await Invite("Ned New");
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Stranger.Post($"/api/invitations/{link}/acceptance", new { password = Password }))
        );
        Assert.Equal([200, 410, 410, 410], answers.Select(a => a.Status).Order());
    }

    [Fact]
    public async Task An_old_invitation_opens_nothing()
    {
        var (id, link) = await Invite("Late Leo");
        var fresh = (await Api.Post($"/api/users/{id}/invitations")).Expect(201)["link"].GetString()!.Split('/')[^1];
        Assert.Equal(410, (await Stranger.Get($"/api/invitations/{link}")).Status);
        Assert.Equal(200, (await Stranger.Get($"/api/invitations/{fresh}")).Status);

        Clock.Advance(TimeSpan.FromDays(8));
        var late = await Stranger.Get($"/api/invitations/{fresh}");
        Clock.Advance(TimeSpan.FromDays(-8));
        Assert.Equal(410, late.Status);
    }

    [Fact]
    public async Task Nobody_hands_out_more_than_they_have()
    {
        var rita = await ManagerOfUsers();
        var me = (await rita.Get("/api/me")).Id;
        var (admin, viewer) = (await Role("admin"), await Role("viewer"));

        Assert.Equal(403, (await rita.Patch($"/api/users/{me}", new { role_ids = new[] { admin } })).Status);
        Assert.Equal(
            403,
            (
                await rita.Post(
                    "/api/users",
                    new
                    {
                        name = "Puppet",
                        email = $"{Fresh()}@example.org",
                        role_ids = new[] { viewer },
                    }
                )
            ).Status
        );
        Assert.Equal(
            403,
            (
                await rita.Post("/api/roles", new { name = "Spy", permissions = new Dictionary<string, string> { ["audit.read"] = "all" } })
            ).Status
        );
        Assert.Equal("Reception", (await rita.Get("/api/me"))["roles"][0].GetProperty("name").GetString()![..9]);
    }

    [Fact]
    public async Task Nobody_takes_over_somebody_who_may_do_more()
    {
        var rita = await ManagerOfUsers();
        var owner = Server.OwnerOf(Organization).Id;

        Assert.Equal(403, (await rita.Post($"/api/users/{owner}/password-links")).Status);
        Assert.Equal(403, (await rita.Put($"/api/users/{owner}/deactivation")).Status);
        Assert.Equal(403, (await rita.Patch($"/api/users/{owner}", new { name = "Nobody" })).Status);
        Assert.Equal(200, (await Api.Get("/api/me")).Status);
    }

    [Fact]
    public async Task The_last_owner_stays()
    {
        var owner = Server.OwnerOf(Organization).Id;
        Assert.Equal("own_account", (await Api.Put($"/api/users/{owner}/deactivation"))["code"].GetString());
        Assert.Equal(
            "last_owner",
            (await Api.Patch($"/api/users/{owner}", new { role_ids = new[] { await Role("admin") } }))["code"].GetString()
        );
    }

    [Fact, Trait("Spec", "CUS-2")]
    public async Task Whoever_is_deactivated_is_out_at_once_and_their_manager_is_named()
    {
        var (boss, bossLink) = await Invite("Boss", await Role("manager"));
        await Join(bossLink);
        var (id, link) = await Invite("Ned New", await Role("manager"));
        (await Api.Patch($"/api/users/{id}", new { manager_id = boss })).Expect(200);
        var ned = await Join(link);
        var key = Server.Node.Client(
            (await ned.Post("/api/api-keys", new { name = "sync", scopes = new[] { "customers.read" } })).Expect(201)["key"].GetString()
        );
        (await key.Get("/api/me")).Expect(200);

        (await Api.Put($"/api/users/{id}/deactivation")).Expect(204);

        Assert.Equal((401, 401), ((await ned.Get("/api/me")).Status, (await key.Get("/api/me")).Status));
        var line = (await Eventually(() => Api.Get($"/api/events?name=user.deactivated&subject_id={id}"))).EnumerateArray().Single();
        Assert.Equal(boss, line.GetProperty("data").GetProperty("successor_id").GetGuid());

        (await Api.Delete($"/api/users/{id}/deactivation")).Expect(204);
        Assert.Equal((401, 401), ((await ned.Get("/api/me")).Status, (await key.Get("/api/me")).Status));
    }

    [Fact]
    public async Task A_change_of_role_counts_from_the_next_request()
    {
        var (id, link) = await Invite("Ned New", await Role("viewer"));
        var ned = await Join(link);
        Assert.Equal(403, (await ned.Get("/api/events")).Status);

        (await Api.Patch($"/api/users/{id}", new { role_ids = new[] { await Role("dpo") } })).Expect(200);

        Assert.Equal(200, (await ned.Get("/api/events")).Status);
    }

    [Fact]
    public async Task A_change_on_one_node_reaches_the_others()
    {
        await using var second = await Server.StartNode();
        var (id, link) = await Invite("Ned New", await Role("viewer"));
        var token = (await Stranger.Post($"/api/invitations/{link}/acceptance", new { password = Password }))["access_token"].GetString();
        var there = second.Client(token);
        (await there.Get("/api/me")).Expect(200);

        (await Api.Put($"/api/users/{id}/deactivation")).Expect(204);

        await Eventually(async () => (await there.Get("/api/me")).Status == 401, "The other node shuts them out");
    }

    [Fact]
    public async Task A_password_link_ends_every_session_and_the_old_password()
    {
        var (id, link) = await Invite("Ned New");
        var ned = await Join(link);
        var reset = (await Api.Post($"/api/users/{id}/password-links")).Expect(201)["link"].GetString()!.Split('/')[^1];

        (await Stranger.Post($"/api/invitations/{reset}/acceptance", new { password = "ned has ten lives" })).Expect(200);

        Assert.Equal(401, (await ned.Get("/api/me")).Status);
    }

    [Fact]
    public async Task An_edit_on_an_older_version_is_refused()
    {
        var (id, _) = await Invite("Ned New");
        var seen = (await Api.Get($"/api/users/{id}")).Headers.ETag!.Tag;
        (await Api.Patch($"/api/users/{id}", new { name = "Ned Newer" }, ("If-Match", seen))).Expect(200);
        Assert.Equal(412, (await Api.Patch($"/api/users/{id}", new { name = "Ned Newest" }, ("If-Match", seen))).Status);
    }

    [Fact]
    public async Task Another_organizations_users_are_not_there()
    {
        var (id, _) = await Invite("Ned New");
        var (_, other) = await OtherOrganization();
        Assert.Equal(404, (await other.Get($"/api/users/{id}")).Status);
        Assert.Equal(404, (await other.Patch($"/api/users/{id}", new { name = "Mine" })).Status);
        Assert.DoesNotContain(id.ToString(), (await other.Get("/api/users")).Text, StringComparison.Ordinal);
    }

    private static async Task<System.Text.Json.JsonElement> Eventually(Func<Task<Answer>> ask)
    {
        Answer? last = null;
        await Eventually(async () => (last = await ask())["data"].GetArrayLength() > 0, "The line stands in the log");
        return last!["data"];
    }
}
