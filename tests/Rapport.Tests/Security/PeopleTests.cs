using System.Text.Json;
using Rapport.Platform.Data;
using Rapport.Trust.Permissions;

namespace Rapport.Tests.Security;

/// <summary>Nobody acts on a person who holds rights that they do not hold, nor lends them out or outlives them by a key.</summary>
[Trait("Spec", "SEC-1")]
public abstract class PeopleTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : PeopleTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : PeopleTests(server), IClassFixture<PostgresServer>;

    private const string NewPassword = "a new horse, a new battery 9";

    [Fact]
    public async Task An_admin_does_nothing_to_an_owner()
    {
        var owner = await Server.AddUser(Organization, "owner");
        var (admin, samples) = (await As("admin"), await ApiSamples.Of(Api));
        var before = await DatabaseImage.AtRest(Server.Database);

        var done = new List<string>();
        foreach (
            var route in Routes
                .Of(Server.Node)
                .Where(r => r.Pattern.StartsWith("/api/users/{id", StringComparison.Ordinal) && r.Method != "GET")
        )
        foreach (var body in Bodies(route, samples))
            if (await admin.Ask(HttpMethod.Parse(route.Method), route.Path(_ => owner.ToString()), body) is { Status: not 403 } answer)
                done.Add($"{route}: {answer}");

        Nothing.In(done);
        Nothing.In(DatabaseImage.Differences(before, await DatabaseImage.AtRest(Server.Database)));
    }

    [Fact]
    public async Task An_admin_makes_nobody_an_owner()
    {
        var (admin, somebody) = (await As("admin"), await Server.AddUser(Organization, "viewer"));
        var role = await RoleId("owner");

        Assert.Equal(403, (await admin.Patch($"/api/users/{somebody}", new { role_ids = new[] { role } })).Status);
        var invitation = new
        {
            name = "Puppet",
            email = $"{Ids.Next():N}@example.org",
            role_ids = new[] { role },
        };
        Assert.Equal(403, (await admin.Post("/api/users", invitation)).Status);
        Assert.Equal(201, (await Api.Post("/api/users", invitation)).Status);
    }

    [Fact]
    public async Task Nobody_acts_on_whoever_holds_one_right_more()
    {
        var samples = await ApiSamples.Of(Api);
        var acting = Routes
            .Of(Server.Node)
            .Where(r => r.Pattern.StartsWith("/api/users/{id", StringComparison.Ordinal) && r.Method != "GET");

        var done = new List<string>();
        foreach (var permission in Enum.GetValues<Permission>().Where(p => p is not (Permission.ManageUsers or Permission.ReadUsers)))
        {
            var (more, fewer) = ($"more_{Ids.Next():N}", $"fewer_{Ids.Next():N}");
            await Change(
                (db, _) =>
                {
                    db.Add(new Role(more, more, Only(permission), false));
                    return db.Add(new Role(fewer, fewer, Only(Permission.ManageUsers, Permission.ReadUsers), false));
                }
            );
            var (target, actor) = (await Server.AddUser(Organization, more), await As(fewer));
            foreach (var route in acting)
                if (
                    await actor.Ask(HttpMethod.Parse(route.Method), route.Path(_ => target.ToString()), Bodies(route, samples).First()) is
                    { Status: not 403 } answer
                )
                    done.Add($"{route} on {Words.Of(permission)}: {answer}");
        }
        Nothing.In(done);
    }

    [Fact]
    public async Task A_key_holds_nothing_that_its_maker_did_not_hold_when_it_was_made()
    {
        var id = await Server.AddUser(Organization, "viewer");
        var viewer = await Server.SignIn(Organization, id);
        Assert.Equal("beyond_own_rights", (await viewer.Post("/api/api-keys", Key("users.manage")))["code"].GetString());
        var key = Server.Node.Client((await viewer.Post("/api/api-keys", Key("customers.read"))).Expect(201)["key"].GetString());

        (await Api.Patch($"/api/users/{id}", new { role_ids = new[] { await RoleId("admin") } })).Expect(200);

        Assert.Equal(200, (await key.Get("/api/customers")).Status);
        Assert.Equal(403, (await key.Get("/api/users")).Status);
    }

    [Fact]
    public async Task A_key_keeps_the_scope_and_the_masks_that_its_maker_had()
    {
        var own = $"own_{Ids.Next():N}";
        var grants = new Grants(
            new Dictionary<Permission, Scope> { [Permission.ReadCustomers] = Scope.Own },
            new HashSet<Mask> { Mask.ContactData }
        );
        await Change((db, _) => db.Add(new Role(own, own, grants, false)));
        var id = await Server.AddUser(Organization, own);
        var key = Server.Node.Client(
            (await (await Server.SignIn(Organization, id)).Post("/api/api-keys", Key("customers.read"))).Expect(201)["key"].GetString()
        );
        var name = $"Somebody {Ids.Next():N}";
        var theirs = (
            await Api.Post(
                "/api/customers",
                new
                {
                    type = "individual",
                    display_name = name,
                    email = $"{Ids.Next():N}@example.org",
                }
            )
        ).Expect(201).Id;

        (await Api.Patch($"/api/users/{id}", new { role_ids = new[] { await RoleId("admin") } })).Expect(200);
        Assert.Equal(403, (await key.Get($"/api/customers/{theirs}")).Status);

        (await Api.Patch($"/api/customers/{theirs}", new { owner_id = id })).Expect(200);
        Assert.Equal(JsonValueKind.Null, (await key.Get($"/api/customers/{theirs}")).Expect(200)["email"].ValueKind);

        (await Api.Patch($"/api/users/{id}", new { role_ids = Array.Empty<Guid>() })).Expect(200);
        Assert.Equal(403, (await key.Get($"/api/customers/{theirs}")).Status);
    }

    [Theory]
    [InlineData(null, 401), InlineData(false, 401), InlineData(true, 200)]
    public async Task A_password_reset_ends_sessions_and_keys_unless_the_keys_are_to_stay(bool? keep, int status)
    {
        var id = await Server.AddUser(Organization, "viewer");
        var session = await Server.SignIn(Organization, id);
        var key = Server.Node.Client((await session.Post("/api/api-keys", Key("customers.read"))).Expect(201)["key"].GetString());
        (await key.Get("/api/customers")).Expect(200);
        var link = (await Api.Post($"/api/users/{id}/password-links")).Expect(201)["link"].GetString()!.Split('/')[^1];

        (await Stranger.Post($"/api/invitations/{link}/acceptance", new { password = NewPassword, keep_api_keys = keep })).Expect(200);

        Assert.Equal((401, status), ((await session.Get("/api/me")).Status, (await key.Get("/api/customers")).Status));
    }

    [Fact]
    public async Task The_page_of_a_password_link_shows_the_choice()
    {
        var id = await Server.AddUser(Organization, "viewer");
        var link = (await Api.Post($"/api/users/{id}/password-links")).Expect(201)["link"].GetString()!.Split('/')[^1];

        Assert.Contains("name=\"keep_api_keys\"", (await Stranger.Get($"/invitation/{link}")).Expect(200).Text, StringComparison.Ordinal);
    }

    private static object Key(params string[] scopes) => new { name = "sync", scopes };

    private static Grants Only(params Permission[] permissions) =>
        new(permissions.ToDictionary(p => p, _ => Scope.All), new HashSet<Mask>());

    private static IEnumerable<object?> Bodies(Route route, ApiSamples samples) =>
        route.Method == "PATCH" ? [new { name = "Nobody" }, new { role_ids = Array.Empty<Guid>() }] : [samples.BodyOf(route)];

    private async Task<Guid> RoleId(string key) =>
        (await Api.Get("/api/roles?limit=200"))["data"]
            .EnumerateArray()
            .Single(r => r.GetProperty("key").GetString() == key)
            .GetProperty("id")
            .GetGuid();
}
