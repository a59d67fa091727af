using Rapport.Platform.Data;

namespace Rapport.Tests.Trust;

[Trait("Spec", "PLT-12")]
public abstract class ApiKeyTests(TestServer server) : ServerTest(server)
{
    public sealed class OnSqlite(SqliteServer server) : ApiKeyTests(server), IClassFixture<SqliteServer>;

    public sealed class OnPostgres(PostgresServer server) : ApiKeyTests(server), IClassFixture<PostgresServer>;

    private async Task<(Guid Id, HttpClient Api)> Key(HttpClient owner, DateTimeOffset? expires = null, params string[] scopes)
    {
        var made = (
            await owner.Post(
                "/api/api-keys",
                new
                {
                    name = "sync",
                    scopes,
                    expires_at = expires,
                }
            )
        ).Expect(201);
        return (made.Id, Server.Node.Client(made["key"].GetString()));
    }

    [Fact]
    public async Task A_key_reaches_no_further_than_it_was_given()
    {
        var (_, key) = await Key(Api, null, "users.read");
        Assert.Equal(200, (await key.Get("/api/users")).Status);
        Assert.Equal("customers.read", (await key.Get("/api/customers"))["permission"].GetString());
    }

    [Fact]
    public async Task A_key_reaches_no_further_than_its_owner()
    {
        var viewer = await As("viewer");
        var (_, key) = await Key(viewer, null, "customers.read");
        Assert.Equal(200, (await key.Get("/api/customers")).Status);
        Assert.Equal(403, (await key.Get("/api/events")).Status);
        var wider = await viewer.Post("/api/api-keys", new { name = "sync", scopes = new[] { "audit.read", "customers.read" } });
        Assert.Equal("beyond_own_rights", wider["code"].GetString());
    }

    [Fact]
    public async Task A_key_cannot_make_itself_a_wider_one_or_touch_its_owners_account()
    {
        var (_, key) = await Key(Api, null, "users.read");
        Answer[] answers =
        [
            await key.Post("/api/api-keys", new { name = "wider", scopes = new[] { "users.manage" } }),
            await key.Get("/api/api-keys"),
            await key.Get("/api/sessions"),
            await key.Patch("/api/me", new { name = "Mallory" }),
            await key.Put("/api/me/password", new { current_password = TestServer.Password, new_password = "mallory was here" }),
            await key.Post("/api/me/authenticator"),
            await key.Post("/api/me/passkeys/options", new { password = TestServer.Password }),
            await key.Delete("/api/sessions"),
        ];
        Assert.All(answers, answer => Assert.Equal("sign_in_needed", answer["code"].GetString()));
    }

    [Fact]
    public async Task A_key_ends_when_it_is_revoked_or_expires()
    {
        var (id, key) = await Key(Api, null, "users.read");
        var (_, short_) = await Key(Api, Clock.GetUtcNow().AddHours(1), "users.read");
        (await key.Get("/api/users")).Expect(200);
        (await short_.Get("/api/users")).Expect(200);

        (await Api.Delete($"/api/api-keys/{id}")).Expect(204);
        Assert.Equal(401, (await key.Get("/api/users")).Status);
        Assert.Equal(404, (await (await As("admin")).Delete($"/api/api-keys/{id}")).Status);

        Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(401, (await short_.Get("/api/users")).Status);
    }

    [Fact]
    public async Task A_key_told_twice_for_one_idempotency_key_is_not_kept_in_the_open()
    {
        var body = new { name = "once", scopes = new[] { "users.read" } };
        var first = (await Api.Post("/api/api-keys", body, ("Idempotency-Key", "make-one"))).Expect(201);
        var second = (await Api.Post("/api/api-keys", body, ("Idempotency-Key", "make-one"))).Expect(201);
        Assert.Equal(first["key"].GetString(), second["key"].GetString());

        var stored = await Plain(connection =>
            connection.Rows($"select body from stored_answers where key = {"make-one"}", row => row.Bytes(0), CancellationToken.None)
        );
        Assert.DoesNotContain(first["key"].GetString()!, System.Text.Encoding.Latin1.GetString(stored.Single()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_permissions_and_past_expiries_are_named()
    {
        var answer = await Api.Post(
            "/api/api-keys",
            new
            {
                name = "",
                scopes = new[] { "rockets.launch" },
                expires_at = "2020-01-01T00:00:00Z",
            }
        );
        Assert.Equal(422, answer.Status);
        Assert.Equal(["expires_at", "name", "scopes"], answer["errors"].EnumerateObject().Select(e => e.Name).Order());
    }
}
